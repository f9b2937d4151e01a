import source from 'emojibase-data/en/compact.json' with { type: 'json' };
import names from 'emojibase-data/en/messages.json' with { type: 'json' };
import { expect, test, vi } from 'vitest';
import { offerMentions } from '../../client/features/composer/mentions/offer-mentions.ts';
import { matches } from '../../client/features/conversation-list/row-title.ts';
import { makeEmojiSet } from '../../client/features/emoji/emoji-set.ts';
import { searchEmoji } from '../../client/features/emoji/search-emoji.ts';

/** As a Turkish browser lowers letters, which must not matter. */
const asInTurkish = (work: () => void): void => {
  const { toLocaleLowerCase } = String.prototype;
  const spy = vi.spyOn(String.prototype, 'toLocaleLowerCase').mockImplementation(function (this: string) {
    return toLocaleLowerCase.call(this, 'tr');
  });
  try {
    expect('I'.toLocaleLowerCase()).toBe('ı');
    work();
  } finally {
    spy.mockRestore();
  }
};

test('SEARCH-2 list filter, mentions and emoji fold as the search does, whatever the language of the browser', () => {
  asInTurkish(() => {
    for (const [query, name] of [
      ["O'B", 'O’Brien'],
      ['lodz', 'Łódź'],
      ['strasse', 'Große Straße'],
      ['istanbul', 'İSTANBUL'],
      ['IR', 'Irina'],
      ['علی', 'علي'],
    ] as const) {
      expect(matches(name, query)).toBe(true);
      expect(offerMentions([{ number: 1, name, userId: 'u' }], query, undefined)).toHaveLength(1);
    }
    const set = makeEmojiSet(source, names);
    expect(searchEmoji(set.groups, 'INFORMATION').map(({ text }) => text)).toContain('ℹ️');
    expect(searchEmoji(set.groups, 'piñata')[0]?.text).toBe('🪅');
    expect(searchEmoji(set.groups, 'pinata')[0]?.text).toBe('🪅');
  });
});
