import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { conversationDocument, type DocumentName, parseDocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import type { Journal } from '../../storage/ports/journal.ts';
import { ADMITTED } from '../../sync-server/admission/server-document.ts';
import { openRedis } from '../../sync-server/cluster/redis/open-redis.ts';
import { createDocuments, type Documents } from '../../sync-server/hocuspocus/create-documents.ts';
import { createPresenceRelay } from '../../sync-server/hocuspocus/presence-relay.ts';
import { processTimers } from '../../sync-server/timers.ts';
import { mulberry } from '../support/mulberry.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';

const ALICE = 'user-alice' as UserId;
const BOB = 'user-bob' as UserId;
const NAME = conversationDocument(directIdOf(ALICE, BOB));
const NUMBER = { alice: 1_024 as AccountNumber, bob: 1_025 as AccountNumber };
const random = mulberry(7);
const ALICES = makeClientId(NUMBER.alice, random);
const BOBS = makeClientId(NUMBER.bob, random);
/** Generous for two busy cores, and far below the 30 s after which silent presence ends by itself. */
const SOON = { timeout: 10_000, interval: 10 };

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

let tests = 0;
/** Instances on one journal, which reach each other by Redis. */
const instances = (count: number, journal?: Partial<Journal>) => {
  const storage = createMemoryStorage({ now: () => 0, random: mulberry(1), proofKey: new Uint8Array(32) });
  const prefix = `test-${tests++}`;
  const fatal: string[] = [];
  const all = Array.from({ length: count }, (): Documents => {
    const presenceRelay = createPresenceRelay(redis.url, prefix);
    const documents = createDocuments({
      journal: { ...storage.journal, ...journal },
      isDeleted: async () => false,
      snapshotRows: 1,
      timers: processTimers,
      monotonic: () => performance.now(),
      joinsBroadcasts: true,
      onLoaded: async () => {},
      presenceRelay,
      fatal: (reason) => {
        fatal.push(reason);
        throw new Error(reason);
      },
    });
    onTestFinished(() => {
      documents.drop();
      presenceRelay.close();
    });
    return documents;
  });
  return { all, prefix, fatal };
};

/** A socket that has a document open, with the presence it was told of. */
const openOn = async (documents: Documents | undefined, number: AccountNumber, hidden: readonly number[] = []) => {
  if (documents === undefined) throw new Error('There are as many.');
  const address = parseDocumentName(NAME);
  if (address === undefined) throw new Error('It is a name.');
  const states = new Map<number, string>();
  const kinds: number[] = [];
  const opened = await documents.join({
    name: NAME,
    socket: {
      isOpen: true,
      send: (frame) => {
        const from = decoding.createDecoder(frame);
        decoding.readVarString(from);
        const kind = decoding.readVarUint(from);
        kinds.push(kind);
        if (kind !== FRAME.awareness) return;
        const entries = decoding.createDecoder(decoding.readVarUint8Array(from));
        for (let left = decoding.readVarUint(entries); left > 0; left--) {
          const client = decoding.readVarUint(entries);
          decoding.readVarUint(entries);
          states.set(client, decoding.readVarString(entries));
        }
      },
      close: () => {},
    },
    request: new Request('http://localhost/sync'),
    access: { address, userId: ALICE, number, readOnly: false },
    hidden: () => new Set(hidden),
    check: async () => {},
    onClosed: () => {},
  });
  return { opened, states, kinds };
};

const saying = (number: number, clientId: number, clock: number) => ({
  clientId,
  clock,
  state: JSON.stringify({ number, typing: true }),
});

/** Everything that is published, as Redis passes it on. */
const overhear = async () => {
  const heard: { channel: string; message: Buffer }[] = [];
  const link = openRedis(redis.url, 'test');
  onTestFinished(() => link.close());
  await expect.poll(() => link.isUp, SOON).toBe(true);
  await link.redis.psubscribe('*');
  link.redis.on('pmessageBuffer', (_pattern: string, channel: Buffer, message: Buffer) =>
    heard.push({ channel: channel.toString(), message }),
  );
  return heard;
};

const publisher = async () => {
  const link = openRedis(redis.url, 'test');
  onTestFinished(() => link.close());
  await expect.poll(() => link.isUp, SOON).toBe(true);
  return link.redis;
};

/** A message as the extension sends it. */
const relayed = (name: string, type: number, write: (out: encoding.Encoder) => void, from = 'another'): Buffer =>
  Buffer.concat([
    Buffer.from([from.length]),
    Buffer.from(from),
    encoding.encode((out) => {
      encoding.writeVarString(out, name);
      encoding.writeVarUint(out, type);
      write(out);
    }),
  ]);
const presence = (entries: readonly { clientId: number; clock: number; state: string }[], name: string = NAME) =>
  relayed(name, FRAME.awareness, (out) =>
    encoding.writeVarUint8Array(
      out,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, entries.length);
        for (const { clientId, clock, state } of entries) {
          encoding.writeVarUint(inner, clientId);
          encoding.writeVarUint(inner, clock);
          encoding.writeVarString(inner, state);
        }
      }),
    ),
  );

it('INST-5 presence crosses to the other instance, and its end with the last socket there', async () => {
  const { all } = instances(2);
  const [one, other] = all;
  const alice = await openOn(one, NUMBER.alice);
  const bob = await openOn(other, NUMBER.bob);
  await expect
    .poll(() => {
      alice.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now()));
      return bob.states.get(ALICES);
    }, SOON)
    .toContain('true');
  bob.opened.applyPresence(saying(NUMBER.bob, BOBS, 1));
  await expect.poll(() => alice.states.get(BOBS), SOON).toContain('true');
  // Whoever comes later is told who is there.
  const late = await openOn(one, NUMBER.alice);
  await expect.poll(() => late.states.get(BOBS), SOON).toContain('true');
  alice.opened.close('left');
  await expect.poll(() => bob.states.get(ALICES), SOON).toBe('null');
  expect([...alice.kinds, ...bob.kinds]).not.toContain(FRAME.sync);
});

it('INST-5 a person who comes over to another instance with the same client id is seen there, and gone with that socket', async () => {
  const { all } = instances(3);
  const [first, second, third] = all;
  const watcher = await openOn(third, NUMBER.bob);
  const before = await openOn(first, NUMBER.alice);
  await expect
    .poll(() => {
      before.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now()));
      return watcher.states.get(ALICES);
    }, SOON)
    .toContain('true');
  const after = await openOn(second, NUMBER.alice);
  await expect.poll(() => after.states.get(ALICES), SOON).toContain('true');
  after.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now() + 1_000));
  before.opened.close('left');
  const here = await openOn(second, NUMBER.bob);
  expect(here.states.get(ALICES)).toContain('true');
  after.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now() + 2_000));
  await expect.poll(() => watcher.states.get(ALICES), SOON).toContain('true');
  after.opened.close('left');
  await expect.poll(() => [here.states.get(ALICES), watcher.states.get(ALICES)], SOON).toEqual(['null', 'null']);
});

it('INST-5 people whose presence is hidden from somebody stay hidden across instances', async () => {
  const { all } = instances(2);
  const alice = await openOn(all[0], NUMBER.alice);
  const blocked = await openOn(all[1], NUMBER.bob, [NUMBER.alice]);
  const bob = await openOn(all[1], NUMBER.bob);
  await expect
    .poll(() => {
      alice.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now()));
      return bob.states.get(ALICES);
    }, SOON)
    .toContain('true');
  expect(blocked.states.size).toBe(0);
});

/** Writes into a document in memory as admission does. */
const write = (documents: Documents | undefined, key: string) =>
  documents?.withDocument(NAME as DocumentName, async (live) => {
    const doc = new Y.Doc();
    doc.getMap('settings').set(key, true);
    const update = Y.encodeStateAsUpdate(doc);
    live.advance(live.version + 1, [update], () => Y.applyUpdate(live.doc, update, ADMITTED));
  });

it('INST-6 content neither leaves nor enters by Redis', async () => {
  const heard = await overhear();
  const { all, prefix, fatal } = instances(2, { saveSnapshot: async () => {} });
  const alice = await openOn(all[0], NUMBER.alice);
  const bob = await openOn(all[1], NUMBER.bob);
  await expect
    .poll(() => {
      alice.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now()));
      return bob.states.get(ALICES);
    }, SOON)
    .toContain('true');
  await write(all[0], 'one');
  expect(alice.opened.live.doc.getMap('settings').size).toBe(1);
  const evil = new Y.Doc();
  evil.getMap('settings').set('evil', true);
  const update = Y.encodeStateAsUpdate(evil);
  const redisClient = await publisher();
  for (const type of [FRAME.sync, FRAME.syncReply])
    for (const kind of [SYNC.step2, SYNC.update])
      await redisClient.publish(
        `${prefix}:${NAME}`,
        relayed(NAME, type, (out) => {
          encoding.writeVarUint(out, kind);
          encoding.writeVarUint8Array(out, update);
        }),
      );
  await redisClient.publish(
    `${prefix}:${NAME}`,
    relayed(NAME, 6, (out) => encoding.writeVarString(out, JSON.stringify({ type: 'feed' }))),
  );
  alice.opened.applyPresence(saying(NUMBER.alice, ALICES, Date.now() + 1_000));
  // What was published before it has arrived with it.
  await redisClient.publish(`${prefix}:${NAME}`, presence([saying(NUMBER.alice, ALICES + 1, 1)]));
  await expect.poll(() => bob.states.has(ALICES + 1) && alice.states.has(ALICES + 1), SOON).toBe(true);
  expect(bob.opened.live.doc.getMap('settings').size).toBe(0);
  expect([alice.opened.live.doc.getMap('settings').size, fatal]).toEqual([1, []]);
  expect(bob.kinds).not.toContain(FRAME.stateless);
  const own = heard.filter(({ message }) => !message.subarray(1, 8).equals(Buffer.from('another')));
  expect(own.length).toBeGreaterThan(2);
  for (const { message } of own) {
    const from = decoding.createDecoder(message.subarray(1 + (message[0] ?? 0)));
    decoding.readVarString(from);
    expect([FRAME.awareness, FRAME.queryAwareness]).toContain(decoding.readVarUint(from));
  }
});

it('INST-6 presence from Redis is judged like that of a device: of one person, under an own client id, in bounds', async () => {
  const { all, prefix } = instances(1);
  const bob = await openOn(all[0], NUMBER.bob);
  const redisClient = await publisher();
  bob.opened.applyPresence(saying(NUMBER.bob, BOBS, 5));
  const say = (message: Buffer, name: string = NAME) => redisClient.publish(`${prefix}:${name}`, message);
  const hostile = [
    Buffer.alloc(0),
    Buffer.from([255]),
    Buffer.from([3, 1, 1]),
    Buffer.alloc(300 * 1024, 1),
    presence([{ clientId: ALICES, clock: 1, state: 'no JSON' }]),
    presence([{ clientId: ALICES, clock: 1, state: JSON.stringify({ number: NUMBER.bob, typing: true }) }]),
    presence([{ clientId: ALICES, clock: 1, state: JSON.stringify({ number: NUMBER.alice, typing: true, more: 1 }) }]),
    presence([{ clientId: ALICES, clock: 1, state: `"${'x'.repeat(2_000)}"` }]),
    presence([saying(NUMBER.alice, ALICES, 1)], 'conversation/d-other'),
    relayed(NAME, FRAME.awareness, (out) => encoding.writeVarUint(out, 1_000_000)),
    // Somebody else says that a socket of this instance is gone, or what it shows.
    presence([{ clientId: BOBS, clock: 5, state: 'null' }]),
    presence([{ clientId: BOBS, clock: 9, state: JSON.stringify({ number: NUMBER.bob, typing: false }) }]),
  ];
  await expect
    .poll(async () => {
      for (const message of hostile) await say(message);
      await say(presence([saying(NUMBER.alice, ALICES + 2, Date.now())]));
      return bob.states.has(ALICES + 2);
    }, SOON)
    .toBe(true);
  expect([...bob.states.keys()].sort()).toEqual([ALICES + 2, BOBS].sort());
  expect(bob.states.get(BOBS)).toContain('true');
});

it('INST-7 without Redis documents are loaded, stored and unloaded as with it, and presence crosses once it is back', async () => {
  await redis.kill();
  const saved: string[] = [];
  const { all } = instances(2, { saveSnapshot: async (name) => void saved.push(name) });
  const alice = await openOn(all[0], NUMBER.alice);
  await write(all[0], 'one');
  alice.opened.applyPresence(saying(NUMBER.alice, ALICES, 1));
  alice.opened.close('left');
  await expect.poll(() => [saved.length, all[0]?.isOpen(NAME)], SOON).toEqual([1, false]);
  const again = await openOn(all[0], NUMBER.alice);
  const bob = await openOn(all[1], NUMBER.bob);
  await redis.start();
  again.opened.applyPresence(saying(NUMBER.alice, ALICES, 2));
  await expect.poll(() => bob.states.get(ALICES), SOON).toContain('true');
});
