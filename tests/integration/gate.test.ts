import { connect, type Socket } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { accountOf, type Member, makeGroup } from '../support/members.ts';
import { RawClient, type RawDocument } from '../support/raw-client.ts';
import { rawUpdate } from '../support/raw-update.ts';
import type { RunningServer } from '../support/skerry-process.ts';
import { startWithThreeMembers } from '../support/three-members.ts';

/** What every frame passes, over the real socket: each attack beside somebody honest who must not notice. */

let server: RunningServer;
let alice: Member;
let bob: Member;
let mallory: Member;
let end: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ server, alice, bob, mallory, end } = await startWithThreeMembers());
}, 30_000);
afterAll(() => end?.());

const connectAs = (member: Member): Promise<RawClient> =>
  RawClient.connect(server.url, { cookie: member.cookie, origin: server.origin });

const entries = (states: readonly { client: number; clock: number; state: string }[]): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, states.length);
    for (const { client, clock, state } of states) {
      encoding.writeVarUint(out, client);
      encoding.writeVarUint(out, clock);
      encoding.writeVarString(out, state);
    }
  });
const stateOf = (member: Member, typing = false): string => JSON.stringify({ number: member.number, typing });
const clientIdOf = (member: Member, n: number): number => makeClientId(member.number as AccountNumber, () => 0) + n;

/** Client ids and clocks of all presence a document was told of. */
const heard = (document: RawDocument): string[] =>
  document.events.flatMap((event) => {
    if (event.kind !== 'awareness') return [];
    const from = decoding.createDecoder(event.update);
    return Array.from({ length: decoding.readVarUint(from) }, () => {
      const [client, clock] = [decoding.readVarUint(from), decoding.readVarUint(from)];
      decoding.readVarString(from);
      return `${client}/${clock}`;
    });
  });

/** An exchange over another document: whatever was sent before it on the socket has been handled. */
const settled = async (member: Member, document: RawDocument): Promise<void> => {
  await (await member.open(accountOf(member))).read();
  await document.read();
};

it('GATE-1 frames of two documents in one segment are each answered with their own outcome', async () => {
  const [one, two] = [await makeGroup(alice, bob), await makeGroup(alice, bob)];
  const [a, b] = [await alice.open(one.chapter), await alice.open(two.chapter)];
  for (const forgedFirst of [true, false, undefined]) {
    const sent = [a, b].map((document, i) => {
      const isForged = forgedFirst !== undefined && forgedFirst === (i === 0);
      const writer = alice.writer();
      const id = writer.id();
      const by = isForged ? bob.number : alice.number;
      const update = writer.set('messages', id, writer.envelope({ kind: 'text', text: 'x' }, { by }));
      return { document, id, update, isForged };
    });
    alice.client.inOneSegment(() => {
      for (const { document, update } of sent) document.sync(2, update);
    });
    for (const { document, id, isForged } of sent) {
      expect(await document.outcome()).toBe(isForged ? 'not-yours' : 'saved');
      expect((await document.read()).getMap('messages').has(id)).toBe(!isForged);
    }
  }
});

it('GATE-1 dozens of frames of one document are answered in order, refusals between acknowledgements', async () => {
  const group = await makeGroup(alice, bob);
  const chapter = await alice.open(group.chapter);
  const writer = alice.writer();
  const expected: string[] = [];
  alice.client.inOneSegment(() => {
    for (let i = 0; i < 60; i++) {
      const isForged = i % 3 === 1;
      const forger = alice.writer();
      const forged = () =>
        forger.set('messages', forger.id(), forger.envelope({ kind: 'text', text: 'x' }, { by: bob.number }));
      chapter.sync(2, isForged ? forged() : writer.message(`m${i}`).update);
      expected.push(isForged ? 'not-yours' : 'saved');
    }
  });
  const outcomes: string[] = [];
  while (outcomes.length < expected.length) outcomes.push(await chapter.outcome());
  expect(outcomes).toEqual(expected);
});

it('GATE-2 a frame beyond its bound, or one that cannot be read, ends its document and no other', async () => {
  const group = await makeGroup(alice, mallory);
  const client = await connectAs(mallory);
  const account = await client.open(accountOf(mallory), mallory.token);
  for (const attack of [
    (document: RawDocument) => document.sync(0, new Uint8Array(GATE_LIMITS.stateVectorBytes + 1)),
    (document: RawDocument) => document.sync(0, Uint8Array.of(5, 1)),
    (document: RawDocument) => document.send(0, (out) => encoding.writeVarUint(out, 9)),
    (document: RawDocument) =>
      document.send(0, (out) => {
        encoding.writeVarUint(out, 2);
        encoding.writeVarUint(out, 1_000_000);
      }),
  ]) {
    const chapter = await client.open(group.chapter, mallory.token);
    attack(chapter);
    expect((await chapter.next('closed')).reason).toBe('refused');
    await account.read();
  }
  const closed = new Promise((resolve) => client.socket.once('close', resolve));
  client.socket.send(new Uint8Array(50).fill(255));
  expect(await closed).toBe(1002);
});

it('GATE-9 a socket belongs to the account that opened its first document', async () => {
  const client = await connectAs(alice);
  await client.open(accountOf(alice), alice.token);
  const session = decodeURIComponent(/session_token=([^;]+)/.exec(bob.cookie)?.[1] ?? '');
  const token = JSON.stringify({ ...JSON.parse(bob.token), session });
  await expect(client.open(accountOf(bob), token)).rejects.toThrow('signed-out');
  const other = await RawClient.connect(server.url, { origin: server.origin });
  await other.open(accountOf(bob), token);
  for (const one of [client, other]) one.close();
});

it('GATE-5 a device that does not read the states it asks for holds up no other device of its person', async () => {
  const group = await makeGroup(alice, mallory);
  const [full, writer] = [await alice.open(group.chapter), alice.writer()];
  for (let i = 0; i < 50; i++) expect(await full.push(writer.message('x'.repeat(15_000)).update)).toBe('saved');
  const stalled = await connectAs(mallory);
  const asking = await stalled.open(group.chapter, mallory.token);
  stalled.socket.pause();
  for (let i = 0; i < 100; i++) asking.sync(0, Uint8Array.of(0));
  const other = await connectAs(mallory);
  for (let i = 0; i < 5; i++)
    expect((await (await other.open(group.chapter, mallory.token)).read()).getMap('messages').size).toBe(50);
  // And it is answered to the end when it reads again.
  stalled.socket.resume();
  for (let i = 0; i < 100; i++) await asking.next('step2');
  for (const client of [stalled, other]) client.close();
}, 60_000);

it('AWA-4 of one frame at most one state is read, and a socket shows one client id', async () => {
  const group = await makeGroup(alice, bob, mallory);
  const reader = await bob.open(group.conversation);
  const attacker = await mallory.open(group.conversation);
  const many = Array.from({ length: 100_000 }, (_, i) => ({
    client: clientIdOf(mallory, i),
    clock: 1,
    state: stateOf(mallory),
  }));
  attacker.awareness(entries(many));
  attacker.awareness(
    entries([
      {
        client: clientIdOf(mallory, 1),
        clock: 2,
        state: JSON.stringify({ number: mallory.number, typing: true, more: 'x'.repeat(2_000) }),
      },
    ]),
  );
  await settled(mallory, attacker);
  const own = clientIdOf(mallory, 500_000);
  attacker.awareness(entries([{ client: own, clock: 3, state: stateOf(mallory) }]));
  await reader.next('awareness');
  for (let i = 0; i < 5; i++) attacker.awareness(entries([{ client: own + 1 + i, clock: 4, state: stateOf(mallory) }]));
  const late = await connectAs(alice);
  const joined = await late.open(group.conversation, alice.token);
  await joined.next('awareness');
  // Whatever Mallory's socket showed, she leaves with it.
  mallory.client.document(group.conversation).send(7, (out) => encoding.writeVarString(out, ''));
  await attacker.next('closed');
  await joined.next('awareness');
  await settled(bob, reader);
  expect([...heard(reader), ...heard(joined)].filter((one) => !one.startsWith(`${own}/`))).toEqual([]);
  late.close();
});

it('AWA-4 thousands of presence frames are passed on as a few, the newest last', async () => {
  const group = await makeGroup(alice, bob, mallory);
  const reader = await bob.open(group.conversation);
  const attacker = await mallory.open(group.conversation);
  const own = clientIdOf(mallory, 7);
  for (let clock = 1; clock <= 3_000; clock++)
    attacker.awareness(entries([{ client: own, clock, state: stateOf(mallory, clock % 2 === 0) }]));
  const told: string[] = [];
  while (told.at(-1) !== `${own}/3000`) {
    const event = await reader.next('awareness');
    told.push(...heard({ events: [event] } as unknown as RawDocument));
  }
  expect(told.length).toBeLessThan(50);
});

it('AWA-5 a program with a read-only token shows no presence', async () => {
  const group = await makeGroup(alice, bob);
  const made = await alice.post('/api/sync-tokens', { document: group.conversation, access: 'read' });
  const { token, clientId } = (await made.json()) as { token: string; clientId: number };
  const program = await RawClient.connect(server.url, { origin: server.origin });
  const watching = await program.open(
    group.conversation,
    JSON.stringify({ ...JSON.parse(alice.token), session: token }),
  );
  const reader = await bob.open(group.conversation);
  watching.awareness(entries([{ client: clientId, clock: 1, state: stateOf(alice, true) }]));
  await watching.read();
  const shown = await alice.open(group.conversation);
  shown.awareness(entries([{ client: clientIdOf(alice, 3), clock: 1, state: stateOf(alice) }]));
  const { update } = await reader.next('awareness');
  expect(heard({ events: [{ kind: 'awareness', update }] } as unknown as RawDocument)).toEqual([
    `${clientIdOf(alice, 3)}/1`,
  ]);
  program.close();
});

it('GATE-12 a reader’s sync is bounded like a writer’s before it is compared, and says truly what is known', async () => {
  const group = await makeGroup(alice, bob);
  const document = await alice.open(group.chapter);
  await document.push(alice.writer().message('the mast').update);
  const made = await alice.post('/api/sync-tokens', { document: group.chapter, access: 'read' });
  const { token } = (await made.json()) as { token: string };
  const program = await RawClient.connect(server.url, { origin: server.origin });
  const reading = await program.open(group.chapter, JSON.stringify({ ...JSON.parse(alice.token), session: token }));
  const known = Y.encodeStateAsUpdate(await reading.read());
  expect(await reading.push(known, 1)).toBe('saved');
  expect(await reading.push(alice.writer().message('the sail').update, 1)).toBe('not saved');
  const ranges = Array.from({ length: 120_000 }, (_, i) => [(i * 2) % 120, 1] as const);
  for (let i = 0; i < 20; i++) reading.sync(1, rawUpdate([], [[1_234, ranges]]));
  for (let i = 0; i < 20; i++) expect(await reading.outcome()).toBe('not saved');
  expect(await document.push(alice.writer().message('the oar').update)).toBe('saved');
  program.close();
});

it('GATE-13 a socket that sends many pings or pongs is cut; the server’s own pings are answered', async () => {
  for (const kind of ['ping', 'pong'] as const) {
    const client = await connectAs(mallory);
    const document = await client.open(accountOf(mallory), mallory.token);
    for (let i = 0; i < GATE_LIMITS.controlFramesPerSecond; i++) client.socket[kind]();
    expect(await document.push(Uint8Array.of(0, 0), 1)).toBe('saved');
    for (let i = 0; i < GATE_LIMITS.controlFramesPerSecond; i++) client.socket[kind]();
    expect(await document.next('closed')).toEqual({ kind: 'closed', reason: 'the socket closed' });
  }
});

/** A WebSocket by hand, without an account. */
const upgrade = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.origin);
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /sync HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    );
    socket.once('data', () => resolve(socket));
    socket.once('error', reject);
  });

/** A masked frame, or the beginning of one that says it is longer. */
const webSocketFrame = (payload: Uint8Array, length = payload.byteLength): Buffer => {
  const head = Buffer.alloc(14);
  head.set([0x82, 0xff]);
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
};

it('GATE-6 a socket without an account is closed at 64 KB, after 20 refused documents, and after ten seconds', async () => {
  const sockets = await Promise.all([upgrade(), upgrade(), upgrade()]);
  const ends = sockets.map(
    (socket) =>
      new Promise<string>((resolve) =>
        socket
          .once('close', () => resolve('closed'))
          .on('error', () => undefined)
          .resume(),
      ),
  );
  const [large, guessing, idle] = sockets;
  large?.write(webSocketFrame(new Uint8Array(GATE_LIMITS.unknownBytes + 1), 4 * 1024 * 1024));
  expect(await ends[0]).toBe('closed');
  for (let i = 0; i < GATE_LIMITS.failedOpens; i++)
    guessing?.write(
      webSocketFrame(
        encoding.encode((out) => {
          encoding.writeVarString(out, `conversation/g-${i}`);
          encoding.writeVarUint(out, 2);
          encoding.writeVarUint(out, 0);
          encoding.writeVarString(out, JSON.stringify({ protocol: PROTOCOL, epoch: 'x', session: `made up ${i}` }));
        }),
      ),
    );
  expect(await ends[1]).toBe('closed');
  idle?.write(webSocketFrame(new Uint8Array(100), 50_000));
  expect(await ends[2]).toBe('closed');
}, 30_000);
