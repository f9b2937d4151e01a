import type { Api } from '../ports.ts';
import type { ServerPlace } from './server-place.ts';
import type { SyncEvent } from './sync-events.ts';

interface FetchDeps {
  readonly api: Api;
  readonly server: Pick<ServerPlace, 'cursor' | 'proof' | 'epoch' | 'beginEpoch'>;
  readonly emit: (event: SyncEvent) => void;
  readonly isStopped: () => boolean;
}

/**
 * Fetches the pages of the feed after the cursor until there are no more. `failed` also when the answer came from
 * somewhere else, or does not end.
 */
export const fetchFacts = async (
  { api, server, emit, isStopped }: FetchDeps,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<'fresh' | 'failed' | 'signed-out'> => {
  for (let pages = 0; pages < 10_000; pages++) {
    const result = await api.feed(server.cursor(), server.proof(), { signal, onProgress });
    if (isStopped() || signal.aborted) return 'failed';
    if (!result.ok) {
      if (result.error.kind !== 'signed-out') return 'failed';
      emit({ type: 'signed-out', code: result.error.code });
      return 'signed-out';
    }
    if (result.value.epoch !== server.epoch()) {
      await server.beginEpoch(result.value.epoch);
      if (isStopped() || signal.aborted) return 'failed';
    } else {
      emit({ type: 'feed-received', page: result.value });
      if (!result.value.more) return 'fresh';
    }
    onProgress();
  }
  return 'failed';
};
