import type { ConversationEvent } from '../../shared/document/chapter.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { GroupRow } from './group-facts.ts';

/** How rows of plans refer to conversations and accounts: by number. */
export interface InConversation {
  readonly conversation: number;
}
export interface OfMember extends InConversation {
  readonly account: number;
}
/** A change of the feed: counts from 0 within the plan; the writer adds the first value it took from the counter. */
export interface Changed {
  readonly change: number;
}

export interface NewMember extends OfMember, Changed {
  readonly role: Role;
  readonly askedBy: number | null;
  /** Messages from before they joined count as read: nobody starts with a thousand unread messages. */
  readonly seq: number;
  readonly fromChapter: number;
  readonly fromSeq: number;
}

export interface NewLink extends OfMember {
  readonly id: string;
  readonly digest: Uint8Array;
  readonly approval: boolean;
  readonly expiresAt: number | null;
  readonly uses: number | null;
  readonly createdAt: number;
}

/** The rows that an act on a group writes; those of one kind can be written by one statement, in the order below. */
export interface GroupPlan {
  /** How many values of the change counter the act takes. */
  readonly changes: number;
  readonly groups: readonly (GroupRow & Changed)[];
  readonly added: readonly NewMember[];
  readonly roles: readonly (OfMember & Changed & { readonly role: Role })[];
  readonly removed: readonly (OfMember &
    Changed & {
      readonly at: number;
      readonly by: number;
      readonly seq: number;
      readonly title: string | null;
    })[];
  /** Members who accepted to be in the group. */
  readonly accepted: readonly (OfMember & Changed)[];
  /** Members whose watermarks the others are told. */
  readonly marksTold: readonly (OfMember & Changed)[];
  /** Accounts that others may see from now on. */
  readonly seen: readonly ({ readonly account: number } & Changed)[];
  /** Conversations of which all members are told everything again. */
  readonly retold: readonly (InConversation & Changed)[];
  readonly closedChapters: readonly (InConversation & Changed & { readonly chapter: number })[];
  readonly openedChapters: readonly (InConversation & Changed & { readonly chapter: number })[];
  /** People who no longer ask to join, and whose declined requests are forgotten. */
  readonly answeredRequests: readonly OfMember[];
  readonly requests: readonly (OfMember & { readonly link: string; readonly at: number })[];
  /** Declined requests up to this moment are forgotten. */
  readonly forgottenDeclines: readonly number[];
  readonly declines: readonly (OfMember & { readonly at: number })[];
  readonly deletedLinks: readonly string[];
  /** Members who left or were removed: their links stop working for good, even if the members return. */
  readonly linksOf: readonly OfMember[];
  readonly links: readonly NewLink[];
  readonly usedLinks: readonly { readonly id: string; readonly used: number }[];
  /** Deleted groups: their links, requests and waiting events are removed. */
  readonly emptied: readonly number[];
  /** The new total. */
  readonly shown: readonly { readonly writer: number; readonly target: number; readonly acts: number }[];
  readonly events: readonly (InConversation & { readonly event: ConversationEvent })[];
}

type Rows<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer R)[] ? R[] : T[K] };

/** A plan while it is being made. */
export type OpenPlan = Rows<GroupPlan>;

export const emptyPlan = (): OpenPlan => ({
  changes: 0,
  groups: [],
  added: [],
  roles: [],
  removed: [],
  accepted: [],
  marksTold: [],
  seen: [],
  retold: [],
  closedChapters: [],
  openedChapters: [],
  answeredRequests: [],
  requests: [],
  forgottenDeclines: [],
  declines: [],
  deletedLinks: [],
  linksOf: [],
  links: [],
  usedLinks: [],
  emptied: [],
  shown: [],
  events: [],
});

/** An answer, and the rows that make it true. */
export interface Decision<T> {
  readonly outcome: T;
  readonly plan: GroupPlan;
}
