import { describe, expect, test } from 'vitest';
import { parseCoordinates } from '../../client/features/composer/dialogs/parse-coordinates.ts';
import { type PollDraft, pollBody, pollProblems } from '../../client/features/composer/dialogs/poll-draft.ts';
import { caretAfter, joinTexts } from '../../client/features/composer/draft/join-texts.ts';
import { mentionQuery } from '../../client/features/composer/mentions/mention-query.ts';
import { mentionsIn } from '../../client/features/composer/mentions/mentions-in.ts';
import { type Mentionable, offerMentions } from '../../client/features/composer/mentions/offer-mentions.ts';
import { MARKS, markOfKeys, wrapSelection } from '../../client/features/composer/wrap-selection.ts';
import { decodeBody, encodeBody } from '../../shared/envelope/body.ts';

describe('the name being written', () => {
  /** The cursor is where the bar stands. */
  const query = (text: string) => mentionQuery(text.replace('|', ''), text.indexOf('|'))?.text;
  test.each([
    ['@|', ''],
    ['@bo|', 'bo'],
    ['hello @bo|b', 'bo'],
    ['(@bo|', 'bo'],
    ['@Anna Ma|', 'Anna Ma'],
    ['line\n@x|', 'x'],
    ['مرحبا @بو|', 'بو'],
  ])('CMP-3 in %s is %s', (text, expected) => {
    expect(query(text)).toBe(expected);
  });
  test.each(['bo|', 'bob@example|', '@ bo|', '@bo\n|', '@|'.replace('@', 'x@'), '|@bo', `@${'x'.repeat(50)}|`])(
    'CMP-3 in %s there is none',
    (text) => {
      expect(query(text)).toBeUndefined();
    },
  );
});

const people: readonly Mentionable[] = ['Bob', 'Bob Smith', 'Ánna Bobek', 'Zoë', 'Rob'].map((name, at) => ({
  number: 1_024 + at,
  name,
  userId: `u${at}`,
}));
const offered = (query: string, everyone?: string) =>
  offerMentions(people, query, everyone).map((choice) => (choice.kind === 'person' ? choice.person.name : '*'));

describe('who is offered', () => {
  test('CMP-3 beginnings of names first, then of words, then parts; case and accents do not count', () => {
    expect(offered('bo')).toEqual(['Bob', 'Bob Smith', 'Ánna Bobek']);
    expect(offered('OB')).toEqual(['Ánna Bobek', 'Bob', 'Bob Smith', 'Rob']);
    expect(offered('anna')).toEqual(['Ánna Bobek']);
    expect(offered('zoe')).toEqual(['Zoë']);
    expect(offered('x')).toEqual([]);
  });
  test('CMP-3 a whole name and a space is done, unless more of a longer name follows', () => {
    expect(offered('Bob ')).toEqual([]);
    expect(offered('Bob s')).toEqual(['Bob Smith']);
    expect(offered('Bob is here')).toEqual([]);
    expect(offered('ánna ')).toEqual(['Ánna Bobek']);
  });
  test('CMP-3 “everybody” comes last, for members who may mention it, among at most eight', () => {
    expect(offered('', 'all').at(-1)).toBe('*');
    expect(offered('al', 'all')).toEqual(['*']);
    expect(offered('al')).toEqual([]);
    const many = Array.from({ length: 20 }, (_, at) => ({ number: at, name: `a${at}`, userId: `${at}` }));
    expect(offerMentions(many, 'a', 'all')).toHaveLength(8);
    expect(offerMentions(many, 'a', 'all').at(-1)?.kind).toBe('everyone');
  });
});

describe('who is mentioned', () => {
  const members = people.map(({ number: by, name }) => ({ by, name }));
  const named = (text: string, chosen = members.slice(0, 0), everyone: string | undefined = undefined) => {
    const found = mentionsIn(text, { chosen, members, everyone });
    return [...found.mentions.map(({ name }) => name), ...(found.everyone ? ['*'] : [])];
  };
  test('CMP-4 whose names stand in the text, the longest that fits, each once', () => {
    expect(named('@Bob, look')).toEqual(['Bob']);
    expect(named('@Bob Smith and @Bob, @Bob')).toEqual(['Bob Smith', 'Bob']);
    expect(named('ask (@Zoë)!')).toEqual(['Zoë']);
    expect(named('Bob, Zoë')).toEqual([]);
  });
  test('CMP-4 by hand with another form of its accents or another apostrophe', () => {
    expect(named('ask (@Zoe\u{308})! and @Zo\u{EB}')).toEqual(['Zoë']);
    expect(named('@Zoe')).toEqual([]);
    const neil = [{ by: 7, name: 'O’Neil' }];
    const found = (text: string) => mentionsIn(text, { chosen: [], members: neil, everyone: undefined }).mentions;
    for (const sign of ["'", '’', '\u{2BC}', '`']) expect(found(`@O${sign}Neil`)).toEqual(neil);
    expect(found('@O Neil')).toEqual([]);
  });
  test('CMP-4 no part of a word and no address', () => {
    expect(named('@Bobby and mail@Bob and @bob')).toEqual([]);
    expect(named('@Robert')).toEqual([]);
  });
  test('CMP-4 of two with one name the one chosen; without a choice both', () => {
    const twins = [
      { by: 1, name: 'Kim' },
      { by: 2, name: 'Kim' },
    ];
    const both = mentionsIn('@Kim', { chosen: [], members: twins, everyone: undefined });
    expect(both.mentions.map(({ by }) => by)).toEqual([1, 2]);
    const one = mentionsIn('@Kim', { chosen: twins.slice(1), members: twins, everyone: undefined });
    expect(one.mentions.map(({ by }) => by)).toEqual([2]);
  });
  test('CMP-4 a chosen person who has left or has a new name is still mentioned', () => {
    expect(named('@Old Name hi', [{ by: 7, name: 'Old Name' }])).toEqual(['Old Name']);
    expect(named('hi', [{ by: 7, name: 'Old Name' }])).toEqual([]);
  });
  test('CMP-4 only members with permission mention everybody', () => {
    expect(named('@all: land!', [], 'all')).toEqual(['*']);
    expect(named('@all: land!')).toEqual([]);
    expect(named('@allow', [], 'all')).toEqual([]);
  });
  test('CMP-4 no more than a message may name', () => {
    const crowd = Array.from({ length: 80 }, (_, by) => ({ by, name: `p${by}x` }));
    const text = crowd.map(({ name }) => `@${name}`).join(' ');
    expect(mentionsIn(text, { chosen: [], members: crowd, everyone: undefined }).mentions).toHaveLength(50);
  });
});

describe('a poll', () => {
  const empty: PollDraft = { question: '', options: ['', ''], multiple: false, anonymous: false };
  const poll = { ...empty, question: ' Where? ', options: ['Here', ' There ', ''] };
  test('CMP-5 is sent trimmed, without empty options, and is a body', () => {
    const body = pollBody(poll);
    expect(body).toEqual({
      kind: 'poll',
      text: 'Where?',
      options: ['Here', 'There'],
      multiple: false,
      anonymous: false,
    });
    if (body !== undefined) expect(decodeBody(encodeBody(body))).toEqual(body);
  });
  test.each([
    ['question', { ...poll, question: '  ' }],
    ['question-long', { ...poll, question: 'x'.repeat(301) }],
    ['options', { ...poll, options: ['Here', '', ' '] }],
    ['option-long', { ...poll, options: ['Here', 'x'.repeat(121)] }],
    ['alike', { ...poll, options: ['Here', 'here '] }],
  ])('CMP-5 %s is said', (problem, draft) => {
    expect(Object.values(pollProblems(draft))).toContain(problem);
    expect(pollBody(draft)).toBeUndefined();
  });
  test('CMP-5 characters count as people count them', () => {
    expect(pollProblems({ ...poll, question: '🌊'.repeat(300) }).question).toBeUndefined();
  });
});

describe('coordinates', () => {
  test.each([
    ['59.91, 10.75', 59.91, 10.75],
    ['59.91 10.75', 59.91, 10.75],
    ['59.91;10.75', 59.91, 10.75],
    [' -33.8568,151.2153 ', -33.8568, 151.2153],
    ['−33.8568, 151.2153', -33.8568, 151.2153],
    ['59,91 10,75', 59.91, 10.75],
    ['59,91; 10,75', 59.91, 10.75],
    ['geo:59.91,10.75', 59.91, 10.75],
    ['GEO:59.91,10.75,12;u=35?z=14', 59.91, 10.75],
    ['geo:59.91,10.75;crs=wgs84', 59.91, 10.75],
    ['59.91° 10.75°', 59.91, 10.75],
    ['59°54\'36"N 10°45\'0"E', 59.91, 10.75],
    ['33°51′24.48″S, 151°12′55.08″E', -33.8568, 151.2153],
    ['59.91° N, 10.75° W', 59.91, -10.75],
    ['59.912345678, 10', 59.912346, 10],
    ['90, -180', 90, -180],
  ])('CMP-6 %s', (text, latitude, longitude) => {
    expect(parseCoordinates(text)).toEqual({ latitude, longitude });
  });
  test.each([
    '',
    '59.91',
    '90.1, 0',
    '0, 180.5',
    'geo:91,0',
    'geo:1,2;crs=moon-2011',
    '59.91, 10.75, 3',
    'Oslo',
    '59,91',
    '1e5, 2',
    'NaN, 1',
    '59°61\'0"N 10°45\'0"E',
    'javascript:1,2',
  ])('CMP-6 %s is none', (text) => {
    expect(parseCoordinates(text)).toBeUndefined();
  });
});

describe('marks around a selection', () => {
  /** The selection is what stands between the bars. */
  const wrap = (shown: string, mark: (typeof MARKS)[keyof typeof MARKS]): string => {
    const start = shown.indexOf('|');
    const end = shown.lastIndexOf('|') - (shown.split('|').length - 2);
    const made = wrapSelection({ text: shown.replaceAll('|', ''), start, end }, mark);
    return `${made.text.slice(0, made.start)}|${made.text.slice(made.start, made.end)}|${made.text.slice(made.end)}`;
  };
  test.each([
    ['a |word| b', MARKS.bold, 'a **|word|** b'],
    ['a **|word|** b', MARKS.bold, 'a |word| b'],
    ['a |word| b', MARKS.italic, 'a *|word|* b'],
    ['a *|word|* b', MARKS.italic, 'a |word| b'],
    ['a **|word|** b', MARKS.italic, 'a ***|word|*** b'],
    ['a ***|word|*** b', MARKS.italic, 'a **|word|** b'],
    ['a ***|word|*** b', MARKS.bold, 'a *|word|* b'],
    ['a | word | b', MARKS.strike, 'a  ~~|word|~~  b'],
    ['||', MARKS.code, '`||`'],
  ])('CMP-7 %s with %s', (before, mark, after) => {
    expect(wrap(before, mark)).toBe(after);
  });
});

test('CMP-7 Ctrl or Cmd with B, I and E, and with Shift and X', () => {
  const keys = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(markOfKeys({ ...keys, key: 'b', ctrlKey: true })).toBe('**');
  expect(markOfKeys({ ...keys, key: 'i', metaKey: true })).toBe('*');
  expect(markOfKeys({ ...keys, key: 'e', ctrlKey: true })).toBe('`');
  expect(markOfKeys({ ...keys, key: 'X', ctrlKey: true, shiftKey: true })).toBe('~~');
  expect(markOfKeys({ ...keys, key: 'x', ctrlKey: true })).toBeUndefined();
  expect(markOfKeys({ ...keys, key: 'b', ctrlKey: true, altKey: true })).toBeUndefined();
  expect(markOfKeys({ ...keys, key: 'b' })).toBeUndefined();
  expect(markOfKeys({ ...keys, key: 'и', code: 'KeyB', ctrlKey: true })).toBe('**');
  expect(markOfKeys({ ...keys, key: 'لا', code: 'KeyB', ctrlKey: true })).toBe('**');
  expect(markOfKeys({ ...keys, key: '\u{652}', code: 'KeyX', ctrlKey: true, shiftKey: true })).toBe('~~');
});

describe('two writers', () => {
  test('CMP-8 what both changed is joined, and nothing of either is left out', () => {
    expect(joinTexts('', 'mine', '')).toBe('mine');
    expect(joinTexts('', '', 'theirs')).toBe('theirs');
    expect(joinTexts('a c', 'a b c', 'a c d')).toBe('a b c d');
    expect(joinTexts('a c', 'a c d', 'a b c')).toBe('a b c d');
    expect(joinTexts('old', 'new', 'other')).toMatch(/new.*other|other.*new/);
    expect(joinTexts('same', 'changed', 'changed')).toBe('changed');
    expect(joinTexts('one two', '', 'one two three')).toContain('three');
  });
  test('CMP-8 the cursor stays with its words', () => {
    expect(caretAfter('hello', 'hello you', 2)).toBe(2);
    expect(caretAfter('hello', 'oh hello', 5)).toBe(8);
    expect(caretAfter('hello there', 'hello', 11)).toBe(5);
    expect(caretAfter('abc', 'axc', 2)).toBe(2);
  });
});
