/**
 * What one message costs for each member whose device is connected: five messages a second in groups of several sizes,
 * with the feed followed and not followed. `npm run bench:feed -- FOLDER` measures the server of another checkout.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { accountDocument, chapterDocument } from '../shared/document/name.ts';
import { encodeBody } from '../shared/envelope/body.ts';
import { encodeEnvelope } from '../shared/envelope/envelope.ts';
import type { AccountNumber, UserId } from '../shared/ids/account.ts';
import { makeClientId } from '../shared/ids/client-id.ts';
import type { ConversationId } from '../shared/ids/conversation.ts';
import { makeMessageId } from '../shared/ids/ulid.ts';
import { seedGroups } from '../tests/support/seeded-history.ts';
import { ServerProcess } from '../tests/support/server-process.ts';
import { type Person, signUp } from '../tests/support/sign-up.ts';
import { LoadClient } from './load-client.ts';
import { printTable } from './table.ts';

const { values: options, positionals } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,100,256' },
    seconds: { type: 'string', default: '10' },
  },
  allowPositionals: true,
});
const SIZES = options.sizes.split(',').map(Number);
const SECONDS = Number(options.seconds);
const PER_SECOND = 5;
/** A message of 100 bytes, as people write them. */
const TEXT = 'The tide comes in over flat stones, and the children carry their shoes back up to the grass by hand';
/** Messages that nobody has read, as in a group that most people only glance at. */
const UNREAD = 500;
/** Accounts that sign up at once. */
const AT_ONCE = 4;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** µs of processor time that the process has taken; Linux counts in hundredths of a second. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
};

const signUpMany = async (url: string, count: number): Promise<readonly Person[]> => {
  const address = { url: `${url.replace('http', 'ws')}/sync`, origin: url };
  const people: Person[] = [];
  while (people.length < count) {
    const names = Array.from({ length: Math.min(AT_ONCE, count - people.length) }, (_, i) => people.length + i);
    people.push(...(await Promise.all(names.map((i) => signUp(address, `Person ${i}`, `person${i}@example.org`)))));
  }
  return people;
};

const createWriter = ({ number }: Person): (() => Uint8Array) => {
  const doc = new Y.Doc();
  doc.clientID = makeClientId(number as AccountNumber, Math.random);
  let made: Uint8Array = new Uint8Array();
  doc.on('update', (update: Uint8Array) => {
    made = update;
  });
  return () => {
    const at = Date.now();
    const body = encodeBody({ kind: 'text', text: TEXT });
    const envelope = encodeEnvelope({ by: number, device: 1, at, alg: 0, body });
    doc.getMap('messages').set(makeMessageId(at, Math.random), envelope);
    return made;
  };
};

interface Figures {
  readonly cpu: number;
  readonly bytes: number;
  readonly sender: number;
}

const measure = async (
  server: ServerProcess,
  members: readonly Person[],
  id: ConversationId,
  isFollowed: boolean,
): Promise<Figures> => {
  const { url, pid } = server;
  if (pid === undefined) throw new Error('The server is not running.');
  const chapter = chapterDocument(id, 0);
  const connect = async (person: Person) => {
    const client = await LoadClient.connect(`${url.replace('http', 'ws')}/sync`, {
      cookie: person.cookie,
      origin: url,
    });
    const document = await client.open(chapter, person.token);
    client.sync(chapter);
    if (isFollowed) {
      const account = accountDocument(person.userId as UserId, person.generation);
      await client.open(account, JSON.stringify({ ...JSON.parse(person.token), deltas: true }));
      client.tell(account, { type: 'follow', since: 0 });
    }
    return { client, document };
  };
  const devices = [];
  for (const member of members) devices.push(await connect(member));
  const [writer, ...readers] = devices;
  if (writer === undefined || members[0] === undefined) throw new Error('A group has members.');
  const next = createWriter(members[0]);
  const send = (): Promise<void> =>
    new Promise((resolve, reject) => {
      writer.document.update(next(), (saved) => (saved ? resolve() : reject(new Error('A message was refused.'))));
    });
  const received = () => readers.reduce((sum, { client }) => sum + client.bytes, 0);
  const run = async (messages: number): Promise<void> => {
    const begun = performance.now();
    for (let i = 0; i < messages; i++) {
      await send();
      await pause(Math.max(0, begun + ((i + 1) * 1_000) / PER_SECOND - performance.now()));
    }
    await pause(500);
  };
  // Warms up, and the devices get their first page.
  await pause(1_000);
  await run(PER_SECOND * 3);
  const idleFrom = cpuOf(pid);
  await pause(2_000);
  const idle = (cpuOf(pid) - idleFrom) / 2_000;
  const before = { cpu: cpuOf(pid), bytes: received(), sender: writer.client.bytes, at: performance.now() };
  const messages = PER_SECOND * SECONDS;
  await run(messages);
  const cpu = cpuOf(pid) - before.cpu - idle * (performance.now() - before.at);
  const deliveries = messages * readers.length;
  const figures = {
    cpu: cpu / deliveries,
    bytes: (received() - before.bytes) / deliveries,
    sender: (writer.client.bytes - before.sender) / messages,
  };
  for (const { client } of devices) client.close();
  await pause(500);
  return figures;
};

const [checkout] = positionals;
const server = await ServerProcess.start({
  env: { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'warn' },
  ...(checkout === undefined ? {} : { checkout }),
});
try {
  const people = await signUpMany(server.url, Math.max(...SIZES));
  await server.stop();
  const at = Date.now() - 3_600_000;
  const groups = await seedGroups(
    server.data,
    SIZES.flatMap((size) =>
      ['followed', 'not followed'].map(() => ({
        name: `Group of ${size}`,
        members: people.slice(0, size),
        count: UNREAD,
        read: 0,
        perChapter: 2_000,
        message: () => ({ by: people[0]?.number ?? 0, at, body: { kind: 'text' as const, text: TEXT } }),
      })),
    ),
  );
  await server.start();
  const rows: string[][] = [];
  for (const [i, { id }] of groups.entries()) {
    const size = SIZES[Math.floor(i / 2)] ?? 0;
    const isFollowed = i % 2 === 1;
    const { cpu, bytes, sender } = await measure(server, people.slice(0, size), id, isFollowed);
    const cells = [cpu.toFixed(0), bytes.toFixed(0), sender.toFixed(0)];
    rows.push([`group of ${size}, ${isFollowed ? 'followed' : 'not followed'}`, ...cells]);
  }
  printTable(
    `One message of ${TEXT.length} bytes, ${PER_SECOND} a second for ${SECONDS} s, one device for each member`,
    [['', 'server CPU µs per delivery', 'bytes per delivery', 'bytes to the sender per message'], ...rows],
  );
} finally {
  await server.dispose();
}
