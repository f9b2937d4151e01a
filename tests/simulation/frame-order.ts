import * as decoding from 'lib0/decoding';
import type { Scheduler } from './scheduler.ts';

/** Whether a frame carries a change of a document. */
export const isUpdate = (frame: Uint8Array): boolean => {
  const from = decoding.createDecoder(frame);
  decoding.readVarString(from);
  return decoding.readVarUint(from) === 0 && decoding.readVarUint(from) === 2;
};

/** Frames of one document in one direction, and when the last of them arrives. */
interface Way {
  last: number;
  readonly frames: (() => void)[];
}

/** Frames of one document keep their order; those of different documents may overtake each other. */
export class FrameOrder {
  private readonly ways = new Map<string, Way>();
  private readonly scheduler: Scheduler;
  private readonly random: () => number;

  constructor(scheduler: Scheduler, random: () => number) {
    this.scheduler = scheduler;
    this.random = random;
  }

  deliver(frame: Uint8Array, run: () => void): void {
    const name = decoding.readVarString(decoding.createDecoder(frame));
    const way = this.ways.get(name) ?? { last: 0, frames: [] };
    this.ways.set(name, way);
    way.last = Math.max(way.last, this.scheduler.now + 1 + this.random() * 40);
    way.frames.push(run);
    // Ordered by their own sequence: two equal moments may differ in their last bit.
    this.scheduler.after(way.last - this.scheduler.now, () => way.frames.shift()?.());
  }

  /** Delivers everything that is on its way now. */
  deliverAll(): void {
    for (const way of this.ways.values()) for (const run of way.frames.splice(0)) run();
  }
}
