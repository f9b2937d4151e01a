/** Attempts that one push service works on at a time; one that hangs holds only its own. */
const AT_ONCE = 8;
/** Attempts that wait for one service; beyond it they count as not made. */
const MOST_WAITING = 5_000;
/** Time-outs in a row after which a service is left alone for a while. */
const MOST_SILENT = 3;
/** ms */
const LEFT_ALONE = 60_000;

interface Service {
  running: number;
  silent: number;
  restsUntil: number;
  readonly waiting: (() => void)[];
}

/**
 * Runs attempts, for each push service apart. Undefined: it was not tried, since the service does not answer, or too much waits.
 * @param monotonic ms, never set back
 */
export const createServiceQueues = (monotonic: () => number) => {
  const services = new Map<string, Service>();

  const next = (origin: string, service: Service): void => {
    service.waiting.shift()?.();
    if (service.running === 0 && service.waiting.length === 0 && service.silent === 0) services.delete(origin);
  };

  return async <T>(
    endpoint: string,
    attempt: () => Promise<T>,
    isSilent: (result: T) => boolean,
  ): Promise<T | undefined> => {
    const { origin } = new URL(endpoint);
    const service = services.get(origin) ?? { running: 0, silent: 0, restsUntil: 0, waiting: [] };
    services.set(origin, service);
    const rests = (): boolean => service.restsUntil > monotonic();
    if (rests() || service.waiting.length >= MOST_WAITING) return undefined;
    if (service.running >= AT_ONCE) {
      await new Promise<void>((resolve) => service.waiting.push(resolve));
      if (rests()) {
        next(origin, service);
        return undefined;
      }
    }
    service.running++;
    try {
      const result = await attempt();
      service.silent = isSilent(result) ? service.silent + 1 : 0;
      if (service.silent >= MOST_SILENT) service.restsUntil = monotonic() + LEFT_ALONE;
      return result;
    } finally {
      service.running--;
      next(origin, service);
    }
  };
};
