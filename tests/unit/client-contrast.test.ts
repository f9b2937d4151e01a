import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../client/design/tokens.css', import.meta.url), 'utf8');
type Colours = ReadonlyMap<string, readonly [light: string, dark: string]>;
/** The colours that a rule sets, for a light and a dark screen. */
const coloursIn = (selector: string): Colours => {
  const [, rule = ''] = css.split(`${selector} {`);
  const [text = ''] = rule.split('}');
  return new Map(
    [...text.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((match) => [
      match[1] ?? '',
      [match[2] ?? '', match[3] ?? ''],
    ]),
  );
};
const usual = coloursIn(':root');
const THEMES = ['plain', 'contrast'].flatMap((theme) =>
  ['tide', 'blue', 'violet', 'rose'].flatMap((accent) =>
    ['tinted', 'none'].flatMap((wallpaper) => {
      const rules: readonly Colours[] = [
        usual,
        ...(theme === 'plain' ? [] : [coloursIn(':root[data-theme="contrast"]')]),
        ...(accent === 'tide' ? [] : [coloursIn(`:root[data-accent="${accent}"]`)]),
        ...(wallpaper === 'tinted' ? [] : [coloursIn(':root[data-wallpaper="none"]')]),
      ];
      const colours = new Map(rules.flatMap((rule) => [...rule]));
      return (['light', 'dark'] as const).map(
        (screen, at) =>
          [
            `${screen} ${theme} ${accent} ${wallpaper}`,
            new Map([...colours].map(([name, both]) => [name, both[at]])),
          ] as const,
      );
    }),
  ),
);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminance = (hex: string): number => {
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
};
const contrast = (a: string, b: string): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

const GROUNDS = ['sea-0', 'sea-1', 'foam', 'tide-soft'];
const PAIRS: readonly (readonly [ink: string, ground: string, least: number])[] = [
  ...['ink', 'ink-2'].flatMap((ink) =>
    [...GROUNDS, 'sea-2', 'amber-soft', 'red-soft'].map((ground) => [ink, ground, 4.5] as const),
  ),
  ...['sea-0', 'sea-1', 'foam'].flatMap((ground) =>
    ['ink-3', 'tide', 'amber', 'red'].map((ink) => [ink, ground, 4.5] as const),
  ),
  ...['ground', 'bubble', 'own'].flatMap((ground) =>
    ['ink', 'ink-2', 'tide'].map((ink) => [ink, ground, 4.5] as const),
  ),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((tint) => [`tint-${tint}`, 'bubble', 4.5] as const),
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((tint) => [`tint-${tint}`, 'ground', 4.5] as const),
  ['ink-3', 'ground', 4.5],
  ['tide', 'tide-soft', 4.5],
  ['tide-ink', 'tide', 4.5],
  ['red-ink', 'red', 4.5],
  ['amber', 'amber-soft', 4.5],
  ['red', 'red-soft', 4.5],
  ['sea-0', 'ink', 4.5],
  ...['ink', 'comment', 'string', 'number', 'keyword', 'name', 'type', 'meta'].map(
    (tone) => [`code-${tone}`, 'code-ground', 4.5] as const,
  ),
  ['red', 'code-ground', 4.5],
  // Edges of fields and buttons, and signs: 3.
  ...['sea-0', 'sea-1', 'foam'].map((ground) => ['line-strong', ground, 3] as const),
  ...['sea-0', 'sea-1', 'foam'].map((ground) => ['green', ground, 3] as const),
];

test('UI-10 each chosen appearance sets colours', () => {
  expect(usual.size).toBeGreaterThan(30);
  for (const rule of ['data-theme="contrast"', 'data-accent="blue"', 'data-accent="violet"', 'data-accent="rose"'])
    expect(coloursIn(`:root[${rule}]`).size).toBeGreaterThan(3);
});

describe.each(THEMES)('the %s theme', (_, colours) => {
  test.each(PAIRS)('UI-10 %s on %s has at least %d', (ink, ground, least) => {
    expect(contrast(colours.get(ink) ?? '#000000', colours.get(ground) ?? '#000000')).toBeGreaterThanOrEqual(least);
  });
});
