import { on } from './scope.ts';
import { wakeTabs } from './wake-tabs.ts';

/** Part of the service worker (vite.config.ts): the network is back, and a tab has something to send. */

/** As `client/features/connection/background-sync.ts` registers it. */
const SYNC_TAG = 'skerry-outbox';

on('sync', async ({ tag }) => {
  if (tag === SYNC_TAG) await wakeTabs();
});
