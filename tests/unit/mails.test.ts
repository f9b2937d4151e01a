import { describe, expect, test } from 'vitest';
import { isLanguage, LANGUAGES } from '../../shared/text/languages.ts';
import { mailLanguage } from '../../sync-server/mail/mail-language.ts';
import { confirmMail, existingMail, resetMail } from '../../sync-server/mail/mails.ts';

describe('JOIN-14 mails', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['de', 'de'],
    ['xx, fr;q=0.3, de-CH;q=0.8', 'de'],
    ['en;q=0.1,pt-PT', 'pt-BR'],
    ['de;q=0, ja;q=0.5', 'ja'],
    ['de;q=much, it;q=0.2', 'it'],
  ])('JOIN-14 %j is answered in %s', (accepted, language) => {
    expect(mailLanguage(accepted)).toBe(language);
  });

  test('JOIN-14 every mail exists in every language, with its link on a line of its own', () => {
    const url = 'https://chat.example.org/verify#token';
    for (const mail of [confirmMail, resetMail, existingMail]) {
      const mails = Object.keys(LANGUAGES)
        .filter(isLanguage)
        .map((language) => mail(language, url));
      for (const { subject, text } of mails) {
        expect(subject).not.toBe('');
        expect(text.split('\n')).toContain(url);
      }
      expect(new Set(mails.map(({ text }) => text)).size).toBe(mails.length);
    }
  });
});
