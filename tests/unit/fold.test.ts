import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, foldWithPlaces } from '../../shared/text/fold.ts';

const text = fc.string({ unit: 'binary' });
/** Where Korean letters stand apart, joining them is not the same twice. */
const isWithoutJamo = (one: string): boolean => !/[\u1100-\u11ff\u3130-\u318f\uffa0-\uffdf]/.test(one);

describe('folding', () => {
  test.each([
    ['Straße', 'STRASSE'],
    ['Straße', 'Strasse'],
    ['Łódź', 'lodz'],
    ['Mörk', 'mork'],
    ['naïve', 'nai\u0308ve'],
    ['naïve', 'NAIVE'],
    ['não', 'nao'],
    ['İstanbul', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['Ærø', 'aero'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['Ёлка', 'елка'],
    ['ﬁn', 'fin'],
    ['Ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
    ['ﾊﾝｶｸ', 'ハンカク'],
    ['سلامـــــ', 'سلام'],
    ['مُحَمَّد', 'محمد'],
    ['علی', 'علي'],
    ['کتاب', 'كتاب'],
    ['أحمد', 'احمد'],
    ['مدرسة', 'مدرسه'],
    ['می\u200cخواهم', 'میخواهم'],
    ['۱۴۰۵', '1405'],
    ['שָׁלוֹם', 'שלומ'],
    ['O’Brien', "o'brien"],
    ['co\u00adoperate', 'cooperate'],
    ['“so”', '"so"'],
    ['a\u00a0b\nc', 'a b c'],
    ['❤️', '❤'],
    ['서울'.normalize('NFD'), '서울'],
  ])('SEARCH-2 takes %j for %j', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  test.each([
    ['कि', 'का'],
    ['잠', '자'],
    ['C++', 'C'],
    ['state', 'states'],
    ['#wiki', 'wiki'],
    ['пир', 'пар'],
  ])('SEARCH-2 tells %j from %j', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  test('SEARCH-2 folds a folded text to itself, and composed and decomposed texts to the same', () => {
    fc.assert(
      fc.property(text.filter(isWithoutJamo), (one) => {
        expect(fold(fold(one))).toBe(fold(one));
        expect(fold(one.normalize('NFD'))).toBe(fold(one));
        expect(fold(one.normalize('NFC'))).toBe(fold(one));
      }),
      { numRuns: 3_000 },
    );
  });

  test('SEARCH-2 folds every character to itself once folded, and is not changed by case', () => {
    for (let code = 0; code < 0x30000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const one = String.fromCodePoint(code);
      const folded = fold(one);
      expect(foldWithPlaces(one.normalize('NFC')).folded).toBe(folded);
      if (isWithoutJamo(folded) && fold(folded) !== folded) throw new Error(`${code.toString(16)} is not stable`);
      if (fold(one.toLowerCase()) !== folded) throw new Error(`${code.toString(16)} depends on its case`);
    }
  });

  test('SEARCH-4 knows the place of each folded letter in the text', () => {
    fc.assert(
      fc.property(text, (given) => {
        const one = given.normalize('NFC');
        const { folded, places } = foldWithPlaces(one);
        expect(folded).toBe(fold(one));
        expect(places).toHaveLength(folded.length + 1);
        expect(places.at(-1)).toBe(one.length);
        for (const [i, place] of places.entries()) expect(place).toBeGreaterThanOrEqual(places[i - 1] ?? 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
