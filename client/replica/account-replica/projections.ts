import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationRow, ConversationView } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import type { Connection, Me, NotSentEntry, OutboxEntry, Preferences, UploadView } from '../../channel/projections.ts';
import { connectionOf } from '../projections/connection-of.ts';
import { notSentEntries } from '../projections/not-sent-entries.ts';
import { outboxEntries } from '../projections/outbox-entries.ts';
import type { Screens } from '../screens.ts';
import type { LateSearch } from '../search/late-search.ts';
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
  readonly uploads: () => readonly UploadView[];
  readonly screens: Screens;
  readonly search: LateSearch;
}

export const createProjections = (
  { localState, api }: Base,
  {
    connectivity,
    pool,
    account,
    expiry,
    privacy,
    profile,
    contacts,
    directory,
    changes,
    unsent,
    notSent: notSentKeeper,
    uploads,
  }: LocalParts,
  { screens, rows, views, search }: ShownParts,
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
    preferences: () => {
      const preferences = account.state.preferences();
      return { ...preferences, pausedUntil: expiry.toDevice(preferences.pausedUntil), ...privacy.wished() };
    },
    notSent: () => notSentEntries(localState, directory, notSentKeeper.whyUnopened),
    outbox,
    blocked: contacts.blocked,
    uploads: uploads.views,
    screens,
    search,
  };
};
