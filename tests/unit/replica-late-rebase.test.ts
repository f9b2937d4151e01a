import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ReplicaDocument } from '../../client/replica/documents/replica-document.ts';
import type { RebaseDeps } from '../../client/replica/rebase/rebase.ts';
import { createRebaseStarter } from '../../client/replica/rebase/rebase-starter.ts';

const MODULE = '../../client/replica/rebase/rebase.ts';

afterEach(() => vi.doUnmock(MODULE));

describe('a rebase whose code cannot be loaded', () => {
  test('REP-8 is tried again, and the document keeps what is unsent', async () => {
    const timers: (() => void)[] = [];
    const acked = vi.fn();
    const live = {
      rebasing: false,
      isClosed: false,
      wantsRebase: undefined as unknown,
      store: { isLoaded: () => true },
      meter: { acked, changes: () => 1 },
      attachment: { state: () => 'open' },
      get needsRebase() {
        return this.rebasing || this.wantsRebase !== undefined;
      },
    };
    const emit = vi.fn();
    const starter = createRebaseStarter({
      deps: { clock: { setTimer: (_: number, run: () => void) => timers.push(run) } } as unknown as RebaseDeps,
      directory: {} as never,
      wanted: {} as never,
      isStopped: () => false,
      emit,
    });
    vi.doMock(MODULE, () => {
      throw new Error('offline');
    });
    starter.refused(live as unknown as ReplicaDocument, { code: 'not-allowed' } as never);
    expect(live.rebasing).toBe(true);
    await vi.waitFor(() => expect(emit).toHaveBeenCalledTimes(1));
    expect(live.rebasing).toBe(false);
    expect(live.needsRebase).toBe(true);
    expect(acked).not.toHaveBeenCalled();
    expect(timers).toHaveLength(1);

    vi.doMock(MODULE, () => ({
      rebase: async () => {
        live.wantsRebase = undefined;
        live.rebasing = false;
        return true;
      },
    }));
    timers[0]?.();
    await vi.waitFor(() => expect(emit).toHaveBeenCalledTimes(2));
    expect(live.needsRebase).toBe(false);
    expect(timers).toHaveLength(1);
  });
});
