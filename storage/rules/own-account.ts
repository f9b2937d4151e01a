import type { Privacy } from '../ports/people.ts';

/** What an account says of itself at sign-in. */
export interface AccountNames {
  readonly name: string;
  readonly email: string;
  readonly username: string | null;
}

/**
 * What becomes of an account when a session says who it is: `told` reaches those who share a conversation with it,
 * `kept` nobody else. A deleted account stays as it is, whatever a session that is being ended says.
 */
export const decideAccount = (
  before: (AccountNames & { readonly isGone: boolean }) | undefined,
  asked: AccountNames,
): 'new' | 'told' | 'kept' | 'same' => {
  if (before === undefined) return 'new';
  if (before.isGone) return 'same';
  if (before.name !== asked.name || before.username !== asked.username) return 'told';
  return before.email === asked.email ? 'same' : 'kept';
};

export interface ShownProfile {
  readonly picture: string | null;
  readonly statusText: string | null;
  readonly statusUntil: number | null;
}

/** A profile after a change; undefined: it is no change. Absent fields stay, null takes away. */
export const decideProfile = (
  before: ShownProfile | undefined,
  asked: {
    readonly picture?: string | null;
    readonly status?: { text: string; until?: number | undefined } | null | undefined;
  },
): ShownProfile | undefined => {
  if (before === undefined) return undefined;
  const { picture, status } = asked;
  const after = {
    picture: picture === undefined ? before.picture : picture,
    statusText: status === undefined ? before.statusText : (status?.text ?? null),
    statusUntil: status === undefined ? before.statusUntil : (status?.until ?? null),
  };
  const isSame =
    after.picture === before.picture &&
    after.statusText === before.statusText &&
    after.statusUntil === before.statusUntil;
  return isSame ? undefined : after;
};

export interface PrivacyPlan {
  readonly hidesRead: boolean;
  readonly hidesSeen: boolean;
  /** When they were last there is forgotten: a person who shows it again does not show when they were here in between. */
  readonly forgetsSeen: boolean;
  /** Watermarks of them, and of others for them, look different from now on: all are told anew. */
  readonly tellsMarks: boolean;
}

/** What becomes of what others may know of a person; undefined: nothing changes. */
export const decidePrivacy = (
  before: { readonly hidesRead: boolean; readonly hidesSeen: boolean } | undefined,
  { readReceipts, lastSeen }: Partial<Privacy>,
): PrivacyPlan | undefined => {
  if (before === undefined) return undefined;
  const hidesRead = readReceipts === undefined ? before.hidesRead : !readReceipts;
  const hidesSeen = lastSeen === undefined ? before.hidesSeen : !lastSeen;
  if (hidesRead === before.hidesRead && hidesSeen === before.hidesSeen) return undefined;
  return { hidesRead, hidesSeen, forgetsSeen: hidesSeen, tellsMarks: hidesRead !== before.hidesRead };
};
