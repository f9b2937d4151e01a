export interface Counted {
  readonly passed: number;
  readonly failed: number;
  /** In words, what the numbers do not say. */
  readonly note: string;
}

export interface Result extends Counted {
  readonly name: string;
  readonly seconds: number;
}

interface VitestReport {
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly numPendingTests?: number;
  readonly numTodoTests?: number;
  readonly testResults?: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * Counts what vitest's JSON reporter wrote. A skipped test counts as failed: it says nothing and looks as if it did.
 * Whatever ended badly without a failed test (a file that does not load, a crash, no tests at all) counts as a failure.
 * @param json the report; undefined when none was written
 */
export const countTests = (
  json: string | undefined,
  ended: { readonly code: number | null; readonly timedOut: boolean },
): Counted => {
  let report: VitestReport;
  try {
    report = JSON.parse(json ?? '');
  } catch {
    return { passed: 0, failed: 1, note: ended.timedOut ? 'took longer than its budget' : 'ended without a report' };
  }
  const passed = report.numPassedTests ?? 0;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = (report.numFailedTests ?? 0) + skipped + broken;
  if (skipped > 0) return { passed, failed, note: `${skipped} skipped, which counts as failed` };
  if (broken > 0) return { passed, failed, note: `${broken} file(s) did not load` };
  if (failed > 0) return { passed, failed, note: '' };
  if (ended.timedOut) return { passed, failed: 1, note: 'took longer than its budget' };
  if (passed === 0) return { passed, failed: 1, note: 'has no tests, which counts as a failure' };
  if (ended.code !== 0) return { passed, failed: 1, note: `ended with exit code ${ended.code}` };
  return { passed, failed, note: '' };
};

const row = (...cells: readonly (string | number)[]): string =>
  cells
    .map((cell, column) => String(cell).padEnd(column === 0 ? 13 : 9))
    .join('')
    .trimEnd();

export const summaryOf = (results: readonly Result[]): { text: string; passed: number; failed: number } => ({
  text: [
    row('suite', 'result', 'passed', 'failed', 'seconds'),
    ...results.map(({ name, passed, failed, seconds, note }) =>
      row(name, failed === 0 ? 'ok' : 'FAILED', passed, failed, seconds.toFixed(1), note),
    ),
  ].join('\n'),
  passed: results.reduce((sum, result) => sum + result.passed, 0),
  failed: results.reduce((sum, result) => sum + result.failed, 0),
});
