import type { Facts } from '../ports/storage.ts';
import { createAccounts } from './accounts.ts';
import { createAdministratorActs } from './administrator-acts.ts';
import { createBlocks } from './blocks.ts';
import type { Connection } from './connection.ts';
import { createConversations, createMemberships } from './conversations.ts';
import { createDueMessages } from './due-messages.ts';
import { createEpochs } from './epochs.ts';
import { createFeed } from './feed.ts';
import { createGroupActs } from './group-acts.ts';
import { createInvitations } from './invitations.ts';
import type { PendingEvents } from './pending-events.ts';
import type { CarryOut } from './plan-writer.ts';
import { createPrivacy } from './privacy.ts';
import { createProfiles } from './profiles.ts';
import { createPurgeDeleted } from './purge-deleted.ts';
import { createReceipts } from './receipts.ts';
import { createReports } from './reports.ts';

export const createFacts = (connection: Connection, events: PendingEvents, carryOut: CarryOut): Facts => ({
  ...createEpochs(connection),
  ...createAccounts(connection),
  ...createConversations(connection, events),
  ...createMemberships(connection),
  ...createGroupActs(connection, carryOut),
  ...createPurgeDeleted(connection),
  ...createReceipts(connection),
  ...createPrivacy(connection),
  ...createBlocks(connection),
  ...createReports(connection),
  ...createAdministratorActs(connection),
  ...createProfiles(connection),
  ...createInvitations(connection),
  pendingEvents: (after, limit) =>
    connection.read(function* () {
      return yield* events.after(after, limit);
    }),
  dueMessages: createDueMessages(connection),
  ...createFeed(connection),
});
