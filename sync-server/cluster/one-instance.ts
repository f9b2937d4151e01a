import { createTokenBuckets } from '../rate-limits/token-buckets.ts';
import { createUsedCodes } from '../sign-in/used-codes.ts';
import type { Cluster, HearEvent } from './cluster.ts';

/** The cluster of a server with one instance, which tells itself. @param monotonic ms, never set back */
export const createOneInstance = (monotonic: () => number): Cluster => {
  let hear: HearEvent = () => undefined;
  return {
    tell: async (event) => hear(event, 'self'),
    listen: (listener) => {
      hear = listener;
    },
    opened: async () => false,
    closed: () => undefined,
    createTokenBuckets: (_name, size) => createTokenBuckets(size, monotonic),
    usedCodes: createUsedCodes(monotonic),
    isLinked: () => true,
    close: async () => undefined,
  };
};
