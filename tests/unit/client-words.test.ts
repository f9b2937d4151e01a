import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type DateWords,
  formatDay,
  formatInside,
  formatList,
  formatMoment,
  formatShort,
  formatTime,
} from '../../client/i18n/format.ts';
import { makeTranslate } from '../../client/i18n/t.ts';
import { pseudoMessages } from '../support/pseudo-locale.ts';

const at = (text: string): number => new Date(text).getTime();
const NOW = at('2026-11-21T14:00:00');
const WORDS: DateWords = {
  today: 'Today',
  yesterday: 'Yesterday',
  todayAt: (time) => `today ${time}`,
  yesterdayAt: (time) => `yesterday ${time}`,
  dayAt: (day, time) => `${day} ${time}`,
};

describe('texts', () => {
  const t = makeTranslate(
    { hello: 'Hello {name}', many: { one: '{count} message', other: '{count} messages' } } as const,
    'en',
  );
  test.each([
    [0, 'zero'],
    [1, 'one'],
    [2, 'two'],
    [3, 'few'],
    [11, 'many'],
    [100, 'other'],
  ])('UI-1 %d takes the plural form "%s" in Arabic', (count, form) => {
    const forms = { zero: 'zero', one: 'one', two: 'two', few: 'few', many: 'many', other: 'other' } as const;
    expect(makeTranslate({ days: forms }, 'ar')('days', { count })).toBe(form);
    expect(makeTranslate({ days: { other: 'other' } }, 'ar')('days', { count })).toBe('other');
  });

  test('UI-1 a text is found by key, with its values and the plural of its count', () => {
    expect(t('hello', { name: 'Ana' })).toBe('Hello Ana');
    expect(t('many', { count: 1 })).toBe('1 message');
    expect(t('many', { count: 20_000 })).toBe('20,000 messages');
  });
  test('UI-1 what a person wrote is not read as a hole', () => {
    expect(t('hello', { name: '{name} $& {count}' })).toBe('Hello {name} $& {count}');
  });
});

describe('times', () => {
  test.each([
    ['2026-11-21T00:00:00', 'Today', '00:00', '00:00'],
    ['2026-11-20T23:59:00', 'Yesterday', 'Fri', 'yesterday 23:59'],
    ['2026-11-17T09:05:00', 'Tuesday 17 November', 'Tue', 'Tuesday 09:05'],
    ['2026-10-31T09:05:00', 'Saturday 31 October', '31 Oct', '31 October'],
    ['2024-10-31T09:05:00', 'Thursday, 31 October 2024', '31/10/2024', '31 October 2024'],
  ])('UI-2 %s is said by the calendar, not by hours', (when, day, short, inside) => {
    expect(formatDay(at(when), NOW, 'en-GB', WORDS)).toBe(day);
    expect(formatShort(at(when), NOW, 'en-GB')).toBe(short);
    expect(formatInside(at(when), NOW, 'en-GB', WORDS)).toBe(inside);
  });
  test.each([
    ['2026-11-21T09:05:00', 'today 09:05'],
    ['2026-11-20T23:59:00', 'yesterday 23:59'],
    ['2026-11-17T09:05:00', 'Tuesday 09:05'],
    ['2026-10-31T09:05:00', '31 October 09:05'],
    ['2026-12-24T18:00:00', '24 December 18:00'],
    ['2024-10-31T09:05:00', '31 October 2024 09:05'],
  ])('UI-2 %s by itself is %s', (when, moment) => {
    expect(formatMoment(at(when), NOW, 'en-GB', WORDS)).toBe(moment);
  });

  test.each([
    ['en-GB', '00:05', '17:05'],
    ['en-US', '12:05 AM', '5:05 PM'],
    ['de', '00:05', '17:05'],
  ])('UI-2 the clock of %s says %s and %s', (locale, night, evening) => {
    const said = (when: string) => formatTime(at(when), locale).replaceAll('\u{202f}', ' ');
    expect([said('2026-11-21T00:05:00'), said('2026-11-21T17:05:00')]).toEqual([night, evening]);
  });

  test('UI-2 a device that moves to another time zone says the time there', () => {
    const { TZ } = process.env;
    onTestFinished(() => {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    });
    const noon = Date.UTC(2026, 10, 21, 12, 0);
    process.env.TZ = 'UTC';
    expect(formatTime(noon, 'en-GB')).toBe('12:00');
    process.env.TZ = 'Asia/Tokyo';
    expect(formatTime(noon, 'en-GB')).toBe('21:00');
    expect(formatInside(noon, noon, 'en-GB', WORDS)).toBe('21:00');
  });
});

test('UI-1 names are listed in the way of the language', () => {
  expect(formatList([], 'en-GB')).toBe('');
  expect(formatList(['Ana'], 'en-GB')).toBe('Ana');
  expect(formatList(['Ana', 'Bo', 'Cem'], 'en-GB')).toBe('Ana, Bo and Cem');
  expect(formatList(['Ana', 'Bo', 'Cem'], 'de')).toBe('Ana, Bo und Cem');
});

test('UI-27 the pseudo-locale keeps holes and plural forms, and makes the rest long, accented and right-to-left', () => {
  const revised = pseudoMessages({ hello: 'Hello {name}', many: { one: '{count} day', other: '{count} days' } });
  expect(revised.hello).toMatch(/^\u{2067}⟦Ĥéļļö \{name\} ·+⟧\u{2069}$/u);
  expect(revised.many).toMatchObject({ one: expect.stringContaining('{count} ðáý') });
  const t = makeTranslate(revised as { hello: 'Hello {name}' }, 'en');
  expect(t('hello', { name: 'Ana' })).toContain('Ana');
});
