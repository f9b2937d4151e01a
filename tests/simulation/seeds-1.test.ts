import { simulate } from './seeds.ts';

// The seeds after these are run with sealed words.
simulate(171, 110);
