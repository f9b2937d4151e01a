import type { DocumentStore, DocumentStoreEvents } from '../ports.ts';

/**
 * A store that is opened when the disk allows it. Until then the document lives in memory and syncs with the server, and no
 * barrier completes.
 * @param begin opens the store for the document; undefined while the disk takes nothing
 */
export const createLateStore = (begin: () => Promise<DocumentStore | undefined>): DocumentStore => {
  let store: DocumentStore | undefined;
  let closed = false;
  let events: DocumentStoreEvents | undefined;
  let opening: Promise<DocumentStore | undefined> | undefined;

  const open = async (): Promise<DocumentStore | undefined> => {
    const opened = await begin().catch(() => undefined);
    // Writes made before the store existed.
    if (opened === undefined || !(await opened.compact())) {
      await opened?.remove().catch(() => undefined);
      return undefined;
    }
    if (closed) {
      await opened.destroy();
      return undefined;
    }
    store = opened;
    if (events !== undefined) opened.watch(events);
    return opened;
  };
  const ready = async (): Promise<DocumentStore | undefined> => {
    if (store !== undefined || closed) return store;
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  };

  return {
    // Nothing was stored under its name before.
    isLoaded: () => true,
    watch: (given) => {
      events = given;
      store?.watch(given);
    },
    barrier: async () => (await ready())?.barrier() ?? false,
    compact: async () => (await ready())?.compact() ?? false,
    destroy: async () => {
      closed = true;
      await opening;
      await store?.destroy();
    },
    remove: async () => {
      closed = true;
      await opening;
      await store?.remove();
    },
  };
};
