import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTranslations, writeTranslations } from '../../client/i18n/read-translations.ts';
import { LANGUAGES, pickLanguage } from '../../shared/text/languages.ts';

describe('languages', () => {
  test.each([
    [['de-CH', 'fr'], 'de'],
    [['xx', 'fr-CA'], 'fr'],
    [['pt-PT'], 'pt-BR'],
    [['zh-TW'], 'zh-CN'],
    [['EN-us', 'de'], 'en'],
    [['xx', 'yy'], 'en'],
    [[], 'en'],
  ])('UI-28 a browser that asks for %j is given %s', (wanted, language) => {
    expect(pickLanguage(wanted)).toBe(language);
  });

  test('UI-28 any tag is given a language of the app', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (wanted) => {
        expect(Object.keys(LANGUAGES)).toContain(pickLanguage(wanted));
      }),
    );
  });

  test('UI-29 files hold what a catalogue holds, plural forms by their categories', () => {
    const messages = { 'a.b': 'Hello {name}', 'a.c': { one: '{count} day', few: 'few', other: '{count} days' } };
    const file = { 'a.b': 'Hello {name}', 'a.c_one': '{count} day', 'a.c_few': 'few', 'a.c_other': '{count} days' };
    expect(writeTranslations(messages)).toEqual(file);
    expect(readTranslations(file)).toEqual(messages);
  });

  test('UI-29 a file that is no object, or holds other things than texts, gives what it can', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const message of Object.values(readTranslations(value)))
          expect(['string', 'object']).toContain(typeof message);
      }),
    );
    expect(readTranslations({ good: 'x', bad: 3, worse_one: null })).toEqual({ good: 'x' });
  });
});
