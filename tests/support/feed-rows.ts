import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { FeedConversation, FeedMember, OwnMembership, ShownPerson } from '../../storage/rules/feed-facts.ts';
import { userId } from '../contract/plain-write.ts';

export const conversationId = makeGroupId(1, () => 0.5);

/** A group in which nothing is special. */
export const conversation: FeedConversation = {
  id: 7,
  publicId: conversationId,
  kind: 'group',
  title: 'Now',
  createdAt: 1,
  seq: 4,
  version: 0,
  disappear: 0,
  isLarge: false,
  unanswered: null,
  picture: null,
  rights: {},
  history: 'all',
  deletedAt: null,
  head: undefined,
};

export const mine: OwnMembership = {
  role: 'member',
  read: 3,
  joined: 1,
  fromChapter: 0,
  askedBy: null,
  removedAt: null,
  removedSeq: null,
  removedTitle: null,
  removedBy: null,
};

export const person = (number: number, more: Partial<ShownPerson> = {}): ShownPerson => ({
  userId: userId(`user-${number}`),
  number,
  name: `Person ${number}`,
  username: null,
  seenAt: 500,
  hidesSeen: false,
  picture: null,
  statusText: null,
  statusUntil: null,
  isGone: false,
  ...more,
});

export const member = (number: number, more: Partial<FeedMember> = {}): FeedMember => ({
  ...person(number),
  hidesRead: false,
  role: 'member',
  delivered: 4,
  read: 3,
  joined: 1,
  removedAt: null,
  removedBy: null,
  askedBy: null,
  changed: 1,
  ...more,
});
