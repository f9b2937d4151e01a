import type { Conversations } from '../ports/conversations.ts';
import type { Memberships } from '../ports/memberships.ts';
import { decideCreation } from '../rules/decide-creation.ts';
import { emptyPlan } from '../rules/group-plan.ts';
import {
  chapterRecord,
  conversationRecord,
  messageRecord,
  READ_CHAPTERS,
  READ_CONVERSATION,
  READ_MESSAGE,
} from '../sql/conversations.ts';
import {
  ADD_CONVERSATION,
  CREATION_READS,
  creationFacts,
  creationInputs,
  firstMembers,
  newConversation,
  strangerInputs,
} from '../sql/creation.ts';
import { ACQUAINTANCES } from '../sql/group-reads.ts';
import { groupWrites } from '../sql/group-writes.ts';
import { membershipOf, READ_MEMBERS, READ_MEMBERSHIP } from '../sql/memberships.ts';
import { ulidToBytes } from '../ulid-bytes.ts';
import type { Connection } from './connection.ts';
import type { PendingEvents } from './pending-events.ts';
import { driver, takeChange } from './work.ts';

export const createConversations = (
  { read, write }: Connection,
  events: PendingEvents,
): Pick<Conversations, 'createConversation' | 'conversation' | 'chapters' | 'message'> => ({
  createConversation: (asked, at) =>
    write(function* () {
      const rows = yield* driver.readAll(CREATION_READS, creationInputs(asked));
      const strangers = yield* driver.read(ACQUAINTANCES, strangerInputs(asked, rows));
      const plan = decideCreation(creationFacts(rows, strangers), asked);
      if (typeof plan === 'string') return plan;
      const changed = yield* takeChange();
      const [made] = yield* driver.read(ADD_CONVERSATION, [newConversation(asked, plan, at, changed)]);
      if (made === undefined) throw new Error('The database gave no id to a new conversation.');
      yield* driver.write(groupWrites({ ...emptyPlan(), added: firstMembers(made.id, plan) }, changed));
      if (plan.event !== undefined) yield* events.add(made.id, plan.event);
      return 'created';
    }),
  conversation: (id) =>
    read(function* () {
      return (yield* driver.read(READ_CONVERSATION, [[id]])).map(conversationRecord)[0];
    }),
  chapters: (id) =>
    read(function* () {
      return (yield* driver.read(READ_CHAPTERS, [[id]])).map(chapterRecord);
    }),
  message: (id, messageId) =>
    read(function* () {
      return (yield* driver.read(READ_MESSAGE, [[id, ulidToBytes(messageId)]])).map(messageRecord)[0];
    }),
});

export const createMemberships = ({ read }: Connection): Pick<Memberships, 'membership' | 'members'> => ({
  membership: (id, userId) =>
    read(function* () {
      return (yield* driver.read(READ_MEMBERSHIP, [[id, userId]])).map(membershipOf)[0];
    }),
  members: (id) =>
    read(function* () {
      return (yield* driver.read(READ_MEMBERS, [[id]])).map(membershipOf);
    }),
});
