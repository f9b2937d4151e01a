import { beforeAll, describe, expect, test } from 'vitest';
import type { EventEntry } from '../../client/channel/timeline-view.ts';
import { codeSpans } from '../../client/features/message-content/code/code-spans.ts';
import { eventWords } from '../../client/features/message-content/events/event-words.ts';
import { loadMarkdown } from '../../client/features/message-content/text/parse-message.ts';
import { plainText } from '../../client/features/message-content/text/plain-text.ts';

beforeAll(loadMarkdown);

type Told = Pick<EventEntry, 'event' | 'by' | 'who'>;
const [by, who] = ['Mira', 'Bo'];
const told = (event: Told['event'], names: Partial<Pick<Told, 'by' | 'who'>> = {}): string =>
  eventWords({ event, by: undefined, who: undefined, ...names });

describe('what happened, in words', () => {
  const added = { kind: 'added', by: 1, who: 2 } as const;
  const removed = { kind: 'removed', by: 1, who: 2 } as const;
  const role = { kind: 'role', by: 1, who: 2, role: 'admin' } as const;
  test.each<[string, string]>([
    [told({ kind: 'created', by: 1, name: 'Boats' }), 'You created the group “Boats”'],
    [told({ kind: 'created', by: 1, name: '{by}' }, { by }), 'Mira created the group “{by}”'],
    [told({ kind: 'joined', by: 1 }), 'You joined'],
    [told({ kind: 'joined', by: 1 }, { by }), 'Mira joined'],
    [told({ kind: 'left', by: 1 }), 'You left'],
    [told({ kind: 'left', by: 1 }, { by }), 'Mira left'],
    [told(added, { who }), 'You added Bo'],
    [told(added, { by }), 'Mira added you'],
    [told(added, { by, who }), 'Mira added Bo'],
    [told(removed, { who }), 'You removed Bo'],
    [told(removed, { by }), 'Mira removed you'],
    [told(removed, { by, who }), 'Mira removed Bo'],
    [told({ kind: 'renamed', by: 1, name: 'Sea' }), 'You renamed the group to “Sea”'],
    [told({ kind: 'renamed', by: 1, name: 'Sea' }, { by }), 'Mira renamed the group to “Sea”'],
    [told(role, { who }), 'You made Bo an admin'],
    [told(role, { by }), 'Mira made you an admin'],
    [told({ ...role, role: 'member' }, { by, who }), 'Mira removed Bo as admin'],
    [told(added), 'You added yourself'],
    [told({ kind: 'right', by: 1, right: 'pin', circle: 'admins' }), 'You let only admins pin messages'],
    [told({ kind: 'right', by: 1, right: 'post', circle: 'everyone' }, { by }), 'Mira let everyone send messages'],
    [told({ kind: 'disappear', by: 1, seconds: 86_400 }), 'You set new messages to disappear after 1 day'],
    [told({ kind: 'disappear', by: 1, seconds: 604_800 }, { by }), 'Mira set new messages to disappear after 7 days'],
    [
      told({ kind: 'disappear', by: 1, seconds: 2_592_000 }, { by }),
      'Mira set new messages to disappear after 30 days',
    ],
    [told({ kind: 'disappear', by: 1, seconds: 0 }, { by }), 'Mira turned off disappearing messages'],
    [told({ kind: 'disappear', by: 1, seconds: 0 }), 'You turned off disappearing messages'],
  ])('TXT-10 %s', (words, expected) => {
    expect(words).toBe(expected);
  });
});

describe('colours of code', () => {
  test.each([
    ['ts', 'const a: string = `x`; // <b>\n'],
    ['html', '<script>alert(1)</script>\n<p onclick="x">&amp;</p>'],
    ['python', 'def f(x):\n\treturn "é" # 🦭'],
    ['diff', '+ a\n- b'],
  ])('TXT-11 the parts of a code in %s, joined, are the code', (language, code) => {
    const spans = codeSpans(language, code) ?? [];
    expect(spans.map((span) => span.text).join('')).toBe(code);
    expect(spans.some((span) => span.tone !== undefined)).toBe(true);
  });
  test.each(['', 'nothing-known', 'constructor', '__proto__'])('TXT-11 code in "%s" stays plain', (language) => {
    expect(codeSpans(language, 'a = 1')).toBeUndefined();
  });
});

test.each([
  ['a **b** [c](https://example.org)', 'a b c'],
  ['# a', '# a'],
  ['- a\n- *b*', 'a\nb'],
  ['> a\n\nb', 'a\nb'],
  ['```ts\nx\n```', 'x'],
  ['4. a\n3. b\n007. c', '4. a\n3. b\n007. c'],
  ['4. 3. 2. 1.', '4. 3. 2. 1.'],
  ['> 3. yes\n> 7. no', '3. yes\n7. no'],
])('TXT-1 TXT-34 in one line %j is %j', (text, expected) => {
  expect(plainText(text)).toBe(expected);
});
