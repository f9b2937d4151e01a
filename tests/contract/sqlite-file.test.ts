import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { accountDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { BusyDatabaseError, copyBeforeUpgrade } from '../../storage/sqlite/copy-before-upgrade.ts';
import { NewerDatabaseError, schemaOf } from '../../storage/sqlite/migrate.ts';
import { type OpenedStorage, openSqlite } from '../../storage/sqlite/open-sqlite.ts';
import { DamagedDatabaseError } from '../../storage/sqlite/quick-check.ts';
import { checkFile } from '../../sync-server/data-folder/check-file.ts';
import { copyToGoBackTo, dropOldCopies, upgradeCopies } from '../../sync-server/data-folder/upgrade-copies.ts';
import { dataError } from '../../sync-server/start-error.ts';
import { bytes, plainWrite, text, userId } from './plain-write.ts';

describe('a SQLite file', () => {
  const folders: string[] = [];
  const opened: OpenedStorage[] = [];
  const newFile = () => {
    const folder = mkdtempSync(join(tmpdir(), 'skerry-file-'));
    folders.push(folder);
    return join(folder, 'skerry.sqlite');
  };
  const open = (file: string) => {
    const one = openSqlite(file);
    opened.push(one);
    return one;
  };
  afterEach(async () => {
    for (const { storage } of opened.splice(0)) await storage.close();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const alice = { userId: userId('alice'), name: 'Alice', email: 'alice@example.org', at: 1 };
  const document = accountDocument(alice.userId, 0);
  const newGroup = async ({ facts }: OpenedStorage['storage']) => {
    const { userId: owner } = await facts.putAccount(alice);
    const members = [{ userId: owner, role: 'owner' as const }];
    const asked = { id: makeGroupId(1, () => 0.5), kind: 'group', createdBy: owner, name: 'Boats', members } as const;
    expect(await facts.createConversation(asked, 1)).toBe('created');
    return asked;
  };
  /** What the steps from schema 14 on change. */
  const WITH_DIGESTS = `alter table conversations add column request_digest blob not null default x'';
    alter table kept_marks drop column changed; alter table program_tokens drop column expires_at`;

  it('DB-1 holds after closing and opening again what it held before, epoch included', async () => {
    const file = newFile();
    const first = open(file);
    const account = await first.storage.facts.putAccount(alice);
    const epoch = await first.storage.facts.epoch();
    await first.storage.journal.commit([plainWrite(document, 0, 'kept')]);
    await first.storage.close();
    await first.storage.close();
    const { storage } = open(file);
    expect(await storage.facts.account(alice.userId)).toEqual(account);
    expect(await storage.facts.epoch()).toBe(epoch);
    expect(text((await storage.journal.load(document)).tail[0]?.updates[0])).toBe('kept');
  });

  it('DB-2 refuses a database of a newer version with a clear error, and leaves it as it is', async () => {
    const file = newFile();
    const { storage, database } = open(file);
    database.exec("insert into migrations values (99, '0099-from-the-future', 1)");
    await storage.close();
    const size = statSync(file).size;
    expect(() => openSqlite(file)).toThrow(NewerDatabaseError);
    expect(() => openSqlite(file)).toThrow(/newer version.*schema 99/);
    expect(statSync(file).size).toBe(size);
  });

  it('DB-10 the step to envelopes takes the texts of latest messages out of an older file', async () => {
    const file = newFile();
    const { storage, database } = open(file);
    const { createdBy } = await newGroup(storage);
    const head = async (facts = storage.facts) => (await facts.feed(createdBy, 0, 10)).conversations[0]?.head;
    // The file as the version before left it.
    database.exec(WITH_DIGESTS);
    for (const table of ['conversations', 'kept_heads'])
      database.exec(`alter table ${table} drop column head_edit; alter table ${table} drop column head_entry`);
    database.exec(`alter table stamps drop column quiet; delete from migrations where name >= '0012';
      update conversations set head_id = zeroblob(16), head_chapter = 0, head_seq = 7, seq = 7, head_by = 1024, head_at = 1,
        head_stamped_at = 1, head_text = 'words of the version before'`);
    await storage.close();
    const after = open(file);
    const message = { chapter: 0, seq: 7, by: 1024, deleted: false };
    expect(await head(after.storage.facts)).toMatchObject(message);
    expect(await head(after.storage.facts)).not.toHaveProperty('entry');
    expect(() => after.database.exec("update conversations set head_deleted = 1, head_entry = x'00'")).toThrow(/CHECK/);
    await after.storage.close();
    expect(readFileSync(file).includes('words of the version before')).toBe(false);
  });

  it('DB-11 a kill within a step of the schema leaves the file as it was, and the next start takes the step', async () => {
    const file = newFile();
    const { storage, database } = open(file);
    const asked = await newGroup(storage);
    database.exec(`${WITH_DIGESTS}; delete from migrations where name >= '0014'`);
    const before = await storage.facts.conversation(asked.id);
    await storage.close();
    const script = join(import.meta.dirname, 'killed-in-migration.ts');
    expect(spawnSync(process.execPath, [script, file]).signal).toBe('SIGKILL');
    const killed = new DatabaseSync(file);
    const columns = (of: DatabaseSync) => of.prepare("select name from pragma_table_info('conversations')").all();
    expect(columns(killed)).toContainEqual({ name: 'request_digest' });
    expect(killed.prepare('select max(number) as newest from migrations').get()).toEqual({ newest: 13 });
    killed.close();
    const after = open(file);
    expect(columns(after.database)).not.toContainEqual({ name: 'request_digest' });
    expect(await after.storage.facts.conversation(asked.id)).toEqual(before);
    expect(await after.storage.facts.createConversation(asked, 2)).toBe('exists');
    const next = { ...asked, id: makeGroupId(2, () => 0.5) };
    expect(await after.storage.facts.createConversation(next, 2)).toBe('created');
  });

  it('DB-20 an upgrade begins with a copy of the file, and without one it does not begin', async () => {
    const file = newFile();
    const { storage, database } = open(file);
    const asked = await newGroup(storage);
    database.exec(`${WITH_DIGESTS}; delete from migrations where name >= '0014'`);
    await storage.close();
    const folder = dirname(file);
    const copies = () => upgradeCopies(folder).map(({ path }) => path);
    const full = () => {
      throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    };
    expect(() => openSqlite(file, { beforeUpgrade: full })).toThrow('no room');
    expect(copies()).toEqual([]);

    // Another program reads: a part of what was written stands beside the file.
    const reader = new DatabaseSync(file);
    reader.exec('begin');
    reader.prepare('select * from conversations').all();
    const writer = new DatabaseSync(file);
    writer.exec('update conversations set seq = seq; pragma busy_timeout = 50');
    expect(() => copyBeforeUpgrade(writer, file)).toThrow(BusyDatabaseError);
    expect(copies()).toEqual([]);
    reader.close();
    writer.close();

    const after = openSqlite(file, { beforeUpgrade: (before) => copyBeforeUpgrade(before, file) });
    opened.push(after);
    expect(copies()).toEqual([`${file}.schema-13`]);
    expect(await after.storage.facts.conversation(asked.id)).toBeDefined();
    const copy = new DatabaseSync(`${file}.schema-13`);
    expect(schemaOf(copy)).toBe(13);
    expect(copy.prepare('select count(*) as count from conversations').get()).toEqual({ count: 1 });
    copy.close();
    // A file of the newest schema needs none.
    copyBeforeUpgrade(after.database, file);
    expect(copies()).toHaveLength(1);
    const refused = dataError(new NewerDatabaseError(99, 18), folder, () => copyToGoBackTo(folder));
    expect(String(refused)).toMatch(
      /schema 99; this one knows 18.*before the upgrade is in .*skerry\.sqlite\.schema-13/,
    );
    // A newer copy helps this program as little as the database does; what was interrupted goes.
    writeFileSync(`${file}.schema-98`, '');
    writeFileSync(`${file}.schema-12.part`, '');
    expect(copyToGoBackTo(folder)).toBe(`${file}.schema-13`);
    rmSync(`${file}.schema-98`);
    const made = statSync(`${file}.schema-13`).mtimeMs;
    dropOldCopies(folder, made + 13 * 86_400_000);
    expect(copies()).toHaveLength(1);
    dropOldCopies(folder, made + 15 * 86_400_000);
    expect(copies()).toEqual([]);
  });

  it('DB-3 is durable and clean: WAL, synchronous FULL, secure delete, foreign keys', () => {
    const { database } = open(newFile());
    const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0];
    expect(['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys'].map(pragma)).toEqual(['wal', 2, 1, 1]);
    expect(() => database.exec("insert into snapshots values (1, 1, x'00')")).toThrow(/FOREIGN KEY/);
  });

  it('DB-4 a second process on the file makes this one behind, and neither loses a row', async () => {
    const file = newFile();
    const { storage } = open(file);
    const rows = 150;
    const script = join(import.meta.dirname, 'second-process.ts');
    const child = spawn(process.execPath, [script, file, alice.userId, String(rows)], { stdio: 'inherit' });
    const exit = once(child, 'exit');
    let version = 0;
    let mine = 0;
    let behind = 0;
    // Until both have had their say: the other starts a little later than this one.
    while (mine < rows || version < mine + rows) {
      const began = performance.now();
      const [result] = await storage.journal.commit([plainWrite(document, version, 'mine')]);
      if (result?.kind === 'behind') behind++;
      if (result?.kind === 'done') mine++;
      version = result?.kind === 'done' ? result.position : result?.kind === 'behind' ? result.version : version;
      // As long as the write took: see the other process.
      await new Promise((resolve) => setTimeout(resolve, 2 + performance.now() - began));
    }
    expect(await exit).toEqual([0, null]);
    const { tail } = await storage.journal.load(document);
    expect(tail.map((row) => row.position)).toEqual(Array.from({ length: mine + rows }, (_, i) => i + 1));
    expect(tail.filter((row) => text(row.updates[0]) === 'theirs')).toHaveLength(rows);
    expect(behind).toBeGreaterThan(0);
  });

  it('DB-5 writes wait while another user of the connection has a transaction open, and are no part of it', async () => {
    const { storage, kysely } = open(newFile());
    const failing = kysely.transaction().execute(async (transaction) => {
      await transaction.updateTable('server_state').set({ cursor: 1_000 }).execute();
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error('changed my mind');
    });
    const account = storage.facts.putAccount(alice);
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await account).toMatchObject({ number: 1024 });
    expect((await storage.facts.feed(alice.userId, 0, 1)).people).toHaveLength(1);
  });

  it('DB-6 while another process reads, a purge is not called done, and the next one finishes it', async () => {
    const file = newFile();
    const { storage, database } = open(file);
    // The patience of a test.
    database.exec('pragma busy_timeout = 50');
    await storage.journal.commit([plainWrite(document, 0, 'secret words')]);
    await storage.journal.commit([{ ...plainWrite(document, 1), purge: true }]);
    const reader = new DatabaseSync(file);
    reader.exec('begin');
    reader.prepare('select * from journal').all();
    const snapshot = { position: 2, state: bytes('nothing') };
    await storage.journal.saveSnapshot(document, snapshot, () => true);
    expect(await storage.journal.documentsToCompact(100, 10)).toEqual([document]);
    reader.exec('commit');
    reader.close();
    await storage.journal.saveSnapshot(document, snapshot, () => true);
    expect(await storage.journal.documentsToCompact(100, 10)).toEqual([]);
    expect(statSync(`${file}-wal`).size).toBeLessThan(20_000);
  });

  it('DB-7 an account number is not given twice, also when the newest account is gone', async () => {
    const { storage, database } = open(newFile());
    await storage.facts.putAccount(alice);
    database.exec('delete from accounts');
    expect(await storage.facts.putAccount(alice)).toMatchObject({ number: 1025 });
  });

  it('DB-8 what is no database is refused and left as it is', () => {
    const file = newFile();
    writeFileSync(file, 'a letter to Bob, and no database at all');
    expect(() => openSqlite(file)).toThrow(/not a database/);
    expect(readFileSync(file, 'utf8')).toBe('a letter to Bob, and no database at all');
  });

  it('DB-9 a database with damaged pages is refused with what was found', async () => {
    const file = newFile();
    await open(file).storage.close();
    const damaged = readFileSync(file);
    damaged.fill(0xaa, 4_096 * 10, 4_096 * 11);
    writeFileSync(file, damaged);
    expect(() => openSqlite(file)).toThrow(DamagedDatabaseError);
    // A large one is looked through by a process of its own.
    const stop = new AbortController();
    expect(await checkFile(file, stop.signal)).toMatch(/\S/);
    expect(await checkFile(join(import.meta.dirname, 'nowhere.db'), stop.signal)).toBeUndefined();
  });
});
