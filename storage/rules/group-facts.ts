import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { History, Role } from '../../shared/protocol/facts.ts';
import type { Acquaintance } from './strangers.ts';

/** What an act reads and changes of a conversation. */
export interface GroupRow {
  readonly id: number;
  readonly publicId: ConversationId;
  readonly kind: 'direct' | 'group';
  readonly title: string | null;
  readonly seq: number;
  /** JSON of what is set, as stored. */
  readonly rights: string;
  readonly history: History;
  readonly newestChapter: number;
  /** More members than are told each other's watermarks. */
  readonly isLarge: boolean;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Fewer than two members have accepted, and a person was asked. */
  readonly isUnheard: boolean;
  /** ms since 1970; null: not deleted. */
  readonly deletedAt: number | null;
}

/** What an account is in a conversation, or was until they left or were removed. */
interface PastMembership {
  readonly role: Role;
  /** Who added them, while they have not accepted; kept for a person who left without accepting. */
  readonly askedBy: number | null;
  readonly isRemoved: boolean;
  readonly removedBy: number | null;
}

/** An account that acts in a conversation, or is the target of an act. */
export interface PersonRow {
  readonly account: number;
  readonly userId: UserId;
  readonly name: string;
  readonly membership: PastMembership | undefined;
  /** They ask to join by this link; `used` is undefined when the link no longer exists. */
  readonly request: { readonly link: string; readonly used: number | undefined } | undefined;
  /** When a request of theirs was declined lately. */
  readonly declinedAt: number | undefined;
}

interface PresentMember {
  readonly account: number;
  readonly userId: UserId;
  readonly askedBy: number | null;
}

interface ChapterState {
  /** Takes no new messages. */
  readonly isClosed: boolean;
  readonly isBlank: boolean;
}

/** A conversation with its members. */
export interface GroupFacts {
  readonly group: GroupRow;
  /** The actor and the target, if they are members, and members who have not accepted; or all members. */
  readonly members: readonly PresentMember[];
  /** All other members, who are only told. */
  readonly others: readonly UserId[];
  /** Where history begins with joining: the newest chapter, and all that take messages. */
  readonly chapters: ReadonlyMap<number, ChapterState>;
  /** How many people ask to join. */
  readonly requests: number;
}

/** What the decision about one act reads, loaded beforehand. */
export interface ActFacts extends GroupFacts {
  readonly actor: PersonRow;
  /** Undefined: the account does not exist, or the act has no target. */
  readonly target: PersonRow | undefined;
  /** What the target knows of the actor; only loaded when strangers are asked first. */
  readonly acquaintance: Acquaintance | undefined;
  /** By member of a group where nobody has accepted: how many things the actor has shown to them. */
  readonly shown: ReadonlyMap<number, number>;
}
