import type { Log } from '../log.ts';

export type NotReady = 'disk-full' | 'cannot-write' | 'damaged';

/** ms. Anybody may ask for readiness; a probe waits for the disk. */
const PROBE_EVERY_MS = 1_000;

/** Looks at most once a second, and says in the log when what it finds changes. @param now ms, monotonic */
export const createProbe = (
  look: () => Promise<NotReady | undefined>,
  log: Log,
  now: () => number,
): (() => Promise<NotReady | undefined>) => {
  let last: NotReady | undefined;
  let probedAt = Number.NEGATIVE_INFINITY;
  let probing: Promise<NotReady | undefined> | undefined;

  const probe = async (): Promise<NotReady | undefined> => {
    const found = await look();
    if (found !== last) {
      if (found === undefined) log.info('ready-again');
      else log.error('not-ready', { reason: found });
    }
    last = found;
    probedAt = now();
    return found;
  };

  return () => {
    if (probing === undefined && now() - probedAt < PROBE_EVERY_MS) return Promise.resolve(last);
    probing ??= probe().finally(() => {
      probing = undefined;
    });
    return probing;
  };
};
