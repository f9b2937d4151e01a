import * as Y from 'yjs';
import type { MessageEntry, Person } from '../../client/channel/projections.ts';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import {
  accountDocument,
  chapterDocument,
  conversationDocument,
  type DocumentName,
} from '../../shared/document/name.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS, type Limits } from '../../shared/protocol/limits.ts';
import { readEvent } from '../../shared/timeline/chapter-event.ts';
import { envelopeAt } from '../../shared/timeline/chapter-message.ts';
import { type Backup, createMemoryStorage, type MemoryStorage } from '../../storage/memory/memory-storage.ts';
import { mulberry } from '../support/mulberry.ts';
import { AccountOperations } from './account-operations.ts';
import { ClockOperations } from './clock-operations.ts';
import { ContactOperations } from './contact-operations.ts';
import { HostileOperations } from './hostile-operations.ts';
import { MemberOperations } from './member-operations.ts';
import { MembershipLog } from './membership-log.ts';
import { checkEntries, MessageOperations, type OperationsWorld } from './message-operations.ts';
import { Scheduler } from './scheduler.ts';
import { SessionOperations } from './session-operations.ts';
import { rank, SimulatedDevice } from './simulated-device.ts';
import { SimulatedServer } from './simulated-server.ts';
import { StorageOperations } from './storage-operations.ts';

const MINUTE = 60_000;
/** A stream of its own, so that seeds without these do what they always did. */
const DISASTERS = 0xd15a;
const SILENCE = 0x511e9ce;
const PROOF_KEY = new Uint8Array(32).fill(7);
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
 * `first`: without what people do with messages beside writing, as the earliest seeds were run; `messages`: without
 * what members of groups do with each other, as those after them were; `members`: with the few attacks there were then,
 * and without sessions that end; `sessions`: with them, and without stores that end.
 */
export type OperationKinds = 'first' | 'messages' | 'members' | 'sessions' | 'all';

interface Written {
  readonly device: SimulatedDevice;
  readonly conversationId: ConversationId;
  readonly text: string;
  /** The writing device crashed before it had called the message saved: it may be gone. */
  mayBeLost: boolean;
  /** A crash took it from the writing device's disk before that was durable: only the server had it then. */
  leftDevice: boolean;
  /** The disk took nothing when it was written. */
  readonly diskFailed: boolean;
  /** Somebody deleted it for everyone; before it was ever sent, nothing of it need remain. */
  removed: boolean;
}

/** One run: what happened, for the report of a failure. */
export interface Run {
  readonly seed: number;
  readonly events: string[];
  readonly written: number;
  readonly stamped: number;
  /** How much of the rare happened. */
  readonly seen: {
    readonly restores: number;
    readonly noticed: number;
    readonly turnedChapters: number;
    readonly notSent: number;
    readonly deleted: number;
    readonly disappeared: number;
    readonly generations: number;
    readonly votes: number;
    readonly quotes: number;
    readonly pins: number;
    readonly undone: number;
    readonly arranged: number;
    readonly starred: number;
    readonly hidden: number;
    readonly targets: number;
    readonly refused: number;
  } & MemberOperations['counts'] &
    ContactOperations['counts'] &
    HostileOperations['counts'] &
    SessionOperations['counts'] &
    StorageOperations['counts'] &
    ClockOperations['counts'];
}

/** In every so many seeds strangers only ask. */
const ASKING = 3;

/** Everything one seed decides. */
class World {
  readonly scheduler = new Scheduler();
  readonly events: string[] = [];
  /** Promises seen broken on the way. */
  private readonly broken: string[] = [];
  readonly devices: SimulatedDevice[] = [];
  readonly people: Person[] = [];
  readonly groups: ConversationId[] = [];
  readonly written = new Map<MessageId, Written>();
  private readonly membershipLog = new MembershipLog(() => this.serverNow());
  private servers: SimulatedServer[] = [];
  private storage: MemoryStorage;
  private backup: Backup | undefined;
  private restored = false;
  private restores = 0;
  private generations = 0;
  /** A backup was put back without a word, and no device has shown it yet. */
  private isSilent = false;
  private noticed = 0;
  private readonly silence: () => number;
  /** Backups may be put back without a word, as they could not when earlier seeds were run. */
  private readonly maySilence: boolean;
  private readonly random: () => number;
  private readonly disasters: () => number;
  private readonly operations: MessageOperations | undefined;
  /** Messages whose deletion was asked for without a way back. */
  private readonly removedForGood = new Set<MessageId>();

  private readonly accountOperations: AccountOperations | undefined;
  private readonly memberOperations: MemberOperations | undefined;
  private readonly contactOperations: ContactOperations | undefined;
  private readonly hostileOperations: HostileOperations | undefined;
  private readonly sessionOperations: SessionOperations | undefined;
  private readonly storageOperations: StorageOperations | undefined;
  private readonly clockOperations: ClockOperations | undefined;
  /** Instances tell each other who has to go, as they did not when the seeds before were run. */
  private readonly hasWord: boolean;
  /** Strangers who put people into groups only ask them. */
  private readonly asksStrangers: boolean;

  constructor(seed: number, kinds: OperationKinds) {
    this.clockOperations = kinds === 'all' ? new ClockOperations(seed, (text) => this.log(text)) : undefined;
    this.accountOperations = kinds === 'first' ? undefined : new AccountOperations(seed, (text) => this.log(text));
    this.random = mulberry(seed);
    this.disasters = mulberry(seed ^ DISASTERS);
    this.silence = mulberry(seed ^ SILENCE);
    this.maySilence = kinds === 'all';
    this.storage = this.createStorage(undefined);
    const world: OperationsWorld = {
      scheduler: this.scheduler,
      devices: this.devices,
      log: (text) => this.log(text),
      wrote: (device, id, messageId, text) => this.wrote(device, id, messageId, text),
      removed: (messageId) => this.noteRemoved(messageId),
    };
    this.operations = kinds === 'first' ? undefined : new MessageOperations(world, seed);
    const { scheduler, devices, people, groups } = this;
    const isOfSessions = kinds === 'sessions' || kinds === 'all';
    const isOfMembers = kinds === 'members' || isOfSessions;
    this.contactOperations = isOfMembers ? new ContactOperations(seed, (text) => this.log(text)) : undefined;
    const members = {
      scheduler,
      devices,
      people,
      groups,
      log: (text: string) => this.log(text),
      storage: () => this.storage,
      server: () => this.servers.find(({ alive }) => alive),
    };
    this.memberOperations = isOfMembers ? new MemberOperations(members, seed) : undefined;
    this.hostileOperations = isOfSessions
      ? new HostileOperations(
          {
            ...members,
            memberships: this.membershipLog,
            serverJumped: () => this.clockOperations?.serverJumped ?? 0,
            removed: (messageId) => {
              this.noteRemoved(messageId);
              this.removedForGood.add(messageId);
            },
          },
          seed,
        )
      : undefined;
    this.sessionOperations = isOfSessions ? new SessionOperations(seed, (text) => this.log(text)) : undefined;
    this.storageOperations =
      kinds === 'all'
        ? new StorageOperations(
            seed,
            (text) => this.log(text),
            (device) => this.clearing(device),
          )
        : undefined;
    this.hasWord = isOfSessions;
    this.asksStrangers = kinds === 'all' && seed % ASKING === 0;
  }

  async prepare(): Promise<void> {
    for (const name of ['alice', 'bob', 'carol']) {
      const account = await this.storage.facts.putAccount({
        userId: `user-${name}` as UserId,
        name,
        email: `${name}@example.org`,
        at: this.scheduler.now,
      });
      this.people.push({ userId: account.userId, number: account.number, name });
    }
    this.startServers();
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
        reach: () => this.servers[instance],
      });
      device.onStepBack = (messageId, from, to) => {
        // A restored server has honestly forgotten; nothing else takes a state back.
        if (!this.restored) this.broken.push(`${name} was shown ${messageId} as ${from}, then as ${to}`);
      };
      this.devices.push(device);
      device.start();
    }
    await this.scheduler.run(2_000);
  }

  async step(): Promise<void> {
    const device = this.pick(this.devices);
    const roll = this.random();
    if (roll < 0.5) await this.write(device);
    else if (roll < 0.68) this.change(device);
    else if (roll < 0.75) this.gather(device);
    else if (roll < 0.82) this.toggleNetwork(device);
    else if (roll < 0.88) this.crashOrStart(device);
    else if (roll < 0.93) this.serverEvent();
    else if (roll < 0.96) this.diskEvent(device);
    else this.lookAround(device);
    this.operations?.act();
    this.accountOperations?.step(this.devices, this.scheduler.now);
    this.memberOperations?.act();
    this.contactOperations?.act(this.devices, this.people);
    this.hostileOperations?.act();
    this.sessionOperations?.act(this.devices);
    this.storageOperations?.act(this.devices);
    this.clockOperations?.act(this.devices);
    this.disaster();
    const pause = this.random();
    if (pause < 0.6) await this.scheduler.run(this.random() * 60);
    else if (pause < 0.97) await this.scheduler.run(this.random() * 5_000);
    else {
      this.scheduler.jump(this.random() * 3 * WEEK);
      await this.scheduler.run(this.random() * 2_000);
    }
  }

  /** Heals everything, waits, and looks at everything there is. */
  async settle(): Promise<void> {
    // Much of what was to disappear is due when all come back.
    if (this.random() < 0.5) this.scheduler.jump(WEEK + MINUTE);
    this.clockOperations?.settle(this.devices);
    for (const server of this.servers) if (!server.alive) this.restart();
    for (const device of this.devices) {
      device.disk.failing = false;
      device.setOnline(true);
      device.start();
      device.signIn();
    }
    await this.scheduler.run(3 * MINUTE);
    if (this.isSilent) {
      // Nobody had been told of anything that the backup lacks.
      this.log('nobody could show it: the restore is announced');
      await this.storage.facts.startEpoch();
      this.restart();
      await this.scheduler.run(3 * MINUTE);
    }
    if (this.contactOperations !== undefined) {
      for (const server of this.servers) void server.catchUp().catch(() => {});
      await this.scheduler.run(3 * MINUTE);
      await this.contactOperations.check(this.devices, this.people, this.storage, this.restored);
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
      for (const server of this.servers) void server.catchUp().catch(() => {});
      await this.scheduler.run(round < 8 ? MINUTE : 1_000);
    }
    for (const { name, connection, conversations } of this.devices)
      this.log(
        `${name} at the end: ${JSON.stringify(connection)} ${JSON.stringify(conversations.map(({ id, state }) => [id, state]))}`,
      );
  }

  /** Throws when anything promised is not so. */
  async check(): Promise<Run> {
    if (this.broken.length > 0) throw new Error(this.broken.join('\n'));
    const chapters = await this.storedChapters();
    const stamped = new Map<string, number>();
    for (const docs of chapters.values()) {
      const seqs = new Set<number>();
      for (const doc of docs)
        for (const [id, stamp] of doc.getMap('stamps').entries()) {
          if (!isStoredStamp(stamp)) throw new Error(`${id} has a stamp that is none`);
          if (![...doc.getMap('messages')._map.keys()].includes(id)) continue;
          if (seqs.has(stamp[0])) throw new Error(`seq ${stamp[0]} was given twice`);
          seqs.add(stamp[0]);
          stamped.set(id, (stamped.get(id) ?? 0) + 1);
        }
      if (!this.restored) {
        const sorted = [...seqs].sort((a, b) => a - b);
        for (const [i, seq] of sorted.entries()) if (seq !== i + 1) throw new Error(`a hole before seq ${seq}`);
      }
    }
    for (const [id, count] of stamped) if (count > 1) throw new Error(`${id} stands ${count} times`);
    await this.checkNothingLost(chapters, stamped);
    await this.checkReplicas(chapters);
    this.operations?.checkUndone(chapters, this.removedForGood);
    // After a restore a device may have been told of the message anew, and not of what it asked before.
    if (!this.restored) this.operations?.checkRemoved(chapters);
    await this.checkDrafts();
    await this.checkEvents(chapters);
    await this.memberOperations?.check((id) =>
      (chapters.get(id) ?? []).flatMap((doc) => [...doc.getMap('messages')._map.keys()]),
    );
    await this.hostileOperations?.check(chapters, this.restored);
    this.accountOperations?.check(this.devices);
    if (!this.restored)
      for (const { userId } of this.people) {
        const doc = await this.accountOf(userId as UserId);
        this.accountOperations?.checkKept(
          userId,
          new Set(doc.getMap('stars').keys()),
          new Set(doc.getMap('hidden').keys()),
        );
      }
    const docs = [...chapters.values()].flat();
    return {
      seed: 0,
      events: this.events,
      written: this.written.size,
      stamped: stamped.size,
      seen: {
        restores: this.restores,
        noticed: this.noticed,
        generations: this.generations,
        ...(await this.followed()),
        turnedChapters: docs.length - chapters.size,
        notSent: this.devices.reduce((sum, device) => sum + device.notSent.length, 0),
        deleted: docs.reduce((sum, doc) => sum + doc.getMap('deletions').size, 0),
        disappeared: docs.reduce((sum, doc) => sum + disappearedFrom(doc), 0),
        votes: docs.reduce((sum, doc) => sum + doc.getMap('votes').size, 0),
        quotes: this.countShown(({ quote }) => quote?.state === 'here'),
        pins: this.countShown(({ pinned }) => pinned),
        undone: this.operations?.undone() ?? 0,
        refused: this.devices.reduce((sum, { outbox }) => sum + outbox.length, 0),
        ...(this.memberOperations?.counts ?? NO_COUNTS),
        ...(this.contactOperations?.counts ?? NO_DECISIONS),
        ...(this.hostileOperations?.counts ?? NO_ATTACKS),
        ...(this.sessionOperations?.counts ?? NO_SESSIONS),
        ...(this.storageOperations?.counts ?? NO_STORES),
        ...(this.clockOperations?.counts ?? NO_CLOCKS),
      },
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

  // ------------------------------------------------------------------ actions

  private async write(device: SimulatedDevice): Promise<void> {
    if (!device.running || device.session.kind !== 'signed-in') return;
    const id = await this.somewhere(device);
    if (id === undefined) return;
    const messageId = makeMessageId(this.scheduler.now, this.random);
    const text = `${device.name} ${this.written.size}`;
    device.look(id);
    this.log(`${device.name} writes ${messageId} "${text}" in ${id}`);
    const takeBack = this.wrote(device, id, messageId, text);
    void device.call('send', { conversationId: id, messageId, body: { kind: 'text', text } }).then((result) => {
      if (!result.ok) takeBack();
    });
  }

  private noteRemoved(messageId: MessageId): void {
    const written = this.written.get(messageId);
    if (written !== undefined) written.removed = true;
  }

  private wrote(device: SimulatedDevice, conversationId: ConversationId, messageId: MessageId, text: string) {
    this.written.set(messageId, {
      device,
      conversationId,
      text,
      mayBeLost: false,
      leftDevice: false,
      diskFailed: device.disk.failing,
      removed: false,
    });
    return () => void this.written.delete(messageId);
  }

  private change(device: SimulatedDevice): void {
    if (!device.running) return;
    const shown = [...device.timelines.keys()].flatMap((id) => device.messages(id).map((entry) => ({ id, entry })));
    const target = this.pick(shown);
    if (target === undefined || target.entry.deleted !== undefined || target.entry.text === undefined) return;
    const { id, entry } = target;
    const at = { conversationId: id, chapter: entry.chapter, messageId: entry.messageId };
    if (this.random() < 0.4) {
      this.log(`${device.name} drafts in ${id}`);
      void device.call('saveDraft', { conversationId: id, text: `draft ${this.int(1_000)}` });
      return;
    }
    const roll = this.random();
    if (roll < 0.5) {
      this.log(`${device.name} reacts to ${entry.messageId}`);
      void device.call('react', { ...at, emoji: this.pick(['👍', '⚓']) ?? '👍', on: this.random() < 0.7 });
    } else if (roll < 0.75 && entry.may.edit) {
      this.log(`${device.name} edits ${entry.messageId}`);
      void device.call('edit', { ...at, editId: makeEditId(this.scheduler.now, this.random), text: `${entry.text}*` });
    } else if (entry.may.remove) {
      this.log(`${device.name} removes ${entry.messageId}`);
      this.noteRemoved(entry.messageId);
      this.removedForGood.add(entry.messageId);
      void device.call('remove', at);
    } else if (entry.seq > 0) void device.call('markRead', { conversationId: id, seq: entry.seq });
  }

  /** Groups and their members change. */
  private gather(device: SimulatedDevice): void {
    if (!device.running || device.session.kind !== 'signed-in') return;
    const others = this.people.filter(({ userId }) => userId !== device.userId);
    const group = this.pick(this.groups);
    const other = this.pick(others);
    if (other === undefined) return;
    const roll = this.random();
    if (group === undefined || roll < 0.4) {
      const conversationId = makeGroupId(this.scheduler.now, this.random);
      this.groups.push(conversationId);
      const members = others.filter(() => this.random() < 0.7);
      this.log(`${device.name} creates ${conversationId} with ${members.map(({ name }) => name).join()}`);
      void device.call('createGroup', { conversationId, name: `Group ${this.groups.length}`, members });
    } else if (roll < 0.75) {
      this.log(`${device.name} adds ${other.name} to ${group}`);
      void device.call('addMember', { conversationId: group, person: other });
    } else {
      this.log(`${device.name} removes ${other.name} from ${group}`);
      void device.call('removeMember', { conversationId: group, userId: other.userId });
    }
  }

  private toggleNetwork(device: SimulatedDevice): void {
    this.log(`${device.name} ${device.online ? 'goes offline' : 'comes online'}`);
    device.setOnline(!device.online);
  }

  private crashOrStart(device: SimulatedDevice): void {
    if (!device.running) {
      this.log(`${device.name} starts`);
      device.start();
      return;
    }
    this.log(`${device.name} crashes`);
    for (const [id, written] of this.written)
      if (written.device === device && rank(device.seen.get(id) ?? 'pending') < rank('saved')) written.mayBeLost = true;
    this.accountOperations?.crashing(device);
    device.crash();
    const kept = device.disk.messages();
    for (const [id, written] of this.written)
      if (written.device === device && (!kept.has(id) || (written.diskFailed && device.disk.failing)))
        written.leftDevice = true;
  }

  /** What is unsent may stand in a database that is closed, and goes with it. */
  private clearing(device: SimulatedDevice): void {
    device.troubled = true;
    this.accountOperations?.crashing(device);
    this.operations?.clearing(device);
    for (const [id, written] of this.written) {
      if (written.device !== device) continue;
      written.leftDevice = true;
      if (rank(device.seen.get(id) ?? 'pending') < rank('sent')) written.mayBeLost = true;
    }
  }

  private serverEvent(): void {
    const server = this.pick(this.servers);
    const roll = this.random();
    if (server === undefined) return;
    if (!server.alive || roll < 0.35) {
      if (server.alive) {
        this.log('a server crashes');
        server.crash();
      }
      if (this.random() < 0.8) this.restart();
    } else if (roll < 0.5) void server.compact().catch(() => {});
    else if (roll < 0.7) void server.catchUp().catch(() => {});
    else if (roll < 0.8) {
      this.log('a backup is made');
      this.backup = this.storage.backup();
    } else if (roll < 0.95 && this.backup !== undefined) this.restore(this.backup);
  }

  /** Backups and restores among what members do with each other, in every fifth run or so: more would hide the rest. */
  private disaster(): void {
    if (!this.hasWord) return;
    const roll = this.disasters();
    if (roll < 0.03) {
      this.log('a backup is made');
      this.backup = this.storage.backup();
    } else if (roll < 0.036 && this.backup !== undefined) this.restore(this.backup);
  }

  private diskEvent(device: SimulatedDevice): void {
    device.disk.failing = !device.disk.failing;
    device.troubled = true;
    this.log(`${device.name}'s disk ${device.disk.failing ? 'fails' : 'works again'}`);
  }

  private lookAround(device: SimulatedDevice): void {
    const open = this.pick([...device.timelines.keys()]);
    if (open !== undefined && this.random() < 0.5) device.lookAway(open);
    else for (const { id } of device.conversations) if (this.random() < 0.5) device.look(id);
  }

  private async somewhere(device: SimulatedDevice): Promise<ConversationId | undefined> {
    if (this.random() < 0.3) {
      const person = this.pick(this.people);
      if (person === undefined) return undefined;
      let started: ConversationId | undefined;
      void device.call('startDirect', { person }).then((result) => {
        if (result.ok) started = result.value.conversationId;
      });
      await this.scheduler.run(40);
      if (started !== undefined) return started;
    }
    return this.pick(device.conversations.filter(({ state }) => state === 'ready' || state === 'waiting'))?.id;
  }

  // ------------------------------------------------------------------ servers

  /** The server's wall clock. */
  private serverNow(): number {
    return this.scheduler.now + (this.clockOperations?.serverSkew ?? 0);
  }

  private createStorage(from: Backup | undefined): MemoryStorage {
    const now = () => this.serverNow();
    const options = { now, random: this.random, proofKey: PROOF_KEY, startRandom: this.silence, from };
    return this.membershipLog.watch(createMemoryStorage(options));
  }

  private startServers(): void {
    const notifyOthers = (userIds: Iterable<UserId>) => {
      const ids = [...userIds];
      this.scheduler.after(this.random() * 3_000, () => {
        for (const server of this.servers) {
          if (!server.alive) continue;
          void server.catchUp().catch(() => {});
          server.notify(ids);
        }
      });
    };
    const expelElsewhere = (self: SimulatedServer, id: ConversationId, userId: UserId | undefined) => {
      this.scheduler.after(this.random() * 3_000, () => {
        for (const server of this.servers) if (server !== self && server.alive) server.expel(id, userId);
      });
    };
    this.servers = [0, 1].map(
      () =>
        new SimulatedServer({
          storage: this.storage,
          scheduler: this.scheduler,
          now: () => this.serverNow(),
          random: this.random,
          limits: SMALL,
          notifyOthers,
          onNoticed: () => {
            this.log('a device shows that an older database was put back');
            this.isSilent = false;
            this.noticed++;
          },
          ...(this.hasWord ? { expelElsewhere } : {}),
          asksStrangers: this.asksStrangers,
          openElsewhere: (self, name) => this.servers.some((other) => other !== self && other.hasOpen(name)),
        }),
    );
  }

  private restart(): void {
    this.log('the servers start again');
    for (const server of this.servers) if (server.alive) server.crash();
    this.startServers();
  }

  private restore(backup: Backup): void {
    this.isSilent = this.maySilence && this.silence() < 0.5;
    this.log(`the server is restored from the backup${this.isSilent ? ' without a word' : ''}`);
    this.restored = true;
    this.restores++;
    for (const server of this.servers) if (server.alive) server.crash();
    this.storage = this.createStorage(backup);
    if (!this.isSilent) void this.storage.facts.startEpoch();
    this.startServers();
  }

  // ------------------------------------------------------------------- checks

  /** Every chapter of every conversation, rebuilt from storage alone. */
  private async storedChapters(): Promise<Map<ConversationId, Y.Doc[]>> {
    const written = [...this.written.values()].map(({ conversationId }) => conversationId);
    const ids = new Set<ConversationId>([...written, ...this.groups]);
    const chapters = new Map<ConversationId, Y.Doc[]>();
    for (const id of ids) {
      const conversation = await this.storage.facts.conversation(id);
      if (conversation === undefined) continue;
      const docs: Y.Doc[] = [];
      for (let n = 0; n <= conversation.newestChapter; n++) docs.push(await this.rebuild(chapterDocument(id, n)));
      chapters.set(id, docs);
    }
    return chapters;
  }

  private async rebuild(name: DocumentName): Promise<Y.Doc> {
    const stored = await this.storage.journal.load(name);
    const doc = new Y.Doc({ guid: name });
    doc.transact(() => {
      if (stored.snapshot !== undefined) Y.applyUpdate(doc, stored.snapshot.state);
      for (const { updates } of stored.tail) for (const update of updates) Y.applyUpdate(doc, update);
    });
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
      throw new Error(`${name} waits for something`);
    return doc;
  }

  private async checkNothingLost(
    chapters: Map<ConversationId, Y.Doc[]>,
    stamped: ReadonlyMap<string, number>,
  ): Promise<void> {
    for (const [id, { device, conversationId, text, mayBeLost, leftDevice, removed }] of this.written) {
      const docs = chapters.get(conversationId) ?? [];
      const deleted = docs.some((doc) => doc.getMap('deletions').has(id));
      if (stamped.has(id) || deleted) continue;
      if (device.notSent.some((entry) => entry.text.startsWith(text))) continue;
      const state = device.seen.get(id);
      const wasSent = rank(state ?? 'pending') >= rank('sent') || device.disk.stamps().has(id);
      // The group was ended: what the server had of it is gone, and whoever had it keeps it.
      if (docs.length === 0 && wasSent && (leftDevice || device.disk.messages().has(id))) continue;
      if (mayBeLost || removed) continue;
      // It had its time, and a restored server has forgotten even that.
      if ((device.dues.get(id) ?? Number.POSITIVE_INFINITY) <= this.scheduler.now) continue;
      // Its one copy was on the server, and the backup is older.
      if (leftDevice && this.restored) continue;
      // Added to the group after the backup, and not again since: the words stay on the device, with nowhere to go.
      const isMember = (await this.storage.facts.membership(conversationId, device.userId)) !== undefined;
      if (this.restored && !isMember && device.disk.messages().has(id)) continue;
      throw new Error(`${id} "${text}" of ${device.name}, last shown as ${state}, is nowhere`);
    }
  }

  /** Members' timelines are equal, and equal to what storage holds; their documents too, to the byte. */
  private async checkReplicas(chapters: Map<ConversationId, Y.Doc[]>): Promise<void> {
    for (const [id, docs] of chapters) {
      const members = new Map((await this.storage.facts.members(id)).map((member) => [member.userId, member]));
      // Nobody is told of a stranger's conversation that says nothing, or nothing any more.
      const isSilent = kindOf(id) === 'direct' && docs.every((doc) => doc.getMap('messages').size === 0);
      const inside = this.devices.filter(
        ({ userId, conversations }) =>
          members.has(userId) && !(isSilent && conversations.every((row) => row.id !== id)),
      );
      const fromOf = ({ userId }: SimulatedDevice): number => members.get(userId)?.from ?? 0;
      const expected = docs.flatMap((doc, chapter) =>
        [...doc.getMap('stamps').keys()]
          .filter((key) => doc.getMap('messages')._map.has(key) && !hasVanished(doc, key, this.scheduler.now))
          .map((key) => ({ key, chapter, stamp: doc.getMap('stamps').get(key) as readonly number[] })),
      );
      expected.sort((a, b) => (a.stamp[0] ?? 0) - (b.stamp[0] ?? 0));
      const hiddenHere = new Set<string>();
      for (const device of inside) {
        const from = fromOf(device);
        const shown = device
          .messages(id)
          .filter(({ seq, chapter }) => seq > 0 && chapter >= from)
          .map(({ messageId }) => messageId as string);
        const hidden = await this.hiddenFrom(device.userId);
        for (const key of hidden) if (key.startsWith(`${id}/`)) hiddenHere.add(key.slice(id.length + 1));
        const wanted = expected
          .filter(({ chapter }) => chapter >= from)
          .map(({ key }) => key)
          .filter((key) => !hidden.has(`${id}/${key}`));
        if (shown.join() !== wanted.join())
          throw new Error(
            `${device.name} shows other messages in ${id} than storage holds:\n${difference(shown, wanted)}`,
          );
        this.checkBytes(device, id, docs, from);
        if (this.hasWord)
          this.checkSame(device, conversationDocument(id), await this.rebuild(conversationDocument(id)));
      }
      // Who sees only what came after them sees less of what later messages refer to.
      checkEntries(
        inside.filter((device) => fromOf(device) === 0),
        id,
        this.scheduler.now,
        hiddenHere,
      );
    }
  }

  /** What a person deleted for themself, from storage alone. */
  private async hiddenFrom(userId: UserId): Promise<ReadonlySet<string>> {
    return new Set((await this.accountOf(userId)).getMap('hidden').keys());
  }

  private async accountOf(userId: UserId): Promise<Y.Doc> {
    const generation = (await this.storage.facts.account(userId))?.generation ?? 0;
    return this.rebuild(accountDocument(userId, generation));
  }

  /** How much follows people across their devices at the end. */
  private async followed(): Promise<Pick<Run['seen'], 'arranged' | 'starred' | 'hidden' | 'targets'>> {
    const counts = { arranged: 0, starred: 0, hidden: 0, targets: 0 };
    for (const { userId } of this.people) {
      const doc = await this.accountOf(userId as UserId);
      counts.starred += doc.getMap('stars').size;
      counts.hidden += doc.getMap('hidden').size;
      for (const key of doc.getMap('preferences').keys())
        if (key.startsWith('target/')) counts.targets++;
        else counts.arranged++;
    }
    return counts;
  }

  /** A person's devices show the same drafts, and the account document is never far beyond its bound. */
  private async checkDrafts(): Promise<void> {
    for (const { userId, name } of this.people) {
      const own = this.devices.filter((device) => device.userId === userId);
      // What a restored server never heard of stays on the device that had it, and on no other.
      const known = new Set<string>();
      for (const { id } of own.flatMap(({ conversations }) => conversations))
        if ((await this.storage.facts.membership(id, userId as UserId)) !== undefined) known.add(id);
      const drafts = own.map(({ conversations }) =>
        JSON.stringify(
          conversations
            .filter(({ id }) => known.has(id))
            .map(({ id, draft }) => [id, draft.text])
            .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
        ),
      );
      if (new Set(drafts).size > 1) throw new Error(`${name}'s devices show different drafts:\n${drafts.join('\n')}`);
      this.generations += (await this.storage.facts.account(userId as UserId))?.generation ?? 0;
    }
  }

  /** What happened is written down once, and nothing waits. That every replica has it is seen in its bytes. */
  private async checkEvents(chapters: Map<ConversationId, Y.Doc[]>): Promise<void> {
    const due = await this.storage.facts.dueMessages(this.scheduler.now - 2 * MINUTE, 10);
    if (due.length > 0) throw new Error(`messages outlived their time: ${JSON.stringify(due)}`);
    const waiting = await this.storage.facts.pendingEvents(0, 10);
    if (waiting.length > 0) throw new Error(`events still wait: ${JSON.stringify(waiting)}`);
    for (const [id, docs] of chapters) {
      const keys = docs.flatMap((doc) => [...doc.getMap('events').keys()]);
      if (new Set(keys).size < keys.length) throw new Error(`an event of ${id} stands twice: ${keys.join()}`);
      const events = docs.flatMap((doc) => [...doc.getMap('events').keys()].map((key) => readEvent(doc, key)?.event));
      if (events.includes(undefined)) throw new Error(`${id} holds an event that is none`);
      const created = events.filter((event) => event?.kind === 'created').length;
      if (created !== (kindOf(id) === 'group' ? 1 : 0)) throw new Error(`${id} was created ${created} times`);
    }
  }

  private checkBytes(device: SimulatedDevice, id: ConversationId, docs: readonly Y.Doc[], from: number): void {
    for (const [n, doc] of docs.entries()) if (n >= from) this.checkSame(device, chapterDocument(id, n), doc);
  }

  /** To the byte, when the device holds it. */
  private checkSame(device: SimulatedDevice, name: DocumentName, stored: Y.Doc): void {
    const own = device.disk
      .documentNames()
      .filter((database) => database.includes(`/${name}@`))
      .sort((a, b) => Number(a.split('@').at(-1)) - Number(b.split('@').at(-1)))
      .at(-1);
    if (own === undefined) return;
    const held = device.disk.rebuild(own);
    const [a, b] = [held, stored].map((doc) => Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'));
    if (a !== b)
      throw new Error(`${device.name}'s ${own} differs from storage:\n${describe(held)}\n${describe(stored)}`);
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

const NO_DECISIONS: ContactOperations['counts'] = { blocked: 0, unblocked: 0, accepted: 0, declined: 0 };
const NO_ATTACKS: HostileOperations['counts'] = { smuggled: 0, erased: 0, usurped: 0, granted: 0, listened: 0 };
const NO_STORES: StorageOperations['counts'] = { closed: 0, cleared: 0 };
const NO_CLOCKS: ClockOperations['counts'] = { clocksSet: 0 };
const NO_SESSIONS: SessionOperations['counts'] = { signedOut: 0 };
const NO_COUNTS: MemberOperations['counts'] = {
  roles: 0,
  handedOver: 0,
  left: 0,
  ended: 0,
  rights: 0,
  joined: 0,
  cancelled: 0,
  forged: 0,
  taken: 0,
  barred: 0,
};

/** Due, or swept by the server because it was: no place is kept for it. */
const hasVanished = (doc: Y.Doc, id: string, now: number): boolean => {
  const deletion = doc.getMap('deletions').get(id);
  if (deletion instanceof Uint8Array && decodeEnvelope(deletion)?.by === SERVER_NUMBER) return true;
  const stamp = doc.getMap('stamps').get(id);
  return isStoredStamp(stamp) && stamp[2] !== undefined && stamp[2] <= now;
};

const disappearedFrom = (doc: Y.Doc): number =>
  [...doc.getMap('deletions').keys()].filter((key) => envelopeAt(doc, 'deletions', key)?.by === SERVER_NUMBER).length;

const difference = (shown: readonly string[], wanted: readonly string[]): string =>
  [
    `missing: ${wanted.filter((id) => !shown.includes(id)).join(' ')}`,
    `too many: ${shown.filter((id) => !wanted.includes(id)).join(' ')}`,
    `order: ${shown.length === wanted.length ? 'differs' : ''}`,
  ].join('\n');

const describe = (doc: Y.Doc): string =>
  JSON.stringify({
    vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort((a, b) => a[0] - b[0]),
    roots: ['messages', 'edits', 'reactions', 'deletions', 'stamps', 'profile', 'settings', 'pins'].map((root) => [
      root,
      [...doc.getMap(root).keys()].sort(),
    ]),
  });

/** Runs one seed to its end; throws with the story when a promise was broken. */
export const runSeed = async (seed: number, steps = 60, kinds: OperationKinds = 'all'): Promise<Run> => {
  const world = new World(seed, kinds);
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
  }
};
