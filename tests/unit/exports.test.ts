import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readExport } from '../../client/archive/read-export.ts';
import type { ExportedConversation, ExportedEvent, ExportedMessage } from '../../client/channel/exported.ts';
import type { Channel } from '../../client/channel/protocol.ts';
import { loadMarkdown } from '../../client/features/message-content/text/parse-message.ts';
import { markdownText } from '../../client/features/own-data/export/escape-markdown.ts';
import type { ExportHead } from '../../client/features/own-data/export/export-writer.ts';
import type { FileSource } from '../../client/features/own-data/export/file-source.ts';
import { type ExportOrder, type ExportProgress, runExport } from '../../client/features/own-data/export/run-export.ts';
import { safeName } from '../../client/features/own-data/export/safe-name.ts';
import { createHtmlWriter } from '../../client/features/own-data/export/write-html.ts';
import { createJsonWriter } from '../../client/features/own-data/export/write-json.ts';
import { createMarkdownWriter } from '../../client/features/own-data/export/write-markdown.ts';
import type { FileBody } from '../../shared/envelope/file-body.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { ATTACK_STRINGS } from '../support/attack-strings.ts';

const ID = makeGroupId(1_700_000_000_000, () => 0.5);
const message = (id: string, text: string, more: Partial<ExportedMessage> = {}): ExportedMessage => ({
  id,
  by: 'Alice',
  number: 1,
  own: true,
  writtenAt: '2026-11-30T12:00:00.000Z',
  receivedAt: '2026-11-30T12:00:01.000Z',
  seq: 1,
  body: { kind: 'text', text },
  text,
  ...more,
});
const conversation = (title: string, chapters: readonly number[] = [0]): ExportedConversation => ({
  id: ID,
  kind: 'group',
  title,
  picture: undefined,
  role: 'owner',
  members: [{ name: 'Alice', number: 1, role: 'owner' }],
  chapters,
});
const headOf = (title: string): ExportHead => ({
  ...conversation(title),
  madeAt: Date.UTC(2026, 10, 30),
  pictureFile: undefined,
});
const FILE: FileBody = {
  blob: 'b'.repeat(26),
  key: 'A'.repeat(43),
  size: 5,
  name: 'tide.png',
  type: 'image/png',
};

/** A replica that has these chapters; a number in place of one is a chapter that is missing. */
const replica = (
  one: ExportedConversation,
  chapters: readonly (readonly (ExportedMessage | ExportedEvent)[] | undefined)[],
) => {
  const call = async (name: string, input: { readonly chapter?: number }) => {
    if (name === 'exportConversations') return { ok: true, value: { conversations: [one] } };
    if (name !== 'exportChapter') return { ok: false, error: 'unknown' };
    const messages = chapters[input.chapter ?? -1];
    return { ok: true, value: { chapter: { entries: messages ?? [], unread: [], whole: messages !== undefined } } };
  };
  return call as Channel['call'];
};

const run = async (
  order: Partial<ExportOrder>,
  call: Channel['call'],
  onProgress: (progress: ExportProgress) => void = () => {},
  signal = new AbortController().signal,
) => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const problems = await runExport(
    { format: 'json', only: ID, files: undefined, madeAt: Date.UTC(2026, 10, 30), ...order },
    { call, sink: { write: async (bytes) => void parts.push(bytes) }, onProgress, pause: async () => {} },
    signal,
  );
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return { problems, bytes, text: new TextDecoder().decode(bytes) };
};

it('EXP-1 a conversation is written chapter by chapter, and says how far it is', async () => {
  const chapters = [[message('a', 'one'), message('b', 'two')], [message('c', 'three')]];
  const seen: ExportProgress[] = [];
  const { text, problems } = await run({}, replica(conversation('Crew', [0, 1]), chapters), (now) => seen.push(now));
  expect(problems).toEqual([]);
  expect(JSON.parse(text).messages.map((one: ExportedMessage) => one.text)).toEqual(['one', 'two', 'three']);
  expect(seen.at(-1)).toMatchObject({ messages: 3, done: 2, total: 2 });
  expect(seen.at(-1)?.bytes).toBe(new TextEncoder().encode(text).length);
});

it('EXP-9 what happened in a group stands between its messages, as text in every format', async () => {
  const renamed: ExportedEvent = {
    id: 'e',
    at: '2026-11-30T12:01:00.000Z',
    seq: 1,
    event: { kind: 'renamed', by: 2, name: '<img src=x> *Crew*' },
    by: '<b>Bob</b>',
  };
  const call = replica(conversation('Crew'), [[message('a', 'one'), renamed, message('b', 'two')]]);
  const json = await run({}, call);
  expect(JSON.parse(json.text).messages[1]).toEqual({
    ...renamed,
    text: expect.stringMatching(/Bob.*Crew/),
  });
  expect(json.text.split('\n')).toHaveLength(5 + 1);
  const { text: html } = await run({ format: 'html' }, call);
  expect(html).toMatch(/one.*&lt;b&gt;Bob.*&lt;img.*two/s);
  expect(html).not.toMatch(/<b>Bob|<img/);
  const { text: markdown } = await run({ format: 'md' }, call);
  expect(markdown).toMatch(/one.*Bob.*\\\*Crew\\\*.*two/s);
  // One heading for one day.
  expect([html.match(/<h2>/g), markdown.match(/^## /gm)]).toEqual([['<h2>'], ['## ']]);
  const pieces = await Array.fromAsync(readExport(new Blob([json.bytes])));
  expect(pieces.map(({ kind }) => kind)).toEqual(['head', 'message', 'event', 'message']);
});

it('EXP-1 a cancelled export ends at once, whatever it waits for, and writes nothing more', async () => {
  const cancel = new AbortController();
  const call = replica(conversation('Crew', [0, 1]), [[message('a', 'one')]]);
  const hangs = (async (name: 'exportChapter', input: { chapter: number } & Parameters<typeof call>[1]) => {
    if (name !== 'exportChapter' || input.chapter === 0) return call(name, input as never);
    cancel.abort();
    return new Promise(() => {});
  }) as Channel['call'];
  let last: ExportProgress | undefined;
  await expect(run({}, hangs, (now) => (last = now), cancel.signal)).rejects.toThrow();
  expect(last).toMatchObject({ messages: 1, done: 1 });
});

it('EXP-2 a missing chapter, a message that breaks the writer and a file that breaks off stop nothing and are named', async () => {
  const broken = {
    ...message('bad', 'x'),
    body: { kind: 'poll', text: 'q', options: null },
  } as unknown as ExportedMessage;
  const withFile = message('f', 'see', { body: { kind: 'files', files: [FILE, { ...FILE, name: 'gone.png' }] } });
  const files: FileSource = {
    kindOf: async ({ name }) => (name === 'gone.png' ? undefined : 'picture'),
    read: async function* () {
      yield new Uint8Array([1, 2]);
      throw new Error('no connection');
    },
  };
  const call = replica(conversation('Plan: A/B? 🎉 план', [0, 1]), [[message('a', 'one'), broken, withFile]]);
  const { problems, bytes } = await run({ format: 'html', files }, call);
  expect(problems.map(({ what, name }) => [what, name])).toEqual([
    ['message', 'bad'],
    ['file', 'gone.png'],
    ['chapter', '1'],
    ['file', 'tide.png'],
  ]);
  const zip = unzipSync(bytes);
  expect(Object.keys(zip)).toEqual(['Plan_ A_B_ _ план.html', 'files/0001/1 tide.png', 'about.json']);
  const page = strFromU8(zip['Plan_ A_B_ _ план.html'] ?? new Uint8Array());
  expect(page).toContain('one');
  expect(page).toContain('src="files/0001/1%20tide.png"');
  expect(page).toContain('gone.png (not included)');
  expect(JSON.parse(strFromU8(zip['about.json'] ?? new Uint8Array()))).toMatchObject({ complete: false, problems });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...ATTACK_STRINGS),
);

/** Every element that a page of ours may hold. */
const TAG =
  /<(?:!doctype html|\/?(?:html|head|meta|title|style|body|header|main|footer|h1|h2|p|bdi|article|b|time|small|a|span|ul|li|div|strong|em|del|code|pre|blockquote|figure|figcaption|img|video|audio))(?=[ >])/g;

it('EXP-3 whatever people write, a page holds only elements of ours, and addresses that may be followed', async () => {
  await loadMarkdown();
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (text, name) => {
      const writer = await createHtmlWriter({ ...headOf(name), members: [{ name, number: 1, role: name }] }, true);
      const said: ExportedMessage[] = [
        message('a', text, { by: name, quoted: { by: name, text }, reactions: [{ emoji: text, by: [name] }] }),
        message('b', text, { body: { kind: 'poll', text, options: [text, name], multiple: false, anonymous: false } }),
        message('c', text, { body: { kind: 'contact', userId: 'x', by: 1, name: text } }),
        message('d', text, { body: { kind: 'text', text, reply: { chapter: 0, id: name } }, id: text }),
      ];
      const file = { name, size: 1, alt: text, path: `files/${name}` } as const;
      const kinds = (['picture', 'video', 'audio', 'file'] as const).map((kind) => ({ ...file, kind }));
      const page = [
        writer.begin(),
        ...said.map((one) => writer.message(one, kinds)),
        writer.end([{ conversation: name, what: 'file', name: text }]),
      ].join('');
      expect(page.replaceAll(TAG, '').includes('<')).toBe(false);
      for (const [, attribute, value = ''] of page.matchAll(/ (href|src)="([^"]*)"/g)) {
        if (attribute === 'src') expect(value).toMatch(/^files\//);
        else expect(value).toMatch(/^(?:https?:|mailto:|#m-)/);
      }
      expect(page).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/);
    }),
    { numRuns: 150 },
  );
});

it('EXP-3 addresses in an exported page open without a referrer or an opener, and attack strings stand there as text', async () => {
  await loadMarkdown();
  const writer = await createHtmlWriter(headOf('Crew'), false);
  const text = writer.message(message('a', 'see https://example.org/x and [y](javascript:alert(1))'), []);
  expect(text).toContain('href="https://example.org/x"');
  expect(text).toContain('target="_blank" rel="noopener noreferrer nofollow"');
  expect(text).not.toContain('href="javascript');
  expect(writer.message(message('b', '<script>alert(1)</script>'), [])).toContain(
    '&lt;script&gt;alert(1)&lt;/script&gt;',
  );
});

/** What a reader of Markdown makes of the text, were every escaped sign a sign. */
const unescaped = (text: string): string => text.replaceAll('&nbsp;', ' ').replaceAll(/\\([\n!-/:-@[-`{-~])/g, '$1');

it('EXP-4 what people write stays text in Markdown, sign by sign and line by line', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const written = markdownText(text);
      const bare = written.replaceAll(/&nbsp;|\\[!-/:-@[-`{-~]/g, 'x');
      expect(bare).not.toMatch(/[`*_{}[\]<>#|~&$]/);
      for (const line of bare.split('\n')) expect(line).not.toMatch(/^(?:[-+=\t]|\d{1,9}[.)]| {4})/);
      const plain = (one: string): string =>
        one
          .toWellFormed()
          .split(/\r\n?|[\n\v\f\u0085\u2028\u2029]/)
          .map((line) => line.trim())
          .join('\n');
      expect(plain(unescaped(written))).toBe(plain(text.replaceAll('&nbsp;', ' ')));
    }),
    { numRuns: 1_000 },
  );
  expect(markdownText('see www.evil.org or eve@evil.org')).toBe('see www\\.evil.org or eve\\@evil.org');
  expect(markdownText('1. one\n- two\n\n    code\n<b>')).toBe(
    '1\\. one\\\n\\- two\n\n&nbsp;&nbsp;&nbsp;&nbsp;code\\\n\\<b\\>',
  );
});

it('EXP-4 names and titles in Markdown stay on their line', () => {
  const writer = createMarkdownWriter(headOf('# x\n# y'));
  expect(writer.begin()).toMatch(/^# \\# x \\# y\n\n/);
  expect(writer.message(message('a', 'hi', { by: '**Bob**\n# x' }), [])).toContain('**\\*\\*Bob\\*\\* \\# x**');
});

it('EXP-5 exported JSON is valid as a whole and line by line, and names no key of a file', () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 5 }), anyText, (texts, title) => {
      const writer = createJsonWriter(headOf(title));
      const all = texts.map((text, at) => message(String(at), text));
      const text = [writer.begin(), ...all.map((one) => writer.message(one, [])), writer.end([])].join('');
      // As bytes and back: a lone half of a character is one in JSON's own words.
      const parsed = JSON.parse(new TextDecoder().decode(new TextEncoder().encode(text)));
      expect(parsed).toMatchObject({ format: 'skerry-conversation', version: 1, title, complete: true });
      expect(parsed.messages.map((one: ExportedMessage) => one.text)).toEqual(texts);
      const lines = text.trimEnd().split('\n').slice(1, -1);
      expect(lines.map((line) => JSON.parse(line.replace(/,$/, '')).text)).toEqual(texts);
    }),
  );
  const files = [{ name: 'tide.png', size: 5, kind: 'picture', path: 'files/0001/1 tide.png' }] as const;
  const line = createJsonWriter(headOf('Crew')).message(
    message('f', 'x', { body: { kind: 'files', files: [FILE] } }),
    files,
  );
  expect(line).toContain('"path":"files/0001/1 tide.png"');
  expect(line).not.toContain(FILE.key);
  expect(line).not.toContain(FILE.blob);
});

it('EXP-6 names of files lead nowhere, and every system takes them', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const name = safeName(text, 'file');
      expect(name).toMatch(/^[\p{L}\p{M}\p{N} ._-]{1,80}$/u);
      expect(name).not.toMatch(/^[. ]|[. ]$/);
    }),
  );
  expect(safeName('../../etc/passwd', 'file')).toBe('_.._etc_passwd');
  expect(safeName('ذكريات.jpg', 'file')).toBe('ذكريات.jpg');
});
