#!/usr/bin/env node
import { join } from 'node:path';
import { runProgram } from './program/program.ts';

await runProgram(process.argv, { dist: join(import.meta.dirname, '../dist') });
