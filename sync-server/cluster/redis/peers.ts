import type { InstanceMessage } from './wire.ts';

/** ms without a sign after which an instance counts as silent: three signs of life were lost. */
const SILENT_MS = 5_000;
/** How long a silent instance is looked after: it may go on without Redis, or was killed. ms */
const FORGOTTEN_MS = 300_000;
/** Instances remembered at most. */
const MOST = 500;

/** The other instances by what they publish, to find out what was missed. @param monotonic ms, never set back */
export const createPeers = (monotonic: () => number) => {
  const peers = new Map<string, { n: number; at: number }>();

  return {
    /** @returns whether messages before this one were missed */
    hear: ({ from, n, events, ends }: InstanceMessage): boolean => {
      const known = peers.get(from);
      const expected = (known?.n ?? 0) + (events.length > 0 ? 1 : 0);
      peers.delete(from);
      if (ends !== true) peers.set(from, { n, at: monotonic() });
      if (peers.size > MOST) {
        const oldest = peers.keys().next();
        if (!oldest.done) peers.delete(oldest.value);
      }
      // The number is believed even when it goes back, so that no wrong one hides what is missed later.
      return n !== expected;
    },
    /** Whether an instance is silent that may still write. */
    anySilent: (): boolean => {
      const now = monotonic();
      let silent = false;
      for (const [from, { at }] of peers) {
        if (at + FORGOTTEN_MS < now) peers.delete(from);
        else silent ||= at + SILENT_MS < now;
      }
      return silent;
    },
    count: (): number => peers.size,
  };
};
