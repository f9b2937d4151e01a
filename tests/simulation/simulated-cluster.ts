import type { AllowedAlgs } from '../../shared/admission/judge-context.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { type Backup, createMemoryStorage, type MemoryStorage } from '../../storage/memory/memory-storage.ts';
import { mulberry } from '../support/mulberry.ts';
import type { MembershipLog } from './membership-log.ts';
import type { Scheduler } from './scheduler.ts';
import { SimulatedBlobStore } from './simulated-blob-store.ts';
import { SimulatedLinks } from './simulated-links.ts';
import { SimulatedServer } from './simulated-server.ts';

/** Its own stream, so that seeds without these operations behave as before. */
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
  /** Called with errors that a server itself reports. */
  readonly onFault: (event: string, error: unknown) => void;
  /** Called before a backup is put back. */
  readonly onRestore: () => void;
  /** Backups may be put back without an announcement, which earlier seeds were run without. */
  readonly maySilence: boolean;
  /** Backups and restores may happen at any time, which earlier seeds were run without. */
  readonly hasDisasters: boolean;
  /** Strangers who add people to groups only ask them. */
  readonly asksStrangers: boolean;
  readonly allowedAlgs: AllowedAlgs | undefined;
}

/** Two server instances over one storage, which crash, lag behind each other, and are restored from backups. */
export class SimulatedCluster {
  storage: MemoryStorage;
  readonly blobStore = new SimulatedBlobStore();
  restores = 0;
  /** How often a device showed that an older database had been put back. */
  noticed = 0;
  /** A backup was put back unannounced, and no device has shown it yet. */
  isSilent = false;
  private servers: SimulatedServer[] = [];
  private links: SimulatedLinks;
  private backup: Backup | undefined;
  private readonly deps: ClusterDeps;
  private readonly disasters: () => number;
  private readonly silence: () => number;

  constructor(deps: ClusterDeps) {
    this.deps = deps;
    this.links = new SimulatedLinks(deps.scheduler, deps.random);
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
    const { scheduler, random, now, limits, log, asksStrangers, allowedAlgs } = this.deps;
    this.links = new SimulatedLinks(scheduler, random);
    this.servers = [0, 1].map(() => {
      const cluster = this.links.join(
        () => server.alive,
        (document) => server.hasOpen(document),
      );
      const server: SimulatedServer = new SimulatedServer({
        storage: this.storage,
        blobStore: this.blobStore,
        cluster,
        scheduler,
        now,
        random,
        limits,
        allowedAlgs,
        onNoticed: () => {
          log('a device shows that an older database was put back');
          this.isSilent = false;
          this.noticed++;
        },
        onFault: this.deps.onFault,
        asksStrangers,
      });
      return server;
    });
  }

  restart(): void {
    this.deps.log('the servers start again');
    this.crash();
    this.start();
  }

  /** Starts all that are stopped. */
  heal(): void {
    for (const server of this.servers) if (!server.alive) this.restart();
  }

  /** Instances check everything they have open, as after a loss of events. */
  catchUp(): void {
    this.links.tellMissed();
  }

  /** The end of the run: nothing stays in memory. */
  end(): void {
    this.crash();
  }

  /** No device could show that an older database was put back: the administrator announces it. */
  async announceRestore(): Promise<void> {
    this.deps.log('nobody could show it: the restore is announced');
    await this.storage.facts.startEpoch();
    this.restart();
  }

  /** Something happens to one of the instances. */
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
    } else if (roll < 0.7) {
      log('an instance is cut off from the other');
      this.links.cut(this.servers.indexOf(server));
    } else if (roll < 0.8) this.backUp();
    else if (roll < 0.95 && this.backup !== undefined) this.restore(this.backup);
  }

  /** Backups and restores among acts of members, in about every fifth run: more would hide the rest. */
  disaster(): void {
    if (!this.deps.hasDisasters) return;
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
}
