import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import type { StorageOptions } from '../../storage/operations/connection.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { openPools, openPostgres } from '../../storage/postgres/open-postgres.ts';
import { createPools, type Pools } from '../../storage/postgres/pools.ts';
import { openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { folderHolds } from '../support/folder-holds.ts';
import { createDatabase, type TestDatabase } from '../support/postgres-database.ts';

export interface Disk {
  readonly storage: Storage;
  /** Another handle on the same data, as a second server has. */
  open(): Promise<Storage>;
  /** Whether any byte the data stands in spells this; on PostgreSQL: any value of a row. */
  holds(text: string): Promise<boolean>;
  dispose(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  readonly start: (options: StorageOptions) => Promise<Disk>;
}

const sqlite: Adapter = {
  name: 'sqlite',
  start: async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'skerry-storage-'));
    const handles: Storage[] = [];
    const open = async () => {
      const { storage } = openSqlite(join(folder, 'skerry.db'), options);
      handles.push(storage);
      return storage;
    };
    return {
      storage: await open(),
      open,
      holds: async (text) => folderHolds(folder, text),
      dispose: async () => {
        for (const handle of handles) await handle.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

const memory: Adapter = {
  name: 'memory',
  start: async (options) => {
    const storage = createMemoryStorage(options);
    return {
      storage,
      open: async () => storage,
      holds: async (text) => Buffer.from(storage.backup().bytes).includes(text),
      dispose: async () => {},
    };
  },
};

/** One database for all tests of a file: what is prepared on its connections is used again. */
let copied: Promise<{ readonly database: TestDatabase; readonly pools: Pools }> | undefined;
const copy = async () => {
  const database = await createDatabase();
  return { database, pools: createPools(database.url, () => undefined) };
};
afterAll(async () => {
  const made = await copied;
  await made?.pools.end();
  await made?.database.drop();
});

const postgres: Adapter = {
  name: 'postgres',
  start: async (options) => {
    copied ??= copy();
    const { database, pools } = await copied;
    await database.empty();
    const { storage } = await openPools(pools, options);
    const handles: Storage[] = [];
    return {
      storage,
      open: async () => {
        const opened = await openPostgres(database.url, options);
        handles.push(opened.storage);
        return opened.storage;
      },
      holds: async (text) => {
        const spelled = [text, Buffer.from(text).toString('hex')].map((one) => `row::text like '%${one}%'`);
        const selects = (await database.tables()).map(
          (name) => `select 1 from ${name} row where ${spelled.join(' or ')}`,
        );
        return (await database.query(`${selects.join(' union all ')} limit 1`)).length > 0;
      },
      dispose: async () => {
        for (const handle of handles) await handle.close();
      },
    };
  },
};

export const ADAPTERS: readonly Adapter[] = [sqlite, memory, postgres];
