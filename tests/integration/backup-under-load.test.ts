import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { ulidFromBytes } from '../../storage/ulid-bytes.ts';
import { extractBackup } from '../../sync-server/program/extract-backup.ts';
import { join, makeGroup } from '../support/members.ts';
import { runSkerry } from '../support/run-skerry.ts';
import { startServer } from '../support/start-server.ts';

const IS_LONG = process.env.SKERRY_TEST_LONG === '1';
const BACKUPS = IS_LONG ? 100 : 3;
const WRITERS = 4;
/** Messages that a writer sends at once. */
const AT_ONCE = 10;
/** ms from one such burst of a writer to the next: together 500 messages a second. */
const EVERY_MS = (1_000 * WRITERS * AT_ONCE) / 500;

/** On a busy machine an answer may take longer than a test of one message waits. */
const patiently = async (ask: () => Promise<string>): Promise<string> => {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries === 12) throw error;
    }
  }
};

it(
  `OPS-1 ${BACKUPS} backups under 500 writes a second all verify and hold all that was acknowledged before`,
  async () => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-load-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const data = joinPath(folder, 'data');
    const env = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'error' };
    const server = await startServer({ data, env });
    const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
    const acknowledged: string[] = [];
    let isOver = false;
    let longest = 0;
    let failed: unknown;

    /** Until the end, or until its socket closes: what was not acknowledged by then does not count. */
    const writeUntilClosed = async (name: string): Promise<void> => {
      const member = await join(address, name);
      for (let group = await makeGroup(member); !isOver; group = await makeGroup(member)) {
        const [chapter, writer] = [await member.open(group.chapter), member.writer()];
        // A chapter is full after some thousand: then another group.
        for (let sent = 0; sent < 1_500 && !isOver; sent += AT_ONCE) {
          const due = performance.now() + EVERY_MS;
          const burst = Array.from({ length: AT_ONCE }, () => writer.message(`written by ${name}`));
          const sentAt = performance.now();
          for (const { update } of burst) chapter.sync(2, update);
          for (const { id } of burst) {
            const outcome = await patiently(() => chapter.outcome());
            if (outcome.startsWith('closed')) return;
            if (outcome !== 'saved') throw new Error(`A message was not saved: ${outcome}`);
            acknowledged.push(id);
          }
          longest = Math.max(longest, performance.now() - sentAt);
          const wait = due - performance.now();
          if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
      member.client.close();
    };
    const write = async (name: string): Promise<void> => {
      for (let i = 0; !isOver; i++) await writeUntilClosed(`${name}-${i}`);
    };
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, i) => write(`writer${i}`))).catch(
      (error: unknown) => {
        failed = error;
      },
    );
    await expect.poll(() => acknowledged.length, { timeout: 120_000 }).toBeGreaterThan(100);

    const began = performance.now();
    const first = acknowledged.length;
    for (let i = 0; i < BACKUPS; i++) {
      const before = acknowledged.length;
      const backup = joinPath(folder, `${i}.tar`);
      expect(await runSkerry(data, ['backup', backup], env)).toMatchObject({ code: 0, err: '' });
      expect(await runSkerry(data, ['verify', backup], env)).toMatchObject({ code: 0, err: '' });
      const restored = joinPath(folder, String(i));
      mkdirSync(restored);
      await extractBackup(backup, restored);
      const database = new DatabaseSync(joinPath(restored, 'skerry.sqlite'));
      const held = new Set(
        database
          .prepare('select id from messages')
          .all()
          .map(({ id }) => ulidFromBytes(id as Uint8Array)),
      );
      database.close();
      expect(acknowledged.slice(0, before).filter((id) => !held.has(id))).toEqual([]);
      for (const path of [backup, restored]) rmSync(path, { recursive: true });
      if (failed !== undefined) throw failed;
    }
    const rate = ((acknowledged.length - first) * 1_000) / (performance.now() - began);
    console.log(
      `${BACKUPS} backups, ${acknowledged.length} messages, ${rate.toFixed(0)} messages/s meanwhile, longest wait ${longest.toFixed(0)} ms`,
    );
    isOver = true;
    await writing;
    if (failed !== undefined) throw failed;
    expect((await runSkerry(data, ['verify'], env)).code).toBe(0);
  },
  IS_LONG ? 1_800_000 : 180_000,
);
