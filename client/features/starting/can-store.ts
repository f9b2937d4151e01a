/** A disk that is slow answers later than this; one that is blocked never does. ms */
const ANSWER_WITHIN = 10_000;
const PROBE = 'skerry-probe';

/** Whether this window may keep anything: private windows and blocked site data refuse it, each browser in its own way. */
export const canStore = (open: () => IDBOpenDBRequest = () => indexedDB.open(PROBE)): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN);
    const settle = (can: boolean): void => {
      clearTimeout(timer);
      resolve(can);
    };
    try {
      // Some throw at the first look.
      void localStorage.length;
      const request = open();
      request.onerror = () => settle(false);
      request.onsuccess = () => {
        request.result.close();
        indexedDB.deleteDatabase(PROBE);
        settle(true);
      };
    } catch {
      settle(false);
    }
  });
