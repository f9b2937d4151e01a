import { join } from 'node:path';
import type { Surroundings } from '../../sync-server/start-server.ts';
import { ALLOW_TEST_ALG } from './test-alg.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How the app of a journey seals what people write: not at all, as today, or so that the server cannot open it. */
export const WORDS = ['plain', 'sealed'] as const;
export type Words = (typeof WORDS)[number];

/** Options of a server for these words; `scripts/prepare.mjs` has built both clients. */
export const surroundingsFor = (words: Words): Pick<Surroundings, 'dist' | 'allowedAlgs'> =>
  words === 'plain'
    ? { dist: join(ROOT, 'dist') }
    : { dist: join(ROOT, '.cache/sealed-dist'), allowedAlgs: ALLOW_TEST_ALG };
