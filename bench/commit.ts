/**
 * Measures the commit path of this checkout, and of another one if a folder is given, in alternating rounds of one run:
 * `node bench/commit.ts [other checkout]`. In memory, so that only the processor counts; µs of CPU time.
 */
import { join, resolve } from 'node:path';
import { chapterDocument } from '../shared/document/name.ts';
import { parseUserId } from '../shared/ids/account.ts';
import { type ConversationId, makeGroupId } from '../shared/ids/conversation.ts';
import { makeMessageId } from '../shared/ids/ulid.ts';
import type { AccountFact } from '../storage/ports/accounts.ts';
import type { CommitRequest } from '../storage/ports/journal.ts';
import type { Storage } from '../storage/ports/storage.ts';
import { printTable } from './table.ts';

const ROUNDS = 7;
const MESSAGES = 16_384;
const GROUPS = 256;
/** Requests per batch, and messages per request. */
const SHAPES = [
  [1, 1],
  [8, 1],
  [64, 1],
  [1, 64],
] as const;

interface Group {
  readonly id: ConversationId;
  version: number;
}
interface Subject {
  readonly name: string;
  readonly storage: Storage;
  readonly people: readonly AccountFact[];
  readonly groups: readonly Group[];
  next: number;
}

const start = async (name: string, folder: string): Promise<Subject> => {
  const { createMemoryStorage } = (await import(
    join(folder, 'storage/memory/memory-storage.ts')
  )) as typeof import('../storage/memory/memory-storage.ts');
  const storage = createMemoryStorage({ now: Date.now, random: Math.random });
  const people: AccountFact[] = [];
  for (const person of ['alice', 'bob']) {
    const userId = parseUserId(person);
    if (userId === undefined) throw new Error(`Not a user id: ${person}`);
    people.push(await storage.facts.putAccount({ userId, name: person, email: `${person}@x.org`, at: 1 }));
  }
  const groups: Group[] = [];
  for (let i = 0; i < GROUPS; i++) {
    const id = makeGroupId(Date.now(), Math.random);
    const members = people.map((person, n) => ({ userId: person.userId, role: n === 0 ? 'owner' : 'member' }) as const);
    const [alice] = people;
    if (alice === undefined) throw new Error('Nobody is there.');
    await storage.facts.createConversation({ id, kind: 'group', createdBy: alice.userId, name: 'g', members }, 1);
    groups.push({ id, version: 0 });
  }
  return { name, storage, people, groups, next: 0 };
};

const update = new Uint8Array(250).fill(120);

/** A request for the next group, written by the two people in turn. */
const nextRequest = (subject: Subject, messages: number): CommitRequest => {
  const turn = subject.next++;
  const group = subject.groups[turn % GROUPS];
  const author = subject.people[Math.floor(turn / GROUPS) % 2];
  if (group === undefined || author === undefined) throw new Error('No group is there.');
  const at = Date.now();
  return {
    document: chapterDocument(group.id, 0),
    expectedVersion: group.version++,
    userId: author.userId,
    conversationId: group.id,
    effects: {
      conversationId: group.id,
      chapter: 0,
      messages: Array.from({ length: messages }, () => ({
        id: makeMessageId(at, Math.random),
        author: author.number,
        at,
        entry: new TextEncoder().encode('a message of about sixty characters, as people write them'),
      })),
      edits: [],
      deletions: [],
      full: false,
    },
    purge: false,
    membership: { role: author === subject.people[0] ? 'owner' : 'member', rights: '{}' },
    encode: () => [update],
  };
};

/** µs of CPU time per message. */
const run = async (subject: Subject, batch: number, messages: number): Promise<number> => {
  const batches = Array.from({ length: MESSAGES / batch / messages }, () =>
    Array.from({ length: batch }, () => nextRequest(subject, messages)),
  );
  const before = process.cpuUsage();
  for (const requests of batches)
    for (const result of await subject.storage.journal.commit(requests))
      if (result.kind !== 'done') throw new Error(`${subject.name}: ${result.kind}`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MESSAGES;
};

const [other] = process.argv.slice(2);
const subjects = [
  ...(other === undefined ? [] : [await start('other', resolve(other))]),
  await start('this', join(import.meta.dirname, '..')),
];
const best = new Map<string, number>();
for (let round = 0; round < ROUNDS; round++)
  for (const [batch, messages] of SHAPES)
    for (const subject of subjects) {
      const key = `${subject.name}/${batch}/${messages}`;
      best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, await run(subject, batch, messages)));
    }
printTable(`Commits in memory, best of ${ROUNDS} rounds of ${MESSAGES} messages, µs of processor time a message`, [
  ['requests × messages', ...SHAPES.map(([batch, messages]) => `${batch} × ${messages}`)],
  ...subjects.map(({ name }) => [
    name,
    ...SHAPES.map(([batch, messages]) => (best.get(`${name}/${batch}/${messages}`) ?? 0).toFixed(1)),
  ]),
]);
