import type { Facts } from '../ports/storage.ts';
import { createAccounts } from './accounts.ts';
import { createBlocks } from './blocks.ts';
import type { Connection } from './connection.ts';
import { createConversations } from './conversations.ts';
import { createDueMessages } from './due-messages.ts';
import { createEpoch } from './epoch.ts';
import { createFeed } from './feed.ts';
import { createGroupLinks } from './group-links.ts';
import { createInvitations } from './invitations.ts';
import { createMemberActs } from './member-acts.ts';
import { createMemberChanges } from './member-changes.ts';
import { createMemberships } from './memberships.ts';
import type { PendingEvents } from './pending-events.ts';
import { createPrivacy } from './privacy.ts';
import { createProfiles } from './profiles.ts';
import { createPurgeDeleted } from './purge-deleted.ts';
import { createReceipts } from './receipts.ts';
import { createReports } from './reports.ts';

export const createFacts = (connection: Connection, events: PendingEvents): Facts => {
  const members = createMemberChanges(connection, events);
  const acts = createMemberActs(connection, members, events);
  return {
    ...createEpoch(connection),
    ...createAccounts(connection),
    ...createConversations(connection, events),
    ...createMemberships(connection, members),
    act: acts.act,
    ...createGroupLinks(connection, members, acts),
    ...createPurgeDeleted(connection),
    ...createReceipts(connection),
    ...createPrivacy(connection),
    ...createBlocks(connection),
    ...createReports(connection),
    ...createProfiles(connection),
    ...createInvitations(connection),
    pendingEvents: (after, limit) => connection.read(() => events.after(after, limit)),
    dueMessages: createDueMessages(connection),
    feed: createFeed(connection),
  };
};
