import { simulate } from './seeds.ts';

// More than the other half: the worker that is done with that one first takes the regressions.
simulate(1, 170);
