import { describe, expect, test } from 'vitest';
import { countTests, summaryOf } from '../../scripts/test-report.ts';

const ended = { code: 0, timedOut: false };
const report = (fields: object) => JSON.stringify({ numPassedTests: 0, numFailedTests: 0, testResults: [], ...fields });

describe('the count of tests', () => {
  test('CODE-4 the count of tests is what vitest reports', () => {
    expect(countTests(report({ numPassedTests: 3 }), ended)).toEqual({ passed: 3, failed: 0, note: '' });
    expect(countTests(report({ numPassedTests: 3, numFailedTests: 2 }), { ...ended, code: 1 })).toMatchObject({
      failed: 2,
    });
  });

  test.each([
    ['a skipped test', report({ numPassedTests: 3, numPendingTests: 1 }), ended],
    ['a planned test', report({ numPassedTests: 3, numTodoTests: 1 }), ended],
    ['a file that does not load', report({ testResults: [{ status: 'failed', assertionResults: [] }] }), ended],
    ['a suite without tests', report({}), ended],
    ['a suite that hangs', undefined, { code: null, timedOut: true }],
    ['a suite that hangs after its tests', report({ numPassedTests: 3 }), { code: null, timedOut: true }],
    ['a crash', undefined, { code: 134, timedOut: false }],
    ['an unhandled error beside passing tests', report({ numPassedTests: 3 }), { ...ended, code: 1 }],
  ])('CODE-4 %s counts as a failure', (_name, json, end) => {
    expect(countTests(json, end).failed).toBe(1);
  });

  test('CODE-4 the summary adds up the suites', () => {
    const row = { seconds: 1.25, note: '' };
    const summary = summaryOf([
      { name: 'unit', passed: 3, failed: 0, ...row },
      { name: 'browser', passed: 1, failed: 2, ...row },
    ]);
    expect(summary).toMatchObject({ passed: 4, failed: 2 });
    expect(summary.text.split('\n')[2]).toMatch(/^browser +FAILED +1 +2 +1\.3$/);
  });
});
