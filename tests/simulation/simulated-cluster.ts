import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { type Backup, createMemoryStorage, type MemoryStorage } from '../../storage/memory/memory-storage.ts';
import { mulberry } from '../support/mulberry.ts';
import type { MembershipLog } from './membership-log.ts';
import type { Scheduler } from './scheduler.ts';
import { SimulatedServer } from './simulated-server.ts';

/** A stream of its own, so that seeds without these do what they always did. */
const DISASTERS = 0xd15a;
const SILENCE = 0x511e9ce;
const PROOF_KEY = new Uint8Array(32).fill(7);

export interface ClusterDeps {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  /** The servers' wall clock. */
  readonly now: () => number;
  readonly limits: Limits;
  readonly memberships: MembershipLog;
  readonly log: (text: string) => void;
  /** Called before a backup is put back. */
  readonly onRestore: () => void;
  /** Backups may be put back without a word, as they could not when earlier seeds were run. */
  readonly maySilence: boolean;
  /** Instances tell each other who has to go, as they did not when the seeds before were run. */
  readonly hasWord: boolean;
  /** Strangers who put people into groups only ask them. */
  readonly asksStrangers: boolean;
}

/** Two server instances over one storage, which crash, lag behind each other, and are restored from backups. */
export class SimulatedCluster {
  storage: MemoryStorage;
  restores = 0;
  /** How often a device showed that an older database had been put back. */
  noticed = 0;
  /** A backup was put back without a word, and no device has shown it yet. */
  isSilent = false;
  private servers: SimulatedServer[] = [];
  private backup: Backup | undefined;
  private readonly deps: ClusterDeps;
  private readonly disasters: () => number;
  private readonly silence: () => number;

  constructor(deps: ClusterDeps) {
    this.deps = deps;
    this.disasters = mulberry(deps.seed ^ DISASTERS);
    this.silence = mulberry(deps.seed ^ SILENCE);
    this.storage = this.createStorage(undefined);
  }

  get restored(): boolean {
    return this.restores > 0;
  }

  server(instance: number): SimulatedServer | undefined {
    return this.servers[instance];
  }

  alive(): SimulatedServer | undefined {
    return this.servers.find(({ alive }) => alive);
  }

  start(): void {
    const { scheduler, random, now, limits, log, hasWord, asksStrangers } = this.deps;
    this.servers = [0, 1].map(
      () =>
        new SimulatedServer({
          storage: this.storage,
          scheduler,
          now,
          random,
          limits,
          notifyOthers: (userIds) => this.notifyOthers(userIds),
          onNoticed: () => {
            log('a device shows that an older database was put back');
            this.isSilent = false;
            this.noticed++;
          },
          ...(hasWord
            ? { closeRemovedElsewhere: (self, id, userId) => this.closeRemovedElsewhere(self, id, userId) }
            : {}),
          asksStrangers,
          openElsewhere: (self, name) => this.servers.some((other) => other !== self && other.hasOpen(name)),
        }),
    );
  }

  restart(): void {
    this.deps.log('the servers start again');
    this.crash();
    this.start();
  }

  /** All run again. */
  heal(): void {
    for (const server of this.servers) if (!server.alive) this.restart();
  }

  catchUp(): void {
    for (const server of this.servers) void server.catchUp().catch(() => {});
  }

  /** Nobody could show that an older database was put back: the administrator says so. */
  async announceRestore(): Promise<void> {
    this.deps.log('nobody could show it: the restore is announced');
    await this.storage.facts.startEpoch();
    this.restart();
  }

  /** Something happens to one of them. */
  event(): void {
    const { random, log } = this.deps;
    const server = this.servers[Math.floor(random() * this.servers.length)];
    const roll = random();
    if (server === undefined) return;
    if (!server.alive || roll < 0.35) {
      if (server.alive) {
        log('a server crashes');
        server.crash();
      }
      if (random() < 0.8) this.restart();
    } else if (roll < 0.5) void server.compact().catch(() => {});
    else if (roll < 0.7) void server.catchUp().catch(() => {});
    else if (roll < 0.8) this.backUp();
    else if (roll < 0.95 && this.backup !== undefined) this.restore(this.backup);
  }

  /** Backups and restores among what members do with each other, in every fifth run or so: more would hide the rest. */
  disaster(): void {
    if (!this.deps.hasWord) return;
    const roll = this.disasters();
    if (roll < 0.03) this.backUp();
    else if (roll < 0.036 && this.backup !== undefined) this.restore(this.backup);
  }

  private backUp(): void {
    this.deps.log('a backup is made');
    this.backup = this.storage.backup();
  }

  private restore(backup: Backup): void {
    this.isSilent = this.deps.maySilence && this.silence() < 0.5;
    this.deps.log(`the server is restored from the backup${this.isSilent ? ' without a word' : ''}`);
    this.restores++;
    this.deps.onRestore();
    this.crash();
    this.storage = this.createStorage(backup);
    if (!this.isSilent) void this.storage.facts.startEpoch();
    this.start();
  }

  private crash(): void {
    for (const server of this.servers) if (server.alive) server.crash();
  }

  private createStorage(from: Backup | undefined): MemoryStorage {
    const { now, random, memberships } = this.deps;
    const options = { now, random, proofKey: PROOF_KEY, startRandom: this.silence, from };
    return memberships.watch(createMemoryStorage(options));
  }

  /** The other instances hear a while later that facts of these accounts changed. */
  private notifyOthers(userIds: Iterable<UserId>): void {
    const ids = [...userIds];
    this.deps.scheduler.after(this.deps.random() * 3_000, () => {
      for (const server of this.servers) {
        if (!server.alive) continue;
        void server.catchUp().catch(() => {});
        server.notify(ids);
      }
    });
  }

  private closeRemovedElsewhere(self: SimulatedServer, id: ConversationId, userId: UserId | undefined): void {
    this.deps.scheduler.after(this.deps.random() * 3_000, () => {
      for (const server of this.servers) if (server !== self && server.alive) server.closeRemoved(id, userId);
    });
  }
}
