import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { join, type Member, makeGroup } from '../support/members.ts';
import { mulberry } from '../support/mulberry.ts';
import { RawClient } from '../support/raw-client.ts';
import { type RunningServer, startSkerry } from '../support/skerry-process.ts';

const KILLS = 20;
const folder = mkdtempSync(joinPath(tmpdir(), 'skerry-kill-'));
let server: RunningServer | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Messages whose stamp a reader saw, or whose ack the writer got. */
const seenSent = new Set<string>();

const write = async (
  url: string,
  origin: string,
  member: Member,
  chapters: readonly string[],
  until: () => boolean,
): Promise<void> => {
  const client = await RawClient.connect(url, { cookie: member.cookie, origin });
  try {
    const documents = await Promise.all(chapters.map((name) => client.open(name, member.token)));
    const writers = documents.map(() => member.writer());
    while (!until()) {
      await Promise.all(
        documents.map(async (document, i) => {
          const { id, update } = (writers[i] as ReturnType<Member['writer']>).message(`m${seenSent.size}`);
          const outcome = await document.push(update);
          if (outcome === 'saved') seenSent.add(id);
          else throw new Error(outcome);
        }),
      );
    }
  } catch {
    // The server died in the middle, as it should.
  } finally {
    client.close();
  }
};

it(`JRN-1 a server killed ${KILLS} times under load loses nothing it called sent, and doubles nothing`, async () => {
  const random = mulberry(20);
  server = await startSkerry(folder);
  const members = [await join(server, 'alice'), await join(server, 'bob')] as const;
  const groups = await Promise.all([makeGroup(members[0], members[1]), makeGroup(members[1], members[0])]);
  const chapters = groups.map(({ chapter }) => chapter);
  for (const member of members) member.client.close();

  for (let round = 0; round < KILLS; round++) {
    const running: RunningServer = server;
    let stop = false;
    const writing = members.map((member) => write(running.url, running.origin, member, chapters, () => stop));
    const before = seenSent.size;
    const killAt = Date.now() + 20 + random() * 150;
    // Looks once a millisecond: a loop without a pause would take the server's processor away.
    while (Date.now() < killAt || seenSent.size === before) await new Promise((resolve) => setTimeout(resolve, 1));
    await running.kill();
    stop = true;
    await Promise.all(writing);
    server = await startSkerry(folder);
  }

  const reader = await RawClient.connect(server.url, { cookie: members[0].cookie, origin: server.origin });
  const docs: Y.Doc[] = [];
  for (const name of chapters) docs.push(await (await reader.open(name, members[0].token)).read());
  reader.close();
  const found = docs.flatMap((doc) => [...doc.getMap('messages').keys()]);
  expect(new Set(found).size).toBe(found.length);
  expect([...seenSent].filter((id) => !found.includes(id))).toEqual([]);
  for (const doc of docs) {
    const seqs = [...doc.getMap('messages').keys()].map((id) => {
      const stamp = doc.getMap('stamps').get(id);
      return isStoredStamp(stamp) ? stamp[0] : 0;
    });
    // Every message is stamped, each with its own number, without holes.
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1));
  }
  expect(seenSent.size).toBeGreaterThan(KILLS);
}, 180_000);
