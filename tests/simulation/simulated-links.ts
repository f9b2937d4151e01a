import type { Cluster, ClusterEvent, HearEvent } from '../../sync-server/cluster/cluster.ts';
import { createOneInstance } from '../../sync-server/cluster/one-instance.ts';
import type { Scheduler } from './scheduler.ts';

/** Longest delay of an event to another instance. ms */
const WAY_MS = 3_000;
/** With the delay, less than the time in which a removed person may still receive something. */
const CUT_MS = 1_500;

/** One instance as the others reach it. */
interface Linked {
  readonly isAlive: () => boolean;
  readonly hasOpen: (document: string) => boolean;
  hear: HearEvent;
  isCut: boolean;
}

/** Joins simulated instances: events arrive late, overtake each other, and are lost while an instance is cut off. */
export class SimulatedLinks {
  private readonly scheduler: Scheduler;
  private readonly random: () => number;
  private readonly instances = new Set<Linked>();

  constructor(scheduler: Scheduler, random: () => number) {
    this.scheduler = scheduler;
    this.random = random;
  }

  /** The cluster port of a new instance. */
  join(isAlive: () => boolean, hasOpen: (document: string) => boolean): Cluster {
    const own: Linked = { isAlive, hasOpen, hear: () => undefined, isCut: false };
    this.forgetDead();
    this.instances.add(own);
    return {
      ...createOneInstance(() => this.scheduler.now),
      tell: async (event) => {
        if (!isAlive()) return;
        for (const other of this.instances) if (other !== own && !own.isCut) this.pass(event, other);
        await own.hear(event, 'self');
      },
      listen: (hear) => {
        own.hear = hear;
      },
      opened: async (document) => [...this.instances].some((other) => other !== own && other.hasOpen(document)),
    };
  }

  /** Cuts one instance off for a moment. It notices, and is told that it may have missed something. */
  cut(index: number): void {
    this.forgetDead();
    const one = [...this.instances][index];
    if (one === undefined || one.isCut) return;
    one.isCut = true;
    this.scheduler.after(this.random() * CUT_MS, () => {
      one.isCut = false;
      // The events it sent meanwhile were lost.
      this.tellMissed();
    });
  }

  /** Makes all instances check everything they have open. */
  tellMissed(): void {
    for (const { isAlive, hear } of this.instances) if (isAlive()) void hear({ kind: 'events-missed' }, 'self');
  }

  private pass(event: ClusterEvent, to: Linked): void {
    this.scheduler.after(this.random() * WAY_MS, () => {
      if (to.isAlive() && !to.isCut) void to.hear(event, 'other');
    });
  }

  private forgetDead(): void {
    for (const one of this.instances) if (!one.isAlive()) this.instances.delete(one);
  }
}
