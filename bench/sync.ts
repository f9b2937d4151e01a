/**
 * Stock Hocuspocus (memory only, nothing judged, nothing stamped) beside this server (judged, stamped, fsynced), in one
 * run on one machine, alternating rounds. Two loads: one document with ten readers, and a hundred documents.
 * `npm run bench:sync -- FOLDER` runs the server of another checkout beside them, to see what a change costs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as Y from 'yjs';
import { chapterDocument } from '../shared/document/name.ts';
import { encodeBody } from '../shared/envelope/body.ts';
import { encodeEnvelope } from '../shared/envelope/envelope.ts';
import type { AccountNumber } from '../shared/ids/account.ts';
import { makeClientId } from '../shared/ids/client-id.ts';
import { makeGroupId } from '../shared/ids/conversation.ts';
import { makeMessageId } from '../shared/ids/ulid.ts';
import { type Person, signUp } from '../tests/support/sign-up.ts';
import { startSkerry } from '../tests/support/skerry-process.ts';
import { LoadClient } from './load-client.ts';
import { startStock } from './servers/start-stock.ts';
import { percentile, printTable } from './table.ts';

const ROUNDS = 4;
/** Below twice the chapter's limit, so that a round stays in one document. */
const MESSAGES = 3_500;
const LATENCY_MESSAGES = 500;
const WINDOW = 64;
const DOCUMENTS = 100;
const SOCKETS = 10;
const PER_DOCUMENT = 150;

interface Target {
  readonly name: string;
  readonly server: { readonly url: string };
  /** Fresh documents, and how to open and write them. */
  documents(count: number): Promise<string[]>;
  readonly token: string;
  readonly headers: Record<string, string>;
  readonly number: number;
}

/** One writer's updates, made before the clock starts. */
const makeUpdates = (number: number, count: number): Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = makeClientId(number as AccountNumber, Math.random);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = 'a message of about sixty characters, as people write them';
  for (let i = 0; i < count; i++) {
    const body = encodeBody({ kind: 'text', text: `${text} ${i}` });
    doc
      .getMap('messages')
      .set(
        makeMessageId(Date.now(), Math.random),
        encodeEnvelope({ by: number, device: 1, at: Date.now(), alg: 0, body }),
      );
  }
  return updates;
};

const oneDocument = async (target: Target): Promise<{ latency: number[]; perSecond: number; delivered: number }> => {
  const [name = ''] = await target.documents(1);
  const open = async () => {
    const client = await LoadClient.connect(target.server.url, target.headers);
    return { client, document: await client.open(name, target.token) };
  };
  const writer = await open();
  const readers = await Promise.all(Array.from({ length: 10 }, open));
  let frames = 0;
  for (const reader of readers) reader.document.onUpdate(() => frames++);
  const updates = makeUpdates(target.number, MESSAGES + LATENCY_MESSAGES);
  const latency: number[] = [];
  for (const update of updates.slice(0, LATENCY_MESSAGES)) {
    const start = performance.now();
    await new Promise<void>((resolve) => writer.document.update(update, (saved) => (saved ? resolve() : fail(target))));
    latency.push(performance.now() - start);
  }
  const perSecond = await pump(
    target,
    [{ send: writer.document.update, updates: updates.slice(LATENCY_MESSAGES) }],
    WINDOW,
  );
  for (const { client } of [writer, ...readers]) client.close();
  return { latency, perSecond, delivered: frames };
};

const manyDocuments = async (target: Target): Promise<number> => {
  const names = await target.documents(DOCUMENTS);
  const clients = await Promise.all(
    Array.from({ length: SOCKETS }, () => LoadClient.connect(target.server.url, target.headers)),
  );
  const senders = await Promise.all(
    names.map(async (name, i) => {
      const document = await (clients[i % SOCKETS] as LoadClient).open(name, target.token);
      return { send: document.update, updates: makeUpdates(target.number, PER_DOCUMENT) };
    }),
  );
  const perSecond = await pump(target, senders, 8);
  for (const client of clients) client.close();
  return perSecond;
};

const fail = (target: Target): never => {
  throw new Error(`${target.name} refused an update of the load`);
};

/** Keeps `window` updates of each sender in flight until all are acked; acks per second. */
const pump = (
  target: Target,
  senders: { send: (update: Uint8Array, acked: (saved: boolean) => void) => void; updates: Uint8Array[] }[],
  window: number,
): Promise<number> =>
  new Promise((resolve) => {
    const total = senders.reduce((sum, sender) => sum + sender.updates.length, 0);
    let done = 0;
    const start = performance.now();
    for (const { send, updates } of senders) {
      let next = 0;
      const more = (): void => {
        const update = updates[next++];
        if (update === undefined) return;
        send(update, (saved) => {
          if (!saved) fail(target);
          if (++done === total) resolve((total * 1000) / (performance.now() - start));
          else more();
        });
      };
      for (let i = 0; i < window; i++) more();
    }
  });

const startOurs = async (name: string, checkout?: string) => {
  const folder = mkdtempSync(join(tmpdir(), 'skerry-bench-'));
  const server = await startSkerry(folder, checkout);
  const person: Person = await signUp(server, 'bench');
  const target: Target = {
    name,
    server,
    token: person.token,
    headers: { cookie: person.cookie, origin: server.origin },
    number: person.number,
    documents: (count) =>
      Promise.all(
        Array.from({ length: count }, async () => {
          const id = makeGroupId(Date.now(), Math.random);
          await person.post('/api/conversations', { id, kind: 'group', name: 'bench', members: [] });
          return chapterDocument(id, 0);
        }),
      ),
  };
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { target, stop };
};

const [other] = process.argv.slice(2);
const stock = await startStock();
const ours = [await startOurs('skerry')];
try {
  if (other !== undefined) ours.push(await startOurs('skerry of the other checkout', resolve(other)));
  const targets: Target[] = [
    {
      name: 'stock',
      server: stock,
      token: 'x',
      headers: {},
      number: 1024,
      documents: async (count) => Array.from({ length: count }, () => `d${Math.random()}`),
    },
    ...ours.map(({ target }) => target),
  ];
  const results = new Map(
    targets.map(({ name }) => [name, { latency: [] as number[], one: [] as number[], many: [] as number[] }]),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const target of targets) {
      const one = await oneDocument(target);
      const many = await manyDocuments(target);
      // The first round warms both up.
      if (round === 0) continue;
      const result = results.get(target.name);
      result?.latency.push(...one.latency);
      result?.one.push(one.perSecond);
      result?.many.push(many);
    }
  }
  const median = (values: readonly number[] | undefined): number => percentile(values ?? [], 0.5);
  const row = (name: string): string[] => {
    const result = results.get(name);
    return [
      name,
      percentile(result?.latency ?? [], 0.5).toFixed(2),
      percentile(result?.latency ?? [], 0.99).toFixed(2),
      median(result?.one).toFixed(0),
      median(result?.many).toFixed(0),
    ];
  };
  const ratio = (kind: 'one' | 'many'): string =>
    (median(results.get('skerry')?.[kind]) / median(results.get('stock')?.[kind])).toFixed(2);
  printTable(
    `Sync, ${ROUNDS} rounds: one document (10 readers, ${MESSAGES} messages), ${DOCUMENTS} documents (${PER_DOCUMENT} messages each)`,
    [
      ['server', 'ack p50 ms', 'ack p99 ms', '1 document msg/s', '100 documents msg/s'],
      row('stock'),
      ...ours.map(({ target }) => row(target.name)),
      ['ratio', '', '', `${ratio('one')} (≥ 0.5)`, `${ratio('many')} (≥ 1.0)`],
    ],
  );
} finally {
  stock.stop();
  for (const { stop } of ours) await stop();
}
