import { type OperationKinds, runSeed } from './world.ts';

/** What a worker is asked for. */
export interface SeedRequest {
  readonly seed: number;
  readonly steps: number;
  readonly kinds: OperationKinds;
  readonly isSealed: boolean;
}

/** How the seed went. `failure`: the broken promise and the story. */
export interface SeedResult {
  readonly seed: number;
  readonly written: number;
  readonly seen: Readonly<Record<string, number>>;
  readonly failure?: string;
}

export const trySeed = async ({ seed, steps, kinds, isSealed }: SeedRequest): Promise<SeedResult> => {
  try {
    const { written, seen } = await runSeed(seed, steps, kinds, isSealed);
    return { seed, written, seen };
  } catch (error) {
    return { seed, written: 0, seen: {}, failure: error instanceof Error ? error.message : String(error) };
  }
};

// As a process of its own it runs the seeds that its parent sends, one after the other.
if (import.meta.main)
  process.on('message', (request: SeedRequest) => void trySeed(request).then((result) => process.send?.(result)));
