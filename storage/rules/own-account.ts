import type { Privacy } from '../ports/people.ts';

/** What a session says of its account. */
export interface AccountNames {
  readonly name: string;
  readonly email: string;
  readonly username: string | null;
}

/**
 * What an account becomes from what a session says of it: people who share a conversation are told `told`, nobody is told
 * `kept`. A deleted account stays as it is, whatever an ending session says.
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

/** A profile after a change; undefined: nothing changes. Absent fields stay, null removes. */
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
  /**
   * The last-online time is forgotten: a person who shows it again does not reveal when they were online in between.
   */
  readonly forgetsSeen: boolean;
  /** Their watermarks, and others' watermarks for them, look different from now on: all are told again. */
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
