import type { Facts } from '../ports/storage.ts';
import { createAccounts } from './accounts.ts';
import { createBlocks } from './blocks.ts';
import type { Connection } from './connection.ts';
import { createConversations } from './conversations.ts';
import { createDueMessages } from './due-messages.ts';
import { createEpoch } from './epoch.ts';
import { createFeed } from './feed.ts';
import { createGroupActs } from './group-acts.ts';
import { createInvitations } from './invitations.ts';
import { createMemberships } from './memberships.ts';
import type { PendingEvents } from './pending-events.ts';
import type { CarryOut } from './plan-writer.ts';
import { createPrivacy } from './privacy.ts';
import { createProfiles } from './profiles.ts';
import { createPurgeDeleted } from './purge-deleted.ts';
import { createReceipts } from './receipts.ts';
import { createReports } from './reports.ts';

export const createFacts = (connection: Connection, events: PendingEvents, carryOut: CarryOut): Facts => ({
  ...createEpoch(connection),
  ...createAccounts(connection),
  ...createConversations(connection, events),
  ...createMemberships(connection),
  ...createGroupActs(connection, carryOut),
  ...createPurgeDeleted(connection),
  ...createReceipts(connection),
  ...createPrivacy(connection),
  ...createBlocks(connection),
  ...createReports(connection),
  ...createProfiles(connection),
  ...createInvitations(connection),
  pendingEvents: (after, limit) => connection.read(() => events.after(after, limit)),
  dueMessages: createDueMessages(connection),
  ...createFeed(connection),
});
