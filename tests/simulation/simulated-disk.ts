import * as Y from 'yjs';
import type {
  Disk,
  DocumentStore,
  DocumentStoreEvents,
  RecordChanges,
  RecordStore,
  RecordStoreEvents,
} from '../../client/replica/ports.ts';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { clone } from './clone.ts';
import type { Scheduler } from './scheduler.ts';

interface StoredUpdate {
  readonly bytes: Uint8Array;
  durable: boolean;
}

/**
 * What survives on one device: documents' updates and records. A crash loses a suffix of the writes that are not durable
 * yet.
 */
export class SimulatedDisk implements Disk {
  /** The databases that were known when an account was last removed. */
  wiped: readonly string[] = [];
  /** While set, writes fail. */
  failing = false;
  /** Awaited before a document is opened, which fails when it rejects. */
  beforeOpen: (name: string) => Promise<void> = async () => {};
  /** While set, another page keeps databases from being removed. */
  held = false;
  private readonly documents = new Map<string, StoredUpdate[]>();
  private readonly records = new Map<string, Map<string, unknown>>();
  /** Ends the connections to each database. */
  private readonly connections = new Map<string, Set<(noticed: boolean) => void>>();
  /** Grows with each crash: work that an earlier life still has under way does nothing. */
  private life = 0;
  private readonly scheduler: Scheduler;
  private readonly random: () => number;

  constructor(scheduler: Scheduler, random: () => number) {
    this.scheduler = scheduler;
    this.random = random;
  }

  crash(): void {
    this.life++;
    this.connections.clear();
    for (const updates of this.documents.values()) {
      const first = updates.findIndex(({ durable }) => !durable);
      if (first >= 0) updates.length = first + Math.floor(this.random() * (updates.length - first + 1));
      for (const update of updates) update.durable = true;
    }
  }

  documentNames(): string[] {
    return [...this.documents.keys()];
  }

  /** What an earlier version of the app stored. */
  put(name: string, bytes: Uint8Array): void {
    this.storedUpdates(name).push({ bytes, durable: true });
  }

  /** The names of all databases. */
  databaseNames(): string[] {
    return [...this.documents.keys(), ...this.records.keys()];
  }

  size = async (name: string): Promise<number> =>
    (this.documents.get(name) ?? []).reduce((sum, { bytes }) => sum + bytes.length, 0);

  /** Whether any database holds the text. */
  holds(text: string): boolean {
    const isIn = (value: unknown): boolean =>
      value instanceof Uint8Array ? Buffer.from(value).includes(text) : JSON.stringify(value)?.includes(text) === true;
    return (
      [...this.documents.values()].some((updates) => updates.some(({ bytes }) => isIn(bytes))) ||
      [...this.records.values()].some((records) => [...records.values()].some(isIn))
    );
  }

  /** The browser ends the connection to a database; with `noticed` false it does not say so. */
  endConnection(name: string, noticed: boolean): void {
    for (const end of this.connections.get(name) ?? []) end(noticed);
  }

  /** The browser, or another page, removes a database. */
  clear(name: string, noticed: boolean): void {
    this.documents.delete(name);
    this.records.delete(name);
    this.endConnection(name, noticed);
  }

  /** Ids of all messages that are stored here, dead ones included. */
  messages(): Set<string> {
    return this.keysOf('messages');
  }

  /** Ids of all messages and edits that are known here to be on the server. */
  stamps(): Set<string> {
    return this.keysOf('stamps');
  }

  /** When messages that are stored here disappear, by id. ms since 1970 */
  dues(): Map<string, number> {
    const dues = new Map<string, number>();
    for (const name of this.documentNames())
      for (const [id, stamp] of this.rebuild(name).getMap('stamps'))
        if (isStoredStamp(stamp) && stamp[2] !== undefined) dues.set(id, stamp[2]);
    return dues;
  }

  private keysOf(root: string): Set<string> {
    return new Set(this.documentNames().flatMap((name) => [...this.rebuild(name).getMap(root)._map.keys()]));
  }

  /** The document as a next start would find it. */
  rebuild(name: string): Y.Doc {
    const doc = new Y.Doc({ guid: name });
    doc.transact(() => {
      for (const { bytes } of this.documents.get(name) ?? []) Y.applyUpdate(doc, bytes);
    });
    return doc;
  }

  async openDocument(name: string, doc: Y.Doc): Promise<DocumentStore> {
    const { life } = this;
    await this.delay(life);
    await this.beforeOpen(name);
    let stored = this.storedUpdates(name);
    doc.transact(() => {
      for (const { bytes } of stored) Y.applyUpdate(doc, bytes);
    }, this);
    let events: DocumentStoreEvents | undefined;
    let hasEnded = false;
    let isTold = false;
    const disconnect = this.connect(name, (noticed) => {
      hasEnded = true;
      isTold = noticed;
      if (noticed) events?.ended();
    });
    const listen = (bytes: Uint8Array): void => {
      if (life !== this.life) return;
      if (!hasEnded) stored.push({ bytes, durable: false });
      else if (!isTold) {
        isTold = true;
        events?.ended();
      }
    };
    doc.on('update', listen);
    const stop = async (): Promise<void> => {
      doc.off('update', listen);
      disconnect();
    };
    /** Writes the whole document into the current store. */
    const rewrite = async (): Promise<boolean> => {
      const bytes = Y.encodeStateAsUpdate(doc);
      if (hasEnded) stored = this.storedUpdates(name);
      hasEnded = false;
      const into = stored;
      const upTo = into.length;
      await this.delay(life);
      if (this.failing || hasEnded) {
        hasEnded = true;
        return false;
      }
      into.splice(0, upTo, { bytes, durable: true });
      return true;
    };
    return {
      isLoaded: () => true,
      watch: (given) => {
        events = given;
      },
      barrier: async () => {
        if (hasEnded) return rewrite();
        const upTo = stored.length;
        await this.delay(life);
        if (this.failing || hasEnded) return false;
        for (const update of stored.slice(0, upTo)) update.durable = true;
        return true;
      },
      compact: async () => {
        if (hasEnded) return rewrite();
        const bytes = Y.encodeStateAsUpdate(doc);
        const upTo = stored.length;
        await this.delay(life);
        if (this.failing || hasEnded) return false;
        stored.splice(0, upTo, { bytes, durable: true });
        return true;
      },
      destroy: stop,
      remove: async () => {
        await stop();
        if (life === this.life) this.documents.delete(name);
      },
    };
  }

  async openRecords(name: string): Promise<RecordStore> {
    const { life } = this;
    await this.delay(life);
    let stored = this.storedRecords(name);
    let events: RecordStoreEvents | undefined;
    const disconnect = this.connect(name, (noticed) => {
      if (noticed) events?.ended();
    });
    let last: Promise<unknown> = Promise.resolve();
    return {
      watch: (given) => {
        events = given;
      },
      get: async (key) => clone(stored.get(key)),
      getAll: async (prefix) =>
        clone([...stored].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))),
      write: (changes: RecordChanges) => {
        const copy = clone(changes);
        const written = last.then(async () => {
          await this.delay(life);
          if (this.failing) return false;
          const found = this.storedRecords(name);
          const isOther = found !== stored;
          if (isOther && events === undefined) return false;
          stored = found;
          if (isOther) for (const [key, value] of events?.all() ?? []) stored.set(key, clone(value));
          for (const key of copy.remove) stored.delete(key);
          for (const [key, value] of copy.put) stored.set(key, value);
          if (isOther) events?.restored();
          return true;
        });
        last = written;
        return written;
      },
      close: async () => disconnect(),
    };
  }

  async remove(name: string): Promise<void> {
    this.documents.delete(name);
    this.records.delete(name);
  }

  async names(prefix: string): Promise<readonly string[]> {
    return this.databaseNames().filter((name) => name.startsWith(prefix));
  }

  async wipe(prefix: string, databases: readonly string[]): Promise<boolean> {
    this.wiped = databases;
    if (this.held) return false;
    for (const kept of [this.documents, this.records])
      for (const name of [...kept.keys()]) if (name.startsWith(prefix)) kept.delete(name);
    return true;
  }

  private connect(name: string, end: (noticed: boolean) => void): () => void {
    const ends = this.connections.get(name) ?? new Set();
    this.connections.set(name, ends);
    ends.add(end);
    return () => ends.delete(end);
  }

  private storedUpdates(name: string): StoredUpdate[] {
    const stored = this.documents.get(name) ?? [];
    this.documents.set(name, stored);
    return stored;
  }

  private storedRecords(name: string): Map<string, unknown> {
    const stored = this.records.get(name) ?? new Map<string, unknown>();
    this.records.set(name, stored);
    return stored;
  }

  /** Takes a little virtual time; forever when the device has crashed meanwhile. */
  private async delay(life: number): Promise<void> {
    await this.scheduler.sleep(this.random() * 8);
    if (life !== this.life) await new Promise(() => {});
  }
}
