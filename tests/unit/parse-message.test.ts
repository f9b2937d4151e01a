import fc from 'fast-check';
import { createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../client/features/message-content/text/message-markdown.ts';
import { loadMarkdown, parseMessage } from '../../client/features/message-content/text/parse-message.ts';

/** Letters, signs that mark, that nearly mark, and that are part of addresses. */
const signs = [
  ...'ab Z9\n\n.,;:!?()*_~`>[]<\\#=|+-/@&"\t\r‮é字👍',
  'www.',
  'https://',
  '1. ',
  '- ',
  '\n\n\n',
  'mailto:x',
];
const texts = fc.array(fc.constantFrom(...signs), { maxLength: 40 }).map((parts) => parts.join(''));
const words = fc
  .array(fc.constantFrom('ab', ' c', '.', ',', '9', 'é', '\n', '\n\n', '\n\n\n', '(', ')', '!', '&', '"'), {
    maxLength: 30,
  })
  .map((parts) => parts.join(''));

test('TXT-33 until marks can be read a text is shown as it was typed, and nothing of it is lost', () => {
  createRoot((dispose) => {
    expect(parseMessage('**bold** words')).toEqual([
      { kind: 'paragraph', inlines: [{ kind: 'text', text: '**bold** words' }] },
    ]);
    dispose();
  });
});

test('TXT-33 a text is the same, whether what reads marks was needed for it or not', async () => {
  await loadMarkdown();
  fc.assert(
    fc.property(fc.oneof(texts, words), (text) => {
      expect(parseMessage(text)).toEqual(parseMarkdown(text));
    }),
    { numRuns: 3_000 },
  );
});
