import { simulate } from './seeds.ts';

simulate(151, 150);
