import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, insideOf, isoOf, momentOf, shortOf, timeOf } from '../../client/i18n/dates.ts';
import { exportedMessage } from '../../client/replica/own-data/exported-message.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const ODD = [9e15, 8.64e15 + 1, 2 ** 53 - 1, -1, -9e15, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const ANY = fc.oneof(fc.constantFrom(...ODD), fc.double(), fc.maxSafeInteger(), fc.integer({ min: 0, max: 4e12 }));

describe('any number that stands for a date', () => {
  test.each(ODD)('DATE-1 %d has a text of its own', (at) => {
    for (const format of [dayOf, shortOf, insideOf, momentOf]) expect(format(at, NOW)).toBe('Unknown date');
    expect(timeOf(at)).toBe('Unknown date');
    expect(isoOf(at)).toBeUndefined();
  });
  test('DATE-1 none stops a view', () => {
    fc.assert(
      fc.property(ANY, (at) => {
        for (const format of [dayOf, shortOf, insideOf, momentOf]) expect(format(at, NOW)).not.toBe('');
        expect(timeOf(at)).not.toBe('');
        isoOf(at);
      }),
    );
  });
  test('DATE-1 a date of a wrong clock is shown', () => {
    expect(dayOf(Date.UTC(2031, 0, 2), NOW)).toContain('2031');
    expect(isoOf(0)).toBe('1970-01-01T00:00:00.000Z');
  });
  test('DATE-2 none stops the file with a person’s data', () => {
    const message: ChapterMessage = {
      id: '01J00000000000000000000000' as ChapterMessage['id'],
      chapter: 0,
      by: 1_024,
      at: 9e15,
      stamp: { seq: 1, at: 9e15, due: undefined },
      body: { kind: 'text', text: 'hello' },
      text: 'hello',
      mentions: [],
      quiet: false,
      deletedBy: undefined,
      edited: false,
      reactions: [],
      votes: [],
      closed: false,
    };
    expect(exportedMessage(message, () => 'Bob', 1_025)).toMatchObject({
      writtenAt: '9000000000000000',
      receivedAt: '9000000000000000',
      text: 'hello',
    });
  });
});
