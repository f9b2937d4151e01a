import type { Facts } from '../ports.ts';
import { createAccounts } from './accounts.ts';
import type { Connection } from './connection.ts';
import { createConversations } from './conversations.ts';
import { createEpoch } from './epoch.ts';
import { createFeed } from './feed.ts';
import { createMemberships } from './memberships.ts';

export const createFacts = (connection: Connection): Facts => ({
  ...createEpoch(connection),
  ...createAccounts(connection),
  ...createConversations(connection),
  ...createMemberships(connection),
  feed: createFeed(connection),
});
