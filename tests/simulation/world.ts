import type * as Y from 'yjs';
import type { Person } from '../../client/channel/person.ts';
import type { MessageEntry } from '../../client/channel/timeline-view.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { envelopeAt } from '../../shared/timeline/chapter-message.ts';
import { mulberry } from '../support/mulberry.ts';
import { ALLOW_TEST_ALG } from '../support/test-alg.ts';
import { AccountOperations } from './account-operations.ts';
import { CarryOperations } from './carry-operations.ts';
import { checkReplicas } from './check-replicas.ts';
import { checkDrafts, checkEvents, checkStamps, countFollowed } from './check-storage.ts';
import { ClockOperations } from './clock-operations.ts';
import { ContactOperations } from './contact-operations.ts';
import { EverydayOperations } from './everyday-operations.ts';
import { FileOperations } from './file-operations.ts';
import { HostileOperations } from './hostile-operations.ts';
import { MemberOperations } from './member-operations.ts';
import { MembershipLog } from './membership-log.ts';
import { MessageOperations, type OperationsWorld } from './message-operations.ts';
import { Scheduler } from './scheduler.ts';
import { SessionOperations } from './session-operations.ts';
import { SimulatedCluster } from './simulated-cluster.ts';
import { SimulatedDevice } from './simulated-device.ts';
import { StorageOperations } from './storage-operations.ts';
import { rebuildAccount, rebuildChapters, type StoredChapters } from './stored-chapters.ts';
import { WrittenMessages } from './written-messages.ts';

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** Low limits, so that chapters turn and lists fill within one run. */
const SMALL: Limits = {
  ...LIMITS,
  chapterMessages: 5,
  chapterClientIds: 30,
  chapterBytes: 8_192,
  accountClientIds: 1,
};

/**
 * Earlier seeds run with fewer operations. `first`: without what people do with messages besides writing; `messages`:
 * without what group members do with each other; `members`: with few attacks and without sessions that end; `sessions`:
 * with those, and without stores that end; `stores`: with those, and without files. `carried`: with all, and with what is not sent carried to other devices as files.
 */
export type OperationKinds = 'first' | 'messages' | 'members' | 'sessions' | 'stores' | 'all' | 'carried';

/** One run: what happened, for the report of a failure. */
export interface Run {
  readonly seed: number;
  readonly events: string[];
  readonly written: number;
  readonly stamped: number;
  /** Counts of rare events. */
  readonly seen: Readonly<Record<string, number>>;
}

/** In every n-th seed strangers only ask. */
const ASKING = 3;

/** Everything that one seed decides. */
class World {
  readonly scheduler = new Scheduler();
  readonly events: string[] = [];
  readonly devices: SimulatedDevice[] = [];
  readonly people: Person[] = [];
  readonly groups: ConversationId[] = [];
  readonly written = new WrittenMessages();
  readonly cluster: SimulatedCluster;
  /** Broken promises that were seen on the way. */
  private readonly broken: string[] = [];
  /** Messages whose deletion was requested and cannot be undone. */
  private readonly removedForGood = new Set<MessageId>();
  private readonly random: () => number;
  private readonly isOfSessions: boolean;
  /** All words are sealed with an `alg` that the servers cannot open. */
  private readonly isSealed: boolean;
  private readonly everyday: EverydayOperations;
  private readonly operations: MessageOperations | undefined;
  private readonly accountOperations: AccountOperations | undefined;
  private readonly memberOperations: MemberOperations | undefined;
  private readonly contactOperations: ContactOperations | undefined;
  private readonly hostileOperations: HostileOperations | undefined;
  private readonly sessionOperations: SessionOperations | undefined;
  private readonly storageOperations: StorageOperations | undefined;
  private readonly clockOperations: ClockOperations | undefined;
  private readonly fileOperations: FileOperations | undefined;
  private readonly carryOperations: CarryOperations | undefined;

  constructor(seed: number, kinds: OperationKinds, isSealed: boolean) {
    this.isSealed = isSealed;
    const isOfFiles = kinds === 'all' || kinds === 'carried';
    const isOfStores = kinds === 'stores' || isOfFiles;
    this.isOfSessions = kinds === 'sessions' || isOfStores;
    this.clockOperations = isOfStores ? new ClockOperations(seed, (text) => this.log(text)) : undefined;
    this.accountOperations = kinds === 'first' ? undefined : new AccountOperations(seed, (text) => this.log(text));
    this.random = mulberry(seed);
    const memberships = new MembershipLog(() => this.serverNow());
    this.cluster = new SimulatedCluster({
      seed,
      scheduler: this.scheduler,
      random: this.random,
      now: () => this.serverNow(),
      limits: SMALL,
      memberships,
      log: (text) => this.log(text),
      onRestore: () => {
        for (const device of this.devices) this.written.noteDues(device);
      },
      maySilence: isOfStores,
      onFault: (event, error) => this.broken.push(`the server: ${event}: ${describe(error)}`),
      hasDisasters: this.isOfSessions,
      allowedAlgs: isSealed ? ALLOW_TEST_ALG : undefined,
      asksStrangers: isOfStores && seed % ASKING === 0,
    });
    this.everyday = new EverydayOperations({
      scheduler: this.scheduler,
      random: this.random,
      people: this.people,
      groups: this.groups,
      written: this.written,
      log: (text) => this.log(text),
      removedForGood: (messageId) => this.noteRemovedForGood(messageId),
    });
    const world: OperationsWorld = {
      scheduler: this.scheduler,
      devices: this.devices,
      log: (text) => this.log(text),
      wrote: (device, id, messageId, text) => this.written.add(device, id, messageId, text),
      removed: (messageId) => this.written.noteRemoved(messageId),
    };
    this.operations = kinds === 'first' ? undefined : new MessageOperations(world, seed);
    const { scheduler, devices, people, groups } = this;
    const isOfMembers = kinds === 'members' || this.isOfSessions;
    this.contactOperations = isOfMembers ? new ContactOperations(seed, (text) => this.log(text)) : undefined;
    const members = {
      scheduler,
      devices,
      people,
      groups,
      log: (text: string) => this.log(text),
      storage: () => this.cluster.storage,
      server: () => this.cluster.alive(),
    };
    this.memberOperations = isOfMembers ? new MemberOperations(members, seed) : undefined;
    this.hostileOperations = this.isOfSessions
      ? new HostileOperations(
          {
            ...members,
            memberships,
            serverJumped: () => this.clockOperations?.serverJumped ?? 0,
            removed: (messageId) => this.noteRemovedForGood(messageId),
          },
          seed,
        )
      : undefined;
    this.sessionOperations = this.isOfSessions ? new SessionOperations(seed, (text) => this.log(text)) : undefined;
    this.storageOperations = isOfStores
      ? new StorageOperations(
          seed,
          (text) => this.log(text),
          (device, names) => this.clearing(device, names),
        )
      : undefined;
    this.fileOperations = isOfFiles
      ? new FileOperations(seed, {
          now: () => scheduler.now,
          devices,
          written: this.written,
          store: this.cluster.blobStore,
          log: (text) => this.log(text),
        })
      : undefined;
    this.carryOperations = kinds === 'carried' ? new CarryOperations(seed, (text) => this.log(text)) : undefined;
  }

  async prepare(): Promise<void> {
    for (const name of ['alice', 'bob', 'carol']) {
      const account = await this.cluster.storage.facts.putAccount({
        userId: `user-${name}` as UserId,
        name,
        email: `${name}@example.org`,
        at: this.scheduler.now,
      });
      this.people.push({ userId: account.userId, number: account.number, name });
    }
    this.cluster.start();
    for (const [who, name] of [
      [0, 'alice-1'],
      [0, 'alice-2'],
      [1, 'bob-1'],
      [1, 'bob-2'],
      [2, 'carol-1'],
    ] as const) {
      const instance = this.int(2);
      const device = new SimulatedDevice(name, this.person(who).userId as UserId, {
        scheduler: this.scheduler,
        random: this.random,
        limits: SMALL,
        keyWait: this.isSealed ? () => this.waitForKey() : undefined,
        reach: () => this.cluster.server(instance),
      });
      device.onStepBack = (messageId, from, to) => {
        // A restored server has honestly forgotten; nothing else takes a state back.
        if (!this.cluster.restored) this.broken.push(`${name} was shown ${messageId} as ${from}, then as ${to}`);
      };
      this.devices.push(device);
      device.start();
    }
    await this.scheduler.run(2_000);
  }

  async step(): Promise<void> {
    const device = this.pick(this.devices);
    const roll = this.random();
    if (roll < 0.5) await this.everyday.write(device);
    else if (roll < 0.68) this.everyday.change(device);
    else if (roll < 0.75) this.everyday.gather(device);
    else if (roll < 0.82) this.everyday.toggleNetwork(device);
    else if (roll < 0.88) this.crashOrStart(device);
    else if (roll < 0.93) this.cluster.event();
    else if (roll < 0.96) this.everyday.diskEvent(device);
    else this.everyday.lookAround(device);
    this.operations?.act();
    this.accountOperations?.step(this.devices, this.scheduler.now);
    this.memberOperations?.act();
    this.contactOperations?.act(this.devices, this.people);
    this.hostileOperations?.act();
    this.sessionOperations?.act(this.devices);
    this.storageOperations?.act(this.devices);
    await this.fileOperations?.act();
    await this.carryOperations?.act(this.devices);
    this.clockOperations?.act(this.devices);
    this.cluster.disaster();
    const pause = this.random();
    if (pause < 0.6) await this.scheduler.run(this.random() * 60);
    else if (pause < 0.97) await this.scheduler.run(this.random() * 5_000);
    else {
      this.scheduler.jump(this.random() * 3 * WEEK);
      await this.scheduler.run(this.random() * 2_000);
    }
  }

  /** Ends all faults, waits, and checks everything. */
  async settle(): Promise<void> {
    // Many disappearing messages are due when all devices return.
    if (this.random() < 0.5) this.scheduler.jump(WEEK + MINUTE);
    this.clockOperations?.settle(this.devices);
    this.cluster.heal();
    for (const device of this.devices) {
      device.disk.failing = false;
      device.setOnline(true);
      device.start();
      device.signIn();
    }
    await this.scheduler.run(3 * MINUTE);
    this.fileOperations?.settle();
    if (this.cluster.isSilent) {
      // Nobody knew of anything that the backup lacks.
      await this.cluster.announceRestore();
      await this.scheduler.run(3 * MINUTE);
    }
    if (this.contactOperations !== undefined) {
      this.cluster.catchUp();
      await this.scheduler.run(3 * MINUTE);
      await this.contactOperations.check(this.devices, this.people, this.cluster.storage, this.cluster.restored);
      await this.contactOperations.reconcile(this.devices, this.people);
      await this.scheduler.run(MINUTE);
    }
    for (let round = 0, more = true; round < 8 || (more && round < 60); round++) {
      more = false;
      for (const device of this.devices) {
        for (const { id, state } of device.conversations) {
          if (state !== 'ready') continue;
          device.look(id);
          const info = device.timelines.get(id)?.info;
          if (info?.hasOlder) void device.call('loadOlder', { conversationId: id });
          if (info?.hasNewer) void device.call('loadNewer', { conversationId: id });
          more ||= info?.hasOlder === true || info?.hasNewer === true;
        }
      }
      this.cluster.catchUp();
      await this.scheduler.run(round < 8 ? MINUTE : 1_000);
    }
    for (const { name, connection, conversations } of this.devices)
      this.log(
        `${name} at the end: ${JSON.stringify(connection)} ${JSON.stringify(conversations.map(({ id, state }) => [id, state]))}`,
      );
  }

  /** Throws when a promise is broken. */
  async check(): Promise<Run> {
    if (this.broken.length > 0) throw new Error(this.broken.join('\n'));
    const { storage, restored } = this.cluster;
    const chapters = await rebuildChapters(storage, [...this.written.conversations(), ...this.groups]);
    const stamped = checkStamps(chapters, restored);
    const { now } = this.scheduler;
    await this.written.check(chapters, stamped, { storage, now, restored, waiting: this.fileOperations?.lost() });
    this.fileOperations?.check(new Set(stamped.keys()), restored, this.carryOperations?.messages);
    if (!restored) this.carryOperations?.check(this.devices, stamped);
    this.written.checkShown(this.devices);
    if (this.isSealed) this.written.checkSealed(chapters);
    await checkReplicas(chapters, { storage, devices: this.devices, now, withConversations: this.isOfSessions });
    this.operations?.checkUndone(chapters, this.removedForGood);
    // After a restore a device may have received the message again, and not what it asked before.
    if (!restored) this.operations?.checkRemoved(chapters);
    const generations = await checkDrafts(storage, this.people, this.devices);
    await checkEvents(storage, chapters, now);
    await this.memberOperations?.check((id) =>
      (chapters.get(id) ?? []).flatMap((doc) => [...doc.getMap('messages')._map.keys()]),
    );
    await this.hostileOperations?.check(chapters, restored);
    this.accountOperations?.check(this.devices, restored);
    if (!restored)
      for (const { userId } of this.people) {
        const doc = await rebuildAccount(storage, userId as UserId);
        this.accountOperations?.checkKept(
          userId,
          new Set(doc.getMap('stars').keys()),
          new Set(doc.getMap('hidden').keys()),
        );
      }
    return {
      seed: 0,
      events: this.events,
      written: this.written.size,
      stamped: stamped.size,
      seen: { ...(await this.countSeen(chapters)), generations },
    };
  }

  /** Hocuspocus sets timers of the process that have nothing left to do; they hold memory until they have run. */
  async end(): Promise<void> {
    this.cluster.end();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  /** Counts of rare events. */
  private async countSeen(chapters: StoredChapters): Promise<Record<string, number>> {
    const docs = [...chapters.values()].flat();
    const { storage, restores, noticed } = this.cluster;
    return {
      restores,
      noticed,
      ...(await countFollowed(storage, this.people)),
      turnedChapters: docs.length - chapters.size,
      notSent: this.devices.reduce((sum, device) => sum + device.notSent.length, 0),
      deleted: docs.reduce((sum, doc) => sum + doc.getMap('deletions').size, 0),
      disappeared: docs.reduce((sum, doc) => sum + disappearedFrom(doc), 0),
      votes: docs.reduce((sum, doc) => sum + doc.getMap('votes').size, 0),
      quotes: this.countShown(({ quote }) => quote?.state === 'here'),
      pins: this.countShown(({ pinned }) => pinned),
      undone: this.operations?.undone() ?? 0,
      refused: this.devices.reduce((sum, { outbox }) => sum + outbox.length, 0),
      ...this.memberOperations?.counts,
      ...this.contactOperations?.counts,
      ...this.hostileOperations?.counts,
      ...this.sessionOperations?.counts,
      ...this.storageOperations?.counts,
      ...this.clockOperations?.counts,
      ...this.fileOperations?.counts,
      ...this.carryOperations?.counts,
    };
  }

  /** On all screens together. */
  private countShown(isMeant: (entry: MessageEntry) => boolean): number {
    return this.devices.reduce(
      (sum, device) => sum + [...device.timelines.keys()].flatMap((id) => device.messages(id)).filter(isMeant).length,
      0,
    );
  }

  log(text: string): void {
    this.events.push(`${new Date(this.scheduler.now).toISOString()} ${text}`);
  }

  private crashOrStart(device: SimulatedDevice): void {
    if (!device.running) {
      this.log(`${device.name} starts`);
      device.start();
      return;
    }
    this.log(`${device.name} crashes`);
    this.written.crashing(device);
    this.accountOperations?.crashing(device);
    device.crash();
    this.written.crashed(device);
  }

  /** Keys are mostly at hand; now and then one arrives late. */
  private waitForKey(): Promise<void> {
    const longest = this.random() < 0.05 ? 20_000 : 200;
    return this.scheduler.sleep(this.random() * longest);
  }

  private clearing(device: SimulatedDevice, names: readonly string[]): void {
    device.troubled = true;
    this.accountOperations?.crashing(device);
    this.accountOperations?.clearing(device, names);
    this.operations?.clearing(device);
    this.written.clearing(device);
  }

  private noteRemovedForGood(messageId: MessageId): void {
    this.written.noteRemoved(messageId);
    this.removedForGood.add(messageId);
  }

  /** The server's wall clock. */
  private serverNow(): number {
    return this.scheduler.now + (this.clockOperations?.serverSkew ?? 0);
  }

  private person(index: number): Person {
    const person = this.people[index];
    if (person === undefined) throw new Error('no such person');
    return person;
  }
  private int(below: number): number {
    return Math.floor(this.random() * below);
  }
  private pick<T>(from: readonly T[]): T;
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const disappearedFrom = (doc: Y.Doc): number =>
  [...doc.getMap('deletions').keys()].filter((key) => envelopeAt(doc, 'deletions', key)?.by === SERVER_NUMBER).length;

/** Runs one seed to its end; throws with the story when a promise was broken. */
export const runSeed = async (
  seed: number,
  steps = 60,
  kinds: OperationKinds = 'all',
  isSealed = false,
): Promise<Run> => {
  const world = new World(seed, kinds, isSealed);
  try {
    await world.prepare();
    for (let i = 0; i < steps; i++) await world.step();
    await world.settle();
    return { ...(await world.check()), seed };
  } catch (error) {
    const story = world.events.slice(-200).join('\n');
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}\n${story}`, {
      cause: error,
    });
  } finally {
    await world.end();
  }
};
