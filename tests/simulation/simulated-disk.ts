import * as Y from 'yjs';
import type { Disk, DocumentStore, RecordChanges, RecordStore } from '../../client/replica/ports.ts';
import type { Scheduler } from './scheduler.ts';

interface StoredUpdate {
  readonly bytes: Uint8Array;
  durable: boolean;
}

/** What survives on one device: documents' updates and records. A crash loses a suffix of what was not yet durable. */
export class SimulatedDisk implements Disk {
  /** While set, writes fail. */
  failing = false;
  private readonly documents = new Map<string, StoredUpdate[]>();
  private readonly records = new Map<string, Map<string, unknown>>();
  /** Grows with each crash: what an earlier life still has in hand does nothing. */
  private life = 0;
  private readonly scheduler: Scheduler;
  private readonly random: () => number;

  constructor(scheduler: Scheduler, random: () => number) {
    this.scheduler = scheduler;
    this.random = random;
  }

  crash(): void {
    this.life++;
    for (const updates of this.documents.values()) {
      const first = updates.findIndex(({ durable }) => !durable);
      if (first >= 0) updates.length = first + Math.floor(this.random() * (updates.length - first + 1));
      for (const update of updates) update.durable = true;
    }
  }

  names(): string[] {
    return [...this.documents.keys()];
  }

  /** Ids of all messages that are stored here, dead ones included. */
  messages(): Set<string> {
    return this.keysOf('messages');
  }

  /** Ids of all messages and edits that are known here to be on the server. */
  stamps(): Set<string> {
    return this.keysOf('stamps');
  }

  private keysOf(root: string): Set<string> {
    return new Set(this.names().flatMap((name) => [...this.rebuild(name).getMap(root)._map.keys()]));
  }

  /** The document as a next start would find it. */
  rebuild(name: string): Y.Doc {
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const { bytes } of this.documents.get(name) ?? []) Y.applyUpdate(doc, bytes);
    });
    return doc;
  }

  async openDocument(name: string, doc: Y.Doc): Promise<DocumentStore> {
    const { life } = this;
    await this.delay(life);
    const stored = this.documents.get(name) ?? [];
    this.documents.set(name, stored);
    doc.transact(() => {
      for (const { bytes } of stored) Y.applyUpdate(doc, bytes);
    }, this);
    const listen = (bytes: Uint8Array): void => {
      if (life === this.life) this.documents.get(name)?.push({ bytes, durable: false });
    };
    doc.on('update', listen);
    const stop = async (): Promise<void> => doc.off('update', listen);
    return {
      barrier: async () => {
        const upTo = this.documents.get(name)?.length ?? 0;
        await this.delay(life);
        if (this.failing) return false;
        for (const update of this.documents.get(name)?.slice(0, upTo) ?? []) update.durable = true;
        return true;
      },
      compact: async () => {
        const bytes = Y.encodeStateAsUpdate(doc);
        const upTo = this.documents.get(name)?.length ?? 0;
        await this.delay(life);
        if (this.failing) return false;
        this.documents.get(name)?.splice(0, upTo, { bytes, durable: true });
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
    const stored = this.records.get(name) ?? new Map<string, unknown>();
    this.records.set(name, stored);
    let last: Promise<unknown> = Promise.resolve();
    return {
      get: async (key) => structuredClone(stored.get(key)),
      getAll: async (prefix) =>
        structuredClone([...stored].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))),
      write: (changes: RecordChanges) => {
        const copy = structuredClone(changes);
        const written = last.then(async () => {
          await this.delay(life);
          if (this.failing) return false;
          for (const key of copy.remove) stored.delete(key);
          for (const [key, value] of copy.put) stored.set(key, value);
          return true;
        });
        last = written;
        return written;
      },
      close: async () => {},
    };
  }

  async remove(name: string): Promise<void> {
    this.documents.delete(name);
    this.records.delete(name);
  }

  async wipe(prefix: string): Promise<void> {
    for (const kept of [this.documents, this.records])
      for (const name of [...kept.keys()]) if (name.startsWith(prefix)) kept.delete(name);
  }

  /** A little virtual time; for ever when the device has crashed meanwhile. */
  private async delay(life: number): Promise<void> {
    await this.scheduler.sleep(this.random() * 8);
    if (life !== this.life) await new Promise(() => {});
  }
}
