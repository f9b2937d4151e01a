import type { SearchedMessage } from '../../client/replica/search/searched-message.ts';
import { makeUlid } from '../../shared/ids/ulid.ts';
import { mulberry } from '../../tests/support/mulberry.ts';

/** One in so many messages holds this word, which is one of the words that are found seldom. */
const RARE = { word: 'quillfeather', every: 50_000 } as const;
export const PER_CHAPTER = 2_000;

const LATIN = 'abcdefghijklmnoprstuvwz';
const CYRILLIC = 'абвгдежзийклмнопрстуфхцчшыьэюя';
const ARABIC = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي';

/** Words of a language, the first ones being the most common: as long as words are, and no more alike. */
const wordsOf = (letters: string, count: number, random: () => number, ends: readonly string[]): readonly string[] => {
  const words: string[] = [];
  for (let i = 0; i < count; i++) {
    const length = 2 + Math.floor(random() * Math.min(8, 2 + Math.log2(i + 2)));
    let word = '';
    for (let at = 0; at < length; at++) word += letters[Math.floor(random() ** 1.6 * letters.length)] ?? '';
    words.push(word + (ends[Math.floor(random() * ends.length * 6)] ?? ''));
  }
  return words;
};

/** 55 % English, 18 % German, 12 % Russian, 9 % Chinese, 6 % Arabic; about 70 characters each. */
export const makeCorpus = (seed: number): ((number: number) => SearchedMessage) => {
  const random = mulberry(seed);
  const english = wordsOf(LATIN, 40_000, random, ['ing', 'ed', 's', 'ly']);
  const german = wordsOf(`${LATIN}äöüß`, 30_000, random, ['ung', 'en', 'er']);
  const russian = wordsOf(CYRILLIC, 20_000, random, ['ого', 'ает']);
  const arabic = wordsOf(ARABIC, 8_000, random, ['ية']);
  // As often as words are: the second half as often as the first, and so on.
  const pick = (words: readonly string[]): string => words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? '';
  const spoken = (words: readonly string[]): string => {
    const count = 3 + Math.floor(random() ** 2 * 26);
    return Array.from({ length: count }, () => pick(words)).join(' ');
  };
  const chinese = (): string => {
    const count = 6 + Math.floor(random() ** 2 * 50);
    let text = '';
    for (let i = 0; i < count; i++) text += String.fromCodePoint(0x4e00 + Math.floor(3_500 ** random()) * 5);
    return text;
  };
  const start = Date.UTC(2021, 0, 1);
  return (number) => {
    const share = random();
    const text =
      share < 0.55
        ? spoken(english)
        : share < 0.73
          ? spoken(german)
          : share < 0.85
            ? spoken(russian)
            : share < 0.94
              ? chinese()
              : spoken(arabic);
    const at = start + number * 90_000;
    return {
      id: makeUlid(at, random),
      by: 1_024 + Math.floor(random() * 12),
      at,
      seq: 0,
      due: 0,
      flags: 0,
      text: number % RARE.every === RARE.every - 1 ? `${text} ${RARE.word}` : text,
    };
  };
};

/** What is searched for: how often it is found decides what it costs. */
export const queriesOf = (message: (number: number) => SearchedMessage): Readonly<Record<string, string>> => {
  const sample = Array.from({ length: 3_000 }, (_, i) => message(i).text);
  const words = sample.flatMap((text) => (/^[a-z ]+$/.test(text) ? text.split(' ') : []));
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byCount = [...counts].filter(([word]) => word.length > 4).sort(([, a], [, b]) => b - a);
  const common = byCount[0]?.[0] ?? '';
  const middle = byCount[Math.floor(byCount.length / 20)]?.[0] ?? '';
  const han = sample.find((text) => /^\p{Script=Han}+$/u.test(text)) ?? '';
  return {
    'a rare word': RARE.word,
    'inside a rare word': RARE.word.slice(3, 9),
    'a common word': common,
    'three letters of it': common.slice(0, 3),
    'one letter': common.slice(0, 1),
    'two words': `${common} ${middle}`,
    'two Chinese characters': han.slice(4, 6),
    'one Chinese character': han.slice(2, 3),
    'nothing like it': 'zzxqyv',
    // Every gram of it is everywhere, and hardly any message holds all of it.
    'common grams, few messages': `"${common} ${common} ${common}"`,
  };
};
