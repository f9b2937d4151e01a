import source from 'emojibase-data/en/compact.json' with { type: 'json' };
import names from 'emojibase-data/en/messages.json' with { type: 'json' };
import versions from 'emojibase-data/versions/emoji.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { layEmojiRows, moveInEmojiRows } from '../../client/features/emoji/emoji-rows.ts';
import { makeEmojiSet } from '../../client/features/emoji/emoji-set.ts';
import { searchEmoji } from '../../client/features/emoji/search-emoji.ts';
import { QUICK_REACTIONS } from '../../client/features/timeline/menu/message-actions.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';

const set = makeEmojiSet(source, names);
const all = set.groups.flatMap((group) => group.emoji);
const find = (query: string): readonly string[] => searchEmoji(set.groups, query).map((emoji) => emoji.text);

describe('the set of emoji', () => {
  test('CMP-9 each is one emoji as keyboards write it, fits a reaction, and has a name', () => {
    for (const { text, label, tones } of all) {
      for (const each of [text, ...tones]) {
        expect(each).toMatch(/^\p{RGI_Emoji}$/v);
        expect(new TextEncoder().encode(each).length).toBeLessThanOrEqual(LIMITS.reactionBytes);
        expect(set.labelOf(each)).toBe(label);
      }
    }
    expect(all.length).toBeGreaterThan(1_850);
    for (const quick of QUICK_REACTIONS) expect(set.labelOf(quick)).toBeDefined();
  });
  test('CMP-9 none is newer than Emoji 15.1', () => {
    const newer = Object.entries(versions).flatMap(([version, codes]) => (Number(version) > 15.1 ? codes : []));
    expect(newer.length).toBeGreaterThan(10);
    const tooNew = new Set(source.filter(({ hexcode }) => newer.includes(hexcode)).map(({ label }) => label));
    expect(all.filter(({ label }) => tooNew.has(label))).toEqual([]);
    expect(all.length + tooNew.size).toBe(source.filter(({ group }) => group !== undefined && group !== 2).length);
  });
  test('CMP-9 of two people both get the tone chosen', () => {
    const tones = all.find(({ label }) => label === 'people holding hands')?.tones;
    expect(tones?.[0]).toBe('🧑🏻‍🤝‍🧑🏻');
    expect(tones?.[4]).toBe('🧑🏿‍🤝‍🧑🏿');
    expect(all.find(({ label }) => label === 'thumbs up')?.tones).toEqual(['👍🏻', '👍🏼', '👍🏽', '👍🏾', '👍🏿']);
    expect(set.toneNames).toHaveLength(5);
  });
});

describe('looking for an emoji', () => {
  test.each([
    ['thumbs up', '👍'],
    ['THUMBS', '👍'],
    ['anchor', '⚓'],
    ['piñata', '🪅'],
    ['pinata', '🪅'],
    [':)', '🙂'],
    ['norway', '🇳🇴'],
    ['lime', '🍋‍🟩'],
    ['👍🏽', '👍'],
  ])('CMP-10 %s', (query, first) => {
    expect(find(query).slice(0, 3)).toContain(first);
  });
  test('CMP-10 an exact name stands first, every word must fit, nothing is said of nothing', () => {
    expect(find('seal')[0]).toBe('🦭');
    expect(find('heart blue')).toContain('💙');
    expect(find('heart blue')).not.toContain('💚');
    expect(find('zzzz')).toEqual([]);
    expect(find('  ')).toEqual([]);
  });
});

describe('the grid', () => {
  const cells = (count: number) => Array.from({ length: count }, (_, at) => ({ text: `${at}`, label: `${at}` }));
  const rows = layEmojiRows(
    [
      { key: 'a', name: 'A', cells: cells(5) },
      { key: 'b', name: 'B', cells: [] },
      { key: 'c', name: 'C', cells: cells(3) },
    ],
    3,
    { heading: 30, cells: 40 },
  );
  const go = (row: number, column: number, key: string, options = {}) =>
    moveInEmojiRows(rows, { row, column }, key, { forward: 'ArrowRight', control: false, ...options });

  test('CMP-11 rows lie below each other; a group without emoji has no heading', () => {
    expect(rows.map(({ kind, section, top }) => [kind, section, top])).toEqual([
      ['heading', 'a', 0],
      ['cells', 'a', 30],
      ['cells', 'a', 70],
      ['heading', 'c', 110],
      ['cells', 'c', 140],
    ]);
  });
  test('CMP-11 keys move over headings, stay inside, and follow the direction of writing', () => {
    expect(go(1, 2, 'ArrowDown')).toEqual({ row: 2, column: 1 });
    expect(go(2, 1, 'ArrowDown')).toEqual({ row: 4, column: 1 });
    expect(go(4, 1, 'ArrowDown')).toEqual({ row: 4, column: 1 });
    expect(go(4, 0, 'ArrowUp')).toEqual({ row: 2, column: 0 });
    expect(go(1, 0, 'ArrowUp')).toEqual({ row: 1, column: 0 });
    expect(go(2, 1, 'ArrowRight')).toEqual({ row: 4, column: 0 });
    expect(go(4, 0, 'ArrowLeft')).toEqual({ row: 2, column: 1 });
    expect(go(1, 0, 'ArrowLeft')).toEqual({ row: 1, column: 0 });
    expect(go(1, 0, 'ArrowLeft', { forward: 'ArrowLeft' })).toEqual({ row: 1, column: 1 });
    expect(go(1, 0, 'End')).toEqual({ row: 1, column: 2 });
    expect(go(1, 0, 'End', { control: true })).toEqual({ row: 4, column: 2 });
    expect(go(4, 2, 'Home', { control: true })).toEqual({ row: 1, column: 0 });
    expect(go(4, 2, 'PageUp')).toEqual({ row: 1, column: 2 });
    expect(go(1, 1, 'PageDown')).toEqual({ row: 4, column: 1 });
    expect(go(1, 1, 'a')).toBeUndefined();
  });
});
