import { simulate } from './seeds.ts';

simulate(171, 130);
