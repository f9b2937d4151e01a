import * as Y from 'yjs';
import type { Person } from '../../client/channel/person.ts';
import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import { chapterDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { type Backup, createMemoryStorage, type MemoryStorage } from '../../storage/memory/memory-storage.ts';
import { createOneInstance } from '../../sync-server/cluster/one-instance.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { SimulatedBlobStore } from '../simulation/simulated-blob-store.ts';
import { SimulatedDevice } from '../simulation/simulated-device.ts';
import { SimulatedServer } from '../simulation/simulated-server.ts';
import { mulberry } from './mulberry.ts';

/**
 * A server in memory and replicas around it, under virtual time: the real admission, access and storage behind the frames,
 * without sockets. Nothing fails unless a test makes it fail.
 */
export class Harbour {
  readonly scheduler = new Scheduler();
  readonly random: () => number;
  private readonly startRandom = mulberry(4_711);
  readonly limits: Limits;
  /** What the server may take for a fault of its own, because a test makes it happen. */
  readonly expectedFaults = new Set<string>();
  private readonly allowedAlgs: AllowedAlgs | undefined;
  storage: MemoryStorage;
  server: SimulatedServer | undefined;
  readonly blobStore = new SimulatedBlobStore();
  /** How many unannounced restores devices have shown. */
  noticed = 0;
  private readonly people = new Map<string, Person>();

  constructor(options: { seed?: number; limits?: Partial<Limits>; allowedAlgs?: AllowedAlgs } = {}) {
    this.allowedAlgs = options.allowedAlgs;
    this.random = mulberry(options.seed ?? 1);
    this.limits = { ...LIMITS, ...options.limits };
    this.storage = createMemoryStorage(this.storageOptions());
    this.start();
  }

  start(): void {
    this.server = new SimulatedServer({
      storage: this.storage,
      blobStore: this.blobStore,
      scheduler: this.scheduler,
      random: this.random,
      limits: this.limits,
      allowedAlgs: this.allowedAlgs,
      cluster: createOneInstance(() => this.scheduler.now),
      onFault: (event, error) => {
        if (this.expectedFaults.has(event)) return;
        throw new Error(`the server: ${event}`, { cause: error });
      },
      onNoticed: () => {
        this.noticed++;
      },
    });
  }

  stop(): void {
    this.server?.crash();
    this.server = undefined;
  }

  backup(): Backup {
    return this.storage.backup();
  }

  private storageOptions() {
    return {
      now: () => this.scheduler.now,
      random: this.random,
      proofKey: new Uint8Array(32).fill(1),
      startRandom: this.startRandom,
    };
  }

  /** @param announced false: the server is not told */
  async restore(from: Backup, announced = true): Promise<void> {
    this.stop();
    this.storage = createMemoryStorage({ ...this.storageOptions(), from });
    if (announced) await this.storage.facts.startEpoch();
    this.start();
  }

  async person(name: string): Promise<Person> {
    const known = this.people.get(name);
    if (known !== undefined) return known;
    const account = await this.storage.facts.putAccount({
      userId: `user-${name}` as UserId,
      name,
      email: `${name}@example.org`,
      at: this.scheduler.now,
    });
    const person = { userId: account.userId, number: account.number, name };
    this.people.set(name, person);
    return person;
  }

  /**
   * A device of a person, started and in sync with the server.
   * @param keyWait it seals what is written on it, and opens sealed bodies after this time
   */
  async device(name: string, person: string, keyWait?: () => Promise<void>): Promise<SimulatedDevice> {
    const { userId } = await this.person(person);
    const device = new SimulatedDevice(name, userId as UserId, {
      scheduler: this.scheduler,
      random: this.random,
      limits: this.limits,
      keyWait,
      reach: () => this.server,
    });
    device.start();
    await this.run(1_000);
    // Its first request may get lost.
    for (let i = 0; i < 30 && device.session.kind !== 'signed-in'; i++) await this.run(1_000);
    return device;
  }

  run(ms = 5_000): Promise<void> {
    return this.scheduler.run(ms);
  }

  /** Awaits an answer that needs virtual time. */
  async answer<T>(given: Promise<T>): Promise<T> {
    let done = false;
    const result = given.finally(() => {
      done = true;
    });
    for (let i = 0; i < 200 && !done; i++) await this.run(20);
    return result;
  }

  /** The direct conversation of two people who know each other, open on a device. */
  async direct(device: SimulatedDevice, other: string): Promise<ConversationId> {
    const id = await this.stranger(device, other);
    if ((await this.storage.facts.acceptStranger(id, (await this.person(other)).userId as UserId)) !== 'changed')
      return id;
    await this.announce(id);
    await this.run(1_000);
    return id;
  }

  /** Facts of a conversation were changed without the server's routes: tells the members. */
  async announce(id: ConversationId): Promise<void> {
    this.server?.announce.membersChanged(id);
    this.server?.announce.notify((await this.storage.facts.members(id)).map(({ userId }) => userId));
  }

  /** The same for two people who do not know each other: `other` has not answered. */
  async stranger(device: SimulatedDevice, other: string): Promise<ConversationId> {
    const person = await this.person(other);
    await this.answer(device.call('startDirect', { person }));
    const id = directIdOf(device.userId, person.userId as UserId);
    device.look(id);
    await this.run(1_000);
    return id;
  }

  async send(device: SimulatedDevice, id: ConversationId, text: string): Promise<MessageId> {
    const messageId = makeMessageId(this.scheduler.now, this.random);
    const result = await this.answer(
      device.call('send', { conversationId: id, messageId, body: { kind: 'text', text } }),
    );
    if (!result.ok) throw new Error(`not written: ${result.error}`);
    return messageId;
  }

  /** Ids of the messages that the server's disk has of a chapter. */
  async stored(id: ConversationId, chapter = 0): Promise<string[]> {
    const { snapshot, tail } = await this.storage.journal.load(chapterDocument(id, chapter));
    const doc = new Y.Doc();
    if (snapshot !== undefined) Y.applyUpdate(doc, snapshot.state);
    for (const { updates } of tail) for (const update of updates) Y.applyUpdate(doc, update);
    return [...doc.getMap('messages').keys()].sort();
  }
}

export const texts = (device: SimulatedDevice, id: ConversationId): (string | undefined)[] =>
  device.messages(id).map(({ text }) => text);
