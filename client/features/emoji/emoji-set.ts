/** One emoji as the picker knows it. */
export interface Emoji {
  /** Without a skin tone. */
  readonly text: string;
  readonly label: string;
  /** Other words for it, and signs like `:)`. */
  readonly tags: readonly string[];
  /** The same in the five skin tones, light to dark; empty when it has none. */
  readonly tones: readonly string[];
}

export interface EmojiGroup {
  readonly key: string;
  readonly name: string;
  /** Stands for the group where there is no room for its name. */
  readonly sign: string;
  readonly emoji: readonly Emoji[];
}

export interface EmojiSet {
  readonly groups: readonly EmojiGroup[];
  /** Light to dark. */
  readonly toneNames: readonly string[];
  /** What an emoji is called, in whatever skin tone; undefined when it is not in the set. */
  readonly labelOf: (text: string) => string | undefined;
}

interface Skin {
  readonly hexcode: string;
  readonly unicode: string;
}
/** The parts of emojibase's compact data that are used; vite.config.ts leaves out the others. */
interface Source {
  readonly hexcode: string;
  readonly label: string;
  readonly unicode: string;
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly emoticon?: string | readonly string[];
  readonly skins?: readonly Skin[];
}
interface Names {
  readonly groups: readonly { readonly key: string; readonly message: string; readonly order: number }[];
  readonly skinTones: readonly { readonly key: string; readonly message: string }[];
}

const SIGNS: Readonly<Record<string, string>> = {
  'smileys-emotion': '😀',
  'people-body': '👋',
  'animals-nature': '🦭',
  'food-drink': '🍎',
  'travel-places': '⛵',
  activities: '⚽',
  objects: '💡',
  symbols: '💠',
  flags: '🏁',
};
const TONES = [
  ['light', '1F3FB'],
  ['medium-light', '1F3FC'],
  ['medium', '1F3FD'],
  ['medium-dark', '1F3FE'],
  ['dark', '1F3FF'],
] as const;
const TONE = /1F3F[B-F]/g;

/** Of Unicode Emoji 16 and 17: many systems would show an empty box. */
const TOO_NEW = new Set(
  '1FAE9 1FAEA 1FAEF 1FAC8 1FAC6 1FACD 1FABE 1FADC 1F6D8 1FA8A 1FA89 1FA8E 1FA8F 1FADF 1F1E8-1F1F6'.split(' '),
);
const isTooNew = (hexcode: string): boolean => TOO_NEW.has(hexcode) || hexcode.startsWith('1F9D1-200D-1FA70');

/** As people's keyboards write it: the sign that asks for colour only where colour is not the rule. */
const asTyped = (text: string): string => text.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1');
const upperFirst = (text: string, language: string): string =>
  text.slice(0, 1).toLocaleUpperCase(language) + text.slice(1);

/** Of emoji with two people the ones in which both have the same tone. */
const tonesOf = (skins: readonly Skin[] | undefined): readonly string[] => {
  const found = TONES.flatMap(([, code]) => {
    const skin = skins?.find(({ hexcode }) => (hexcode.match(TONE) ?? []).every((one) => one === code));
    return skin === undefined ? [] : [asTyped(skin.unicode)];
  });
  return found.length === TONES.length ? found : [];
};

/** @param language of the names */
export const makeEmojiSet = (source: readonly Source[], names: Names, language = 'en'): EmojiSet => {
  const labels = new Map<string, string>();
  const groups = names.groups.flatMap((group): EmojiGroup[] => {
    const sign = SIGNS[group.key];
    // Skin tones by themselves are no emoji that anybody sends.
    if (sign === undefined) return [];
    const emoji = source
      .filter((one) => one.group === group.order && !isTooNew(one.hexcode))
      .map((one) => ({
        text: asTyped(one.unicode),
        label: one.label,
        tags: [...(one.tags ?? []), ...[one.emoticon ?? []].flat()],
        tones: tonesOf(one.skins),
      }));
    for (const { text, label, tones } of emoji) for (const each of [text, ...tones]) labels.set(each, label);
    return [{ key: group.key, name: upperFirst(group.message, language), sign, emoji }];
  });
  const toneNames = TONES.map(([key]) =>
    upperFirst(names.skinTones.find((tone) => tone.key === key)?.message ?? key, language),
  );
  return { groups, toneNames, labelOf: (text) => labels.get(text) };
};
