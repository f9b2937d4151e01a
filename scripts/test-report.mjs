/** @typedef {{ name: string, passed: number, failed: number, seconds: number, note: string }} Result */

/**
 * Counts what vitest's JSON reporter wrote. A skipped test counts as failed: it says nothing and looks as if it did.
 * Whatever ended badly without a failed test (a file that does not load, a crash, no tests at all) counts as one failure.
 * @param {string | undefined} json content of the report; undefined when none was written
 * @param {{ code: number | null, timedOut: boolean }} ended
 * @returns {{ passed: number, failed: number, note: string }}
 */
export const countTests = (json, ended) => {
  let report;
  try {
    report = JSON.parse(json ?? '');
  } catch {
    return { passed: 0, failed: 1, note: ended.timedOut ? 'took longer than its budget' : 'ended without a report' };
  }
  const passed = report.numPassedTests ?? 0;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = (report.numFailedTests ?? 0) + skipped + broken.length;
  if (skipped > 0) return { passed, failed, note: `${skipped} skipped, which counts as failed` };
  if (broken.length > 0) return { passed, failed, note: `${broken.length} file(s) did not load` };
  if (failed > 0) return { passed, failed, note: '' };
  if (ended.timedOut) return { passed, failed: 1, note: 'took longer than its budget' };
  if (passed === 0) return { passed, failed: 1, note: 'has no tests, which counts as a failure' };
  if (ended.code !== 0) return { passed, failed: 1, note: `ended with exit code ${ended.code}` };
  return { passed, failed, note: '' };
};

const pad = (text, width) => String(text).padEnd(width);

/** @param {readonly Result[]} results */
export const summaryOf = (results) => {
  const lines = [`${pad('suite', 13)}${pad('result', 8)}${pad('passed', 8)}${pad('failed', 8)}${pad('seconds', 9)}`];
  for (const { name, passed, failed, seconds, note } of results)
    lines.push(
      `${pad(name, 13)}${pad(failed === 0 ? 'ok' : 'FAILED', 8)}${pad(passed, 8)}${pad(failed, 8)}${pad(seconds.toFixed(1), 9)}${note}`.trimEnd(),
    );
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return { text: lines.join('\n'), passed: sum('passed'), failed: sum('failed') };
};
