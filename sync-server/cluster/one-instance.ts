import { createTokenBuckets } from '../rate-limits/token-buckets.ts';
import { createUsedCodes } from '../sign-in/used-codes.ts';
import type { Cluster, ClusterEvent } from './cluster.ts';

/** A server of one instance: it tells itself. @param monotonic ms, never set back */
export const createOneInstance = (monotonic: () => number): Cluster => {
  let hear: (event: ClusterEvent) => void | Promise<void> = () => undefined;
  return {
    tell: async (event) => hear(event),
    listen: (listener) => {
      hear = listener;
    },
    isOpenElsewhere: async () => false,
    createTokenBuckets: (_name, size) => createTokenBuckets(size, monotonic),
    usedCodes: createUsedCodes(monotonic),
  };
};
