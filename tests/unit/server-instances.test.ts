import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { accountDocument, conversationDocument, parseDocumentName } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import type { Snapshot } from '../../storage/ports/journal.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { ADMITTED, ServerDocument } from '../../sync-server/admission/server-document.ts';
import { turnGeneration } from '../../sync-server/documents/turn-generation.ts';
import { createDocuments } from '../../sync-server/hocuspocus/create-documents.ts';
import { processTimers } from '../../sync-server/timers.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { SimulatedLinks } from '../simulation/simulated-links.ts';
import { SimulatedServer } from '../simulation/simulated-server.ts';
import { rebuildAccount } from '../simulation/stored-chapters.ts';
import { Harbour, texts } from '../support/fake-sync-server.ts';
import { mulberry } from '../support/mulberry.ts';

const NAME = conversationDocument(directIdOf('user-a' as UserId, 'user-b' as UserId));

const journalOf = () =>
  createMemoryStorage({ now: () => 0, random: mulberry(1), proofKey: new Uint8Array(32) }).journal;

const two = async () => {
  const harbour = new Harbour();
  const links = new SimulatedLinks(harbour.scheduler, harbour.random);
  const instances = [0, 1].map(() => {
    const server: SimulatedServer = new SimulatedServer({
      storage: harbour.storage,
      cluster: links.join(
        () => server.alive,
        (document) => server.hasOpen(document),
      ),
      scheduler: harbour.scheduler,
      random: harbour.random,
      limits: LIMITS,
      onFault: (event, cause) => {
        throw new Error(event, { cause });
      },
    });
    return server;
  });
  harbour.stop();
  harbour.server = instances[0];
  const alice = await harbour.device('alice', 'alice');
  harbour.server = instances[1];
  const bob = await harbour.device('bob', 'bob');
  alice.reach = () => instances[0];
  bob.reach = () => instances[1];
  const id = await harbour.direct(alice, 'bob');
  await harbour.run(20_000);
  bob.look(id);
  await harbour.run(20_000);
  return { harbour, links, alice, bob, id };
};

it('INST-2 what is written at one instance is shown by a device at the other', async () => {
  const { harbour, alice, bob, id } = await two();
  await harbour.send(alice, id, 'over there');
  await harbour.run(5_000);
  expect(texts(bob, id)).toEqual(['over there']);
});

it('INST-2 what an instance missed while it was cut off it looks up', async () => {
  const { harbour, links, alice, bob, id } = await two();
  links.cut(1);
  await harbour.send(alice, id, 'unheard');
  await harbour.run(5_000);
  expect(texts(bob, id)).toEqual(['unheard']);
});

/** The next generation of an account document begins at another instance. */
const beginGeneration = async (storage: Storage, userId: UserId): Promise<void> => {
  const name = accountDocument(userId, 0);
  const address = parseDocumentName(name);
  if (address === undefined) throw new Error('It is a name.');
  const live = new ServerDocument(name, address, await rebuildAccount(storage, userId));
  live.jump(await storage.journal.version(name), [], () => {});
  expect(await turnGeneration(storage, live, { ...LIMITS, accountClientIds: -1 }, 4_194_305)).toBe(1);
};

it.each([true, false])(
  'DOC-4 ACC-17 a device that has the old account document open at another instance moves on (said so: %s)',
  async (isSaid) => {
    const { harbour, alice, id } = await two();
    const { storage } = harbour;
    const userId = alice.userId as UserId;
    // As an instance does that ends before it has said so, or cannot tell the other.
    const facts = isSaid ? storage.facts : { ...storage.facts, startGeneration: async () => {} };
    await beginGeneration({ ...storage, facts }, userId);
    await harbour.answer(alice.call('arrange', { conversationId: id, pinned: true }));
    await harbour.answer(alice.call('saveDraft', { conversationId: id, text: 'not lost' }));
    await harbour.run(60_000);
    expect((await storage.facts.account(userId))?.generation).toBe(1);
    const other = await harbour.device('alice-2', 'alice');
    await harbour.run(20_000);
    for (const device of [alice, other])
      expect(device.conversations.map(({ pinned, draft }) => [pinned, draft.text])).toEqual([[true, 'not lost']]);
  },
);

it('DOC-4 a device that writes nothing moves on, too, when its instance may have missed that', async () => {
  const { harbour, links, alice, id } = await two();
  const { storage } = harbour;
  await beginGeneration(storage, alice.userId as UserId);
  links.tellMissed();
  await harbour.run(20_000);
  const other = await harbour.device('alice-2', 'alice');
  await harbour.answer(other.call('arrange', { conversationId: id, pinned: true }));
  await harbour.run(20_000);
  expect(alice.conversations.map(({ pinned }) => pinned)).toEqual([true]);
});

it('ACC-17 a document that turns out to be of a past generation once it is loaded is let go of, with its timer', async () => {
  const loaded: Y.Doc[] = [];
  const documents = createDocuments({
    journal: journalOf(),
    isDeleted: async () => false,
    snapshotRows: 1,
    timers: processTimers,
    monotonic: () => performance.now(),
    joinsBroadcasts: true,
    onLoaded: async ({ doc }) => {
      loaded.push(doc);
      throw new Error('');
    },
    fatal: (reason) => {
      throw new Error(reason);
    },
  });
  await expect(documents.withDocument(NAME, async () => 1)).rejects.toThrow();
  expect(loaded.map((doc) => doc.isDestroyed)).toEqual([true]);
  documents.drop();
});

it('JRN-20 a snapshot holds what was admitted while it was being made, or is of the position before', async () => {
  const scheduler = new Scheduler();
  const saved: Snapshot[] = [];
  const isDeletedAsked = Promise.withResolvers<boolean>();
  const documents = createDocuments({
    journal: { ...journalOf(), saveSnapshot: async (_name, snapshot) => void saved.push(snapshot) },
    isDeleted: () => isDeletedAsked.promise,
    snapshotRows: 1,
    timers: {
      setTimer: (ms, run) => scheduler.after(ms, run),
      repeat: () => () => {},
      nextTurn: (run) => void scheduler.after(0, run),
    },
    monotonic: () => scheduler.now,
    joinsBroadcasts: false,
    onLoaded: async () => {},
    fatal: (reason) => {
      throw new Error(reason);
    },
  });
  const write = (live: ServerDocument, key: string): void => {
    const doc = new Y.Doc();
    doc.getMap('settings').set(key, true);
    const update = Y.encodeStateAsUpdate(doc);
    live.advance(live.version + 1, [update], () => Y.applyUpdate(live.doc, update, ADMITTED));
  };
  const opened = Promise.withResolvers<ServerDocument>();
  const done = documents.withDocument(NAME, async (live) => opened.resolve(live));
  await scheduler.run(100);
  await done;
  const live = await opened.promise;
  write(live, 'first');
  await scheduler.run(5_000);
  // It is being stored, and asks whether its group still exists.
  write(live, 'second');
  isDeletedAsked.resolve(false);
  await scheduler.run(100);
  const [snapshot] = saved;
  if (snapshot === undefined) throw new Error('It was stored.');
  const restored = new Y.Doc();
  Y.applyUpdate(restored, snapshot.state);
  expect([snapshot.position, [...restored.getMap('settings').keys()].length]).toEqual([2, 2]);
  documents.drop();
});
