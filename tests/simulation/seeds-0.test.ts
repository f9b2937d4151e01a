import { simulate } from './seeds.ts';

// More seeds than the other file: the worker that finishes that one first also takes the regressions.
simulate(1, 170);
