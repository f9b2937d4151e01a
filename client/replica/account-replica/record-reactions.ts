import { refreshDocument } from './document-reactions.ts';
import type { Outside, Reactions, RecordEvent } from './events.ts';
import type { Parts } from './parts.ts';

export const recordReactions = (
  parts: Parts,
  outside: Pick<Outside, 'onAnotherAccount' | 'onRecordsRestored'>,
): Reactions<RecordEvent> => {
  const { refresh, search, uploads } = parts;
  return {
    'records-changed': ({ changes }) => {
      parts.notSent.open(changes.flatMap(({ kind, key }) => (kind === 'notSent' ? [key] : [])));
      if (changes.some(({ kind }) => kind === 'removal')) search.wake();
      uploads.recordsChanged(changes);
      refresh.records(changes);
    },
    'records-restored': outside.onRecordsRestored,
    'session-updated': () => refresh.topic('session'),
    'another-account': outside.onAnotherAccount,
    'epoch-begun': () => {
      search.wake();
      refresh.all();
    },
    'unsent-moved': ({ id }) => {
      refresh.topic('not-sent');
      refresh.topic('connection');
      refresh.conversation(id);
    },
    'rebase-ended': ({ live }) => {
      // The server may have acknowledged what was written again before the rebase was over.
      parts.changes.settled(live);
      search.wake();
      // Messages may wait for their files again.
      uploads.run();
      refreshDocument(parts, live);
      refresh.topic('not-sent');
      refresh.topic('connection');
      parts.session.pump();
    },
  };
};
