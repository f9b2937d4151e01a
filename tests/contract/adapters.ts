import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import type { StorageOptions } from '../../storage/sqlite/connection.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';

export interface Disk {
  readonly storage: Storage;
  /** Another handle on the same data, as a second server has. */
  open(): Storage;
  /** Whether any byte the data stands in spells this. */
  holds(text: string): boolean;
  dispose(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  readonly start: (options: StorageOptions) => Disk;
}

const sqlite: Adapter = {
  name: 'sqlite',
  start: (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'skerry-storage-'));
    const handles: Storage[] = [];
    const open = () => {
      const { storage } = openSqlite(join(folder, 'skerry.db'), options);
      handles.push(storage);
      return storage;
    };
    return {
      storage: open(),
      open,
      holds: (text) => readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(text)),
      dispose: async () => {
        for (const handle of handles) await handle.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

const memory: Adapter = {
  name: 'memory',
  start: (options) => {
    const storage = createMemoryStorage(options);
    return {
      storage,
      open: () => storage,
      holds: (text) => Buffer.from(storage.backup().bytes).includes(text),
      dispose: async () => {},
    };
  },
};

export const ADAPTERS: readonly Adapter[] = [sqlite, memory];
