import type { Work } from '../work.ts';
import type { Findings } from './findings.ts';
import { verifyFacts } from './verify-facts.ts';
import { verifyJournal } from './verify-journal.ts';
import { createStampCheck } from './verify-stamps.ts';

/** Looks through all rows, in one view of all tables. @param own rules that only one of the databases needs */
export function* verifyRows(findings: Findings, own: Parameters<typeof verifyFacts>[1] = []): Work<void> {
  yield* verifyFacts(findings, own);
  yield* verifyJournal(findings, createStampCheck(findings));
}
