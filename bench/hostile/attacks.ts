import * as encoding from 'lib0/encoding';
import { encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import { accountOf, type Member } from '../../tests/support/members.ts';
import { RawClient } from '../../tests/support/raw-client.ts';
import { type HandMadeStruct, handMadeUpdate } from './hand-made-update.ts';
import { BINARY, connectOutsider, PING, webSocketFrame, write } from './outsider.ts';

/** Where an attack takes place: Mallory is a plain member of one group with Alice and not in Alice's other group. */
interface Scene {
  readonly port: number;
  readonly url: string;
  readonly origin: string;
  readonly alice: Member;
  readonly mallory: Member;
  readonly group: { readonly chapter: string; readonly conversation: string };
}

export interface Attack {
  readonly name: string;
  /** Sends what it has as fast as it goes; some ten seconds at most. */
  readonly run: (scene: Scene) => Promise<void>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const clientId = (member: Member, n: number): number => makeClientId(member.number as AccountNumber, () => 0) + n;

const frame = (document: string, type: number, writeBody: (out: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarString(out, document);
    encoding.writeVarUint(out, type);
    writeBody(out);
  });
const syncFrame = (document: string, kind: number, bytes: Uint8Array): Uint8Array =>
  frame(document, FRAME.sync, (out) => {
    encoding.writeVarUint(out, kind);
    encoding.writeVarUint8Array(out, bytes);
  });
const textFrame = (document: string, text: string): Uint8Array =>
  frame(document, FRAME.stateless, (out) => encoding.writeVarString(out, text));
const authFrame = (document: string, token: string): Uint8Array =>
  frame(document, FRAME.auth, (out) => {
    encoding.writeVarUint(out, 0);
    encoding.writeVarString(out, token);
  });
const presenceOf = (member: Member, first: number, count: number, clock: number): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, count);
    for (let i = 0; i < count; i++) {
      encoding.writeVarUint(out, clientId(member, first + i));
      encoding.writeVarUint(out, clock);
      encoding.writeVarString(out, JSON.stringify({ number: member.number, typing: true }));
    }
  });

const connectAs = async ({ url, origin, mallory }: Scene, document: string): Promise<RawClient> => {
  const client = await RawClient.connect(url, { cookie: mallory.cookie, origin });
  await client.open(document, mallory.token);
  return client;
};

/** Sends frames and yields to the event loop in between; ends early when the server has closed the socket. */
const flood = async (client: RawClient, frames: number, make: (i: number) => Uint8Array): Promise<void> => {
  for (let i = 0; i < frames && client.socket.readyState === client.socket.OPEN; i++) {
    client.socket.send(make(i));
    if (i % 500 === 499) await pause(0);
  }
};

/** Sends each update to Mallory's own account document and waits for its answer. */
const pushAll = async ({ mallory }: Scene, updates: readonly Uint8Array[]): Promise<void> => {
  const document = await mallory.open(accountOf(mallory));
  for (const update of updates) await document.push(update).catch(() => undefined);
};

const stars = (count: number, prefix: string): HandMadeStruct[] =>
  Array.from({ length: count }, (_, i) => ({ at: { root: 'stars', key: `${prefix}${i}` }, value: 1 }));

const deleteSets: Attack = {
  name: 'overlapping delete ranges',
  run: (scene) => {
    const client = clientId(scene.mallory, 1);
    const own = handMadeUpdate([{ client, clock: 0, structs: stars(20_000, 'a') }]);
    const ranges = Array.from({ length: 20_000 }, () => [0, 20_000] as const);
    return pushAll(scene, [own, handMadeUpdate([], [{ client, ranges }])]);
  },
};

const chains: Attack = {
  name: 'chain of 4,000 sections',
  run: (scene) => {
    const length = 4_000;
    const at = (i: number): HandMadeStruct['at'] =>
      i === length - 1 ? { root: 'stars', key: 'x' } : { after: [clientId(scene.mallory, 10_001 + i), 0] };
    const sections = Array.from({ length }, (_, i) => ({
      client: clientId(scene.mallory, 10_000 + i),
      clock: 0,
      structs: [{ at: at(i), value: 1 }],
    }));
    return pushAll(scene, [handMadeUpdate(sections)]);
  },
};

const singleRanges: Attack = {
  name: '20,000 entries × single ranges',
  run: (scene) =>
    pushAll(
      scene,
      [2_000, 10_000, 20_000].map((count) => {
        const client = clientId(scene.mallory, 900_000 + count);
        const ranges = Array.from({ length: count }, (_, i) => [count - 1 - i, 1] as const);
        return handMadeUpdate([{ client, clock: 0, structs: stars(count, `s${count}-`) }], [{ client, ranges }]);
      }),
    ),
};

const draftRoots: Attack = {
  name: '20,000 roots, then small changes',
  run: async (scene) => {
    const structs = Array.from({ length: 20_000 }, (_, i) => ({ at: { root: `draft:${i}`, key: 'k' }, value: 1 }));
    const small = Array.from({ length: 20 }, (_, i) =>
      handMadeUpdate([{ client: clientId(scene.mallory, 50 + i), clock: 0, structs: stars(1, `q${i}-`) }]),
    );
    await pushAll(scene, [handMadeUpdate([{ client: clientId(scene.mallory, 40), clock: 0, structs }]), ...small]);
  },
};

const skipStructs: Attack = {
  name: 'gaps that merge badly',
  run: async (scene) => {
    const name = accountOf(scene.mallory);
    const client = await connectAs(scene, name);
    const update = (start: number): Uint8Array =>
      encoding.encode((out) => {
        for (const n of [1, 379, clientId(scene.mallory, 5), start]) encoding.writeVarUint(out, n);
        for (let i = 0; i < 190; i++) {
          encoding.writeUint8(out, 0);
          encoding.writeVarUint(out, 1);
          if (i === 189) continue;
          encoding.writeUint8(out, 10);
          encoding.writeVarUint(out, 255);
        }
        encoding.writeVarUint(out, 0);
      });
    await flood(client, 1_024, (i) => syncFrame(name, SYNC.update, update(i % 256)));
    await pause(5_000);
    client.close();
  },
};

const presence: Attack = {
  name: '100,000 presence states, 3,000 frames',
  run: async (scene) => {
    const client = await connectAs(scene, scene.group.conversation);
    const awareness = (bytes: Uint8Array) =>
      frame(scene.group.conversation, FRAME.awareness, (out) => encoding.writeVarUint8Array(out, bytes));
    client.socket.send(awareness(presenceOf(scene.mallory, 0, 100_000, 1)));
    await flood(client, 3_000, (i) => awareness(presenceOf(scene.mallory, 0, 1, 10 + i)));
    await flood(client, 20_000, (i) => awareness(presenceOf(scene.mallory, i, 1, 10 + i)));
    await pause(4_000);
    client.close();
  },
};

/** Fills the group's chapter with about 1 MB. */
const fillChapter = async ({ alice, group }: Scene): Promise<void> => {
  const [document, writer] = [await alice.open(group.chapter), alice.writer()];
  for (let i = 0; i < 60; i++) await document.push(writer.message('x'.repeat(15_000)).update);
};

const states: Attack = {
  name: '1,000 whole states of 1 MB',
  run: async (scene) => {
    await fillChapter(scene);
    const client = await connectAs(scene, scene.group.chapter);
    await flood(client, 1_000, () => syncFrame(scene.group.chapter, SYNC.step1, Uint8Array.of(0)));
    await pause(8_000);
    client.close();
  },
};

const unreadStates: Attack = {
  name: 'states on 8 sockets that never read',
  run: async (scene) => {
    await fillChapter(scene);
    const clients: RawClient[] = [];
    for (let i = 0; i < 8; i++) {
      const client = await connectAs(scene, scene.group.chapter);
      client.socket.pause();
      clients.push(client);
      await flood(client, 200, () => syncFrame(scene.group.chapter, SYNC.step1, Uint8Array.of(0)));
    }
    await pause(6_000);
    for (const client of clients) client.close();
  },
};

const stateVectors: Attack = {
  name: 'state vectors of 7 MB',
  run: async (scene) => {
    const count = 900_000;
    const vector = encoding.encode((out) => {
      encoding.writeVarUint(out, count);
      for (let i = 0; i < count; i++) {
        encoding.writeVarUint(out, 2 ** 40 + i);
        encoding.writeVarUint(out, 0);
      }
    });
    for (let i = 0; i < 10; i++) {
      const client = await connectAs(scene, scene.group.chapter);
      client.socket.send(syncFrame(scene.group.chapter, SYNC.step1, vector));
      await pause(500);
      client.close();
    }
  },
};

const queuedTexts: Attack = {
  name: '60 messages of 7 MB behind 12,000 updates',
  run: async (scene) => {
    const name = accountOf(scene.mallory);
    const client = await connectAs(scene, name);
    const nothing = handMadeUpdate([], [{ client: 5, ranges: [[0, 1]] }]);
    await flood(client, 12_000, () => syncFrame(name, SYNC.update, nothing));
    const text = textFrame(name, ' '.repeat(7_000_000));
    for (let i = 0; i < 60 && client.socket.bufferedAmount < 400_000_000; i++) {
      client.socket.send(text);
      await pause(60);
    }
    await pause(4_000);
    client.close();
  },
};

const deepJson: Attack = {
  name: 'deep and wide JSON of 7 MB',
  run: async (scene) => {
    const name = accountOf(scene.mallory);
    const client = await connectAs(scene, name);
    const texts = [
      '['.repeat(7_000_000),
      JSON.stringify(Array.from({ length: 900_000 }, (_, i) => ({ i }))).slice(0, 7_000_000),
    ];
    for (let i = 0; i < 20; i++) {
      client.socket.send(textFrame(name, texts[i % 2] ?? ''));
      await pause(50);
    }
    await pause(4_000);
    client.close();
  },
};

const follows: Attack = {
  name: '20,000 times following the feed',
  run: async (scene) => {
    const name = accountOf(scene.mallory);
    const client = await connectAs(scene, name);
    await flood(client, 20_000, () => textFrame(name, JSON.stringify({ type: 'follow', since: 0 })));
    await pause(5_000);
    client.close();
  },
};

const opens: Attack = {
  name: 'opening 5,000 documents, 5,000 times one',
  run: async (scene) => {
    const client = await RawClient.connect(scene.url, { cookie: scene.mallory.cookie, origin: scene.origin });
    const { token } = scene.mallory;
    await flood(client, 5_000, (i) => authFrame(`conversation/g-${i}`, token));
    await flood(client, 10_000, (i) =>
      i % 2 === 0
        ? authFrame(scene.group.chapter, token)
        : frame(scene.group.chapter, FRAME.close, (out) => encoding.writeVarString(out, '')),
    );
    await pause(6_000);
    client.close();
  },
};

const updateFlood: Attack = {
  name: 'updates of 4 MB on 20 sockets',
  run: async (scene) => {
    const name = accountOf(scene.mallory);
    const clients = await Promise.all(Array.from({ length: 20 }, () => connectAs(scene, name)));
    const structs = Array.from({ length: LIMITS.updateEntries }, (_, i) => ({
      at: { root: 'stars', key: `${'k'.repeat(150)}${i}` },
      value: 'v'.repeat(30),
    }));
    const update = handMadeUpdate([{ client: clientId(scene.mallory, 7), clock: 0, structs }]);
    await Promise.all(clients.map((client) => flood(client, 10, () => syncFrame(name, SYNC.step2, update))));
    await pause(8_000);
    for (const client of clients) client.close();
  },
};

const edits: Attack = {
  name: '900 edits of 80 KB',
  run: async (scene) => {
    const { mallory, group } = scene;
    const client = await connectAs(scene, group.chapter);
    const text = '\u{1F600}'.repeat(19_990);
    const id = () => makeMessageId(Date.now(), Math.random);
    const envelope = (body: Parameters<typeof encodeBody>[0]) =>
      encodeEnvelope({ by: mallory.number, device: 7, at: Date.now(), alg: 0, body: encodeBody(body) });
    const writer = mallory.writer();
    const message = id();
    client.socket.send(
      syncFrame(group.chapter, SYNC.update, writer.set('messages', message, envelope({ kind: 'text', text: 'x' }))),
    );
    for (let i = 0; i < 900 && client.socket.readyState === client.socket.OPEN; i++) {
      const key = `${message}/${makeEditId(Date.now(), Math.random)}`;
      client.socket.send(
        syncFrame(group.chapter, SYNC.update, writer.set('edits', key, envelope({ kind: 'text', text }))),
      );
      if (i % 10 === 9) await pause(20);
    }
    await pause(5_000);
    client.close();
  },
};

const unfinished: Attack = {
  name: 'unfinished frames of 7.9 MB on 40 sockets',
  run: async (scene) => {
    const clients = await Promise.all(Array.from({ length: 40 }, () => connectAs(scene, accountOf(scene.mallory))));
    const half = new Uint8Array(7.9 * 1024 * 1024);
    for (const { socket } of clients) socket.send(half, { fin: false });
    await pause(8_000);
    for (const client of clients) client.close();
  },
};

const outsiderFragments: Attack = {
  name: 'outsider: unfinished frames of 7 MB, 40 sockets',
  run: async ({ port }) => {
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connectOutsider(port)));
    for (const socket of sockets)
      if (socket !== undefined)
        await write(socket, webSocketFrame(BINARY, new Uint8Array(7 * 1024 * 1024), 7.5 * 1024 * 1024));
    await pause(5_000);
    for (const socket of sockets) socket?.destroy();
  },
};

const outsiderSockets: Attack = {
  name: 'outsider: 2,000 sockets that say nothing',
  run: async ({ port }) => {
    const sockets: Awaited<ReturnType<typeof connectOutsider>>[] = [];
    for (let i = 0; i < 40; i++)
      sockets.push(...(await Promise.all(Array.from({ length: 50 }, () => connectOutsider(port)))));
    await pause(5_000);
    for (const socket of sockets) socket?.destroy();
  },
};

const outsiderPings: Attack = {
  name: 'outsider: pings without reading the pongs',
  run: async ({ port }) => {
    const burst = Buffer.concat(Array.from({ length: 2_000 }, () => webSocketFrame(PING, new Uint8Array(125))));
    for (const end = performance.now() + 8_000; performance.now() < end; ) {
      const socket = await connectOutsider(port);
      socket?.pause();
      for (let i = 0; i < 50 && socket !== undefined && !socket.destroyed; i++) {
        await Promise.race([write(socket, burst), pause(500)]);
      }
      socket?.destroy();
      await pause(10);
    }
  },
};

const outsiderAuth: Attack = {
  name: 'outsider: 30,000 Auth frames',
  run: async ({ url, origin }) => {
    for (let sent = 0; sent < 30_000; ) {
      const client = await RawClient.connect(url, { origin }).catch(() => undefined);
      if (client === undefined) {
        sent += 100;
        await pause(10);
        continue;
      }
      const before = sent;
      await flood(client, 500, (i) => {
        sent++;
        return authFrame(
          `conversation/g-${i}`,
          JSON.stringify({ protocol: 2, epoch: 'x', session: `made up ${before + i}` }),
        );
      });
      client.close();
    }
    await pause(3_000);
  },
};

const outsiderSignIns: Attack = {
  name: 'outsider: 100 sign-ins at once',
  run: async ({ origin }) => {
    const signIn = () =>
      fetch(`${origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'nobody@example.org', password: 'x'.repeat(100) }),
      }).then((answer) => answer.text());
    await Promise.allSettled(Array.from({ length: 100 }, signIn));
  },
};

const receipts: Attack = {
  name: '60 × 500 identical receipts',
  run: async ({ mallory, origin, group }) => {
    const conversationId = group.conversation.slice('conversation/'.length);
    const body = JSON.stringify({
      receipts: Array.from({ length: 500 }, () => ({ conversationId, read: 1, delivered: 1 })),
    });
    const send = () =>
      fetch(`${origin}/api/receipts`, {
        method: 'POST',
        headers: { cookie: mallory.cookie, origin, 'content-type': 'application/json' },
        body,
      }).then((answer) => answer.text());
    await Promise.allSettled(Array.from({ length: 60 }, send));
  },
};

export const ATTACKS: readonly Attack[] = [
  { name: 'none', run: async () => void (await pause(5_000)) },
  deleteSets,
  chains,
  singleRanges,
  draftRoots,
  skipStructs,
  presence,
  states,
  unreadStates,
  stateVectors,
  queuedTexts,
  deepJson,
  follows,
  opens,
  updateFlood,
  edits,
  unfinished,
  receipts,
  outsiderFragments,
  outsiderSockets,
  outsiderPings,
  outsiderAuth,
  outsiderSignIns,
];
