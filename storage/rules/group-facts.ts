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
  /** Too many members to tell them each other's watermarks. */
  readonly isLarge: boolean;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  /** Fewer than two members have accepted, and somebody was asked. */
  readonly isUnheard: boolean;
  /** ms since 1970; null: it exists. */
  readonly deletedAt: number | null;
}

/** What an account is in a conversation, or was until they left it or were removed. */
interface PastMembership {
  readonly role: Role;
  /** Who put them into the group, while they have not accepted; of a person who left without accepting it stays. */
  readonly askedBy: number | null;
  readonly isRemoved: boolean;
  readonly removedBy: number | null;
}

/** An account that acts in a conversation, or that an act is done to. */
export interface PersonRow {
  readonly account: number;
  readonly userId: UserId;
  readonly name: string;
  readonly membership: PastMembership | undefined;
  /** They ask to join by this link; `used` is undefined when the link is gone. */
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
  /** Who acts and whom it is done to, if they are members, and members who have not accepted; or all members. */
  readonly members: readonly PresentMember[];
  /** All other members: they are only told. */
  readonly others: readonly UserId[];
  /** Where history begins with joining: the newest chapter, and all that take messages. */
  readonly chapters: ReadonlyMap<number, ChapterState>;
  /** How many people ask to join. */
  readonly requests: number;
}

/** What the decision about one act reads, loaded beforehand. */
export interface ActFacts extends GroupFacts {
  readonly actor: PersonRow;
  /** Undefined: there is no such account, or the act is done to nobody. */
  readonly target: PersonRow | undefined;
  /** Of the target with the actor; only loaded when strangers are asked first. */
  readonly acquaintance: Acquaintance | undefined;
  /** By member of a group where nobody has accepted: how many things the actor has shown to them. */
  readonly shown: ReadonlyMap<number, number>;
}
