import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type {
  Connection,
  ConversationRow,
  ConversationView,
  ExportProgress,
  Me,
  NotSentEntry,
  OutboxEntry,
  Person,
  Preferences,
} from '../../channel/projections.ts';
import { connectionOf } from '../projections/connection-of.ts';
import { notSentEntries } from '../projections/not-sent-entries.ts';
import { outboxEntries } from '../projections/outbox-entries.ts';
import type { Screens } from '../screens.ts';
import type { Base, LocalParts } from './local-parts.ts';
import type { ShownParts } from './shown-parts.ts';
import type { SyncParts } from './sync-parts.ts';

/** What tabs are shown of an account. */
export interface Projections {
  readonly me: () => Me;
  readonly connection: () => Connection;
  readonly conversations: () => readonly ConversationRow[];
  readonly conversation: (id: ConversationId) => ConversationView | undefined;
  readonly preferences: () => Preferences;
  readonly notSent: () => readonly NotSentEntry[];
  readonly outbox: () => readonly OutboxEntry[];
  readonly blocked: () => readonly Person[];
  readonly exportProgress: () => ExportProgress;
  readonly screens: Screens;
}

export const createProjections = (
  { localState, api }: Base,
  { connectivity, pool, account, privacy, profile, contacts, directory, changes, unsent }: LocalParts,
  { screens, rows, views, ownData }: ShownParts,
  { wanted }: SyncParts,
): Projections => {
  const outbox = (): readonly OutboxEntry[] => outboxEntries({ localState, api, directory, changes });
  return {
    me: () => {
      const { email, administrator } = localState.session();
      return { ...profile.me(), email, administrator };
    },
    connection: () =>
      connectionOf(localState, pool.all(), {
        state: connectivity.state(),
        since: connectivity.since(),
        settled: wanted.isSettled(),
        unsent: unsent(),
        refused: outbox().filter(({ state }) => state === 'refused').length,
      }),
    conversations: rows.rows,
    conversation: views.view,
    preferences: () => ({ ...account.state.preferences(), ...privacy.wished() }),
    notSent: () => notSentEntries(localState, directory),
    outbox,
    blocked: contacts.blocked,
    exportProgress: ownData.progress,
    screens,
  };
};
