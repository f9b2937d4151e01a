import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { join, type Member, makeGroup } from '../support/members.ts';
import { mulberry, pickOne } from '../support/mulberry.ts';
import { createDatabase, type TestDatabase } from '../support/postgres-database.ts';
import { RawClient } from '../support/raw-client.ts';
import { type RunningServer, startSkerry } from '../support/skerry-process.ts';

/** How often a server on each database is killed. */
const KILLS = { SQLite: 20, PostgreSQL: 6 } as const;
type Kind = keyof typeof KILLS;

const folders: string[] = [];
let server: RunningServer | undefined;
let database: TestDatabase | undefined;
afterAll(async () => {
  await server?.stop();
  await database?.drop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What starts a server on a new database, again and again on the same. */
const starterOn = async (kind: Kind): Promise<() => Promise<RunningServer>> => {
  await server?.stop();
  server = undefined;
  const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-kill-'));
  folders.push(folder);
  if (kind === 'SQLite') return () => startSkerry(folder);
  database = await createDatabase(true);
  const { url } = database;
  return () => startSkerry(folder, undefined, { DATABASE_URL: url });
};

/** Messages whose ack a writer got. */
const acknowledged = new Set<string>();
/** Messages that were refused; none of them may ever stand anywhere. */
const refused = new Set<string>();
/** Answers that do not belong to their frame. */
const wrong: string[] = [];

const GROUPS = 3;
/** Frames of one document in one segment; with three documents and two segments some 100 are in flight. */
const BATCH = 16;

/** Sends good messages with forged ones between them, over several documents, without waiting for the answers. */
const write = async (
  url: string,
  origin: string,
  member: Member,
  forgedBy: number,
  chapters: readonly string[],
  random: () => number,
  until: () => boolean,
): Promise<void> => {
  const client = await RawClient.connect(url, { cookie: member.cookie, origin });
  try {
    const lines = await Promise.all(
      chapters.map(async (name) => ({
        document: await client.open(name, member.token),
        writer: member.writer(),
        sent: [] as { readonly id: string; readonly isForged: boolean }[],
      })),
    );
    const sendBatch = (): void =>
      client.inOneSegment(() => {
        for (let i = 0; i < BATCH * lines.length; i++) {
          const { document, writer, sent } = pickOne(lines, random);
          const isForged = random() < 0.2;
          const author = isForged ? member.writer() : writer;
          const { id, update } = isForged ? forgery(author, forgedBy) : author.message(`m${acknowledged.size}`);
          sent.push({ id, isForged });
          document.sync(2, update);
        }
      });
    const readAnswers = async (left: number): Promise<void> => {
      await Promise.all(
        lines.map(async ({ document, sent }) => {
          while (sent.length > left) {
            const outcome = await document.outcome();
            if (outcome.startsWith('closed')) throw new Error(outcome);
            const { id, isForged } = sent.shift() ?? { id: 'an answer to nothing', isForged: false };
            if (outcome !== (isForged ? 'not-yours' : 'saved')) wrong.push(`${id}: ${outcome}`);
            (outcome === 'saved' ? acknowledged : refused).add(id);
          }
        }),
      );
    };
    while (!until()) {
      sendBatch();
      await readAnswers(BATCH);
    }
  } catch {
    // The server died in the middle, as it should.
  } finally {
    client.close();
  }
};

const forgery = (writer: ReturnType<Member['writer']>, by: number): { id: string; update: Uint8Array } => {
  const id = writer.id();
  return { id, update: writer.set('messages', id, writer.envelope({ kind: 'text', text: 'forged' }, { by })) };
};

it.each(Object.entries(KILLS) as [Kind, number][])(
  'JRN-1 GATE-1 a server on %s killed %i times under pipelined load loses nothing it called sent, doubles nothing, and answers each frame with its own outcome',
  async (kind, kills) => {
    for (const known of [acknowledged, refused]) known.clear();
    const random = mulberry(20);
    const start = await starterOn(kind);
    server = await start();
    const members = [await join(server, 'alice'), await join(server, 'bob')] as const;
    const [alice, bob] = members;
    const rounds: string[][] = [];
    for (let round = 0; round < kills; round++) {
      const groups = await Promise.all(
        Array.from({ length: GROUPS }, (_, i) => makeGroup(i % 2 === 0 ? alice : bob, i % 2 === 0 ? bob : alice)),
      );
      rounds.push(groups.map(({ chapter }) => chapter));
    }
    for (const member of members) member.client.close();

    for (const chapters of rounds) {
      const running: RunningServer = server;
      let stop = false;
      let ended = 0;
      const writing = members.map((member, i) =>
        write(
          running.url,
          running.origin,
          member,
          (members[1 - i] ?? alice).number,
          chapters,
          random,
          () => stop,
        ).finally(() => {
          ended++;
        }),
      );
      const before = acknowledged.size;
      const killAt = Date.now() + 20 + random() * 150;
      // Looks once a millisecond: a loop without a pause would take the server's processor away.
      while ((Date.now() < killAt || acknowledged.size < before + BATCH) && ended < members.length)
        await new Promise((resolve) => setTimeout(resolve, 1));
      await running.kill();
      stop = true;
      await Promise.all(writing);
      server = await start();
    }

    const reader = await RawClient.connect(server.url, { cookie: alice.cookie, origin: server.origin });
    const docs: Y.Doc[] = [];
    for (const name of rounds.flat()) docs.push(await (await reader.open(name, alice.token)).read());
    reader.close();
    const found = docs.flatMap((doc) => [...doc.getMap('messages').keys()]);
    expect(new Set(found).size).toBe(found.length);
    const stored = new Set(found);
    expect(wrong).toEqual([]);
    expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
    expect([...refused].filter((id) => stored.has(id))).toEqual([]);
    expect(refused.size).toBeGreaterThan(kills);
    for (const doc of docs) {
      const seqs = [...doc.getMap('messages').keys()].map((id) => {
        const stamp = doc.getMap('stamps').get(id);
        return isStoredStamp(stamp) ? stamp[0] : 0;
      });
      // Every message is stamped, each with its own number, without holes.
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1));
    }
    expect(acknowledged.size).toBeGreaterThan(kills * BATCH);
  },
  300_000,
);
