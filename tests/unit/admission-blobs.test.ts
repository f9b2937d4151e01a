import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { messageWith } from '../support/blob-client.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';

const ALICE = 1024;
const idOf = (n: number) => makeBlobId(Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? n : i)));
const many = (count: number) => Array.from({ length: count }, (_, n) => idOf(n));
const context: JudgeContext = {
  kind: 'chapter',
  number: ALICE,
  membership: groupAs('member'),
  now: 0,
  limits: { ...LIMITS, updateBlobs: 40 },
  newMessages: 'open',
  bytes: 0,
  strict: false,
};

const judged = (...headers: readonly (readonly string[])[]) => {
  const writer = new ChapterWriter(ALICE);
  const update = Y.mergeUpdates(headers.map((blobs) => messageWith(writer, blobs).update));
  return judge(new Y.Doc(), update, context);
};

it('BLOB-8 the blobs of a header come with its message, in their order', () => {
  const result = judged([idOf(2), idOf(1)], [idOf(1)]);
  expect(result).toMatchObject({
    ok: true,
    value: { messages: [{ blobs: [idOf(2), idOf(1)] }, { blobs: [idOf(1)] }] },
  });
});

it('BLOB-8 a message without blobs says nothing of them', () => {
  const writer = new ChapterWriter(ALICE);
  const result = judge(new Y.Doc(), writer.message('hello').update, context);
  expect(result.ok && result.value.messages.map((message) => 'blobs' in message)).toEqual([false]);
});

it.each<[code: string, headers: string[][]]>([
  ['ok', [many(LIMITS.headerBlobs)]],
  ['too-large', [many(LIMITS.headerBlobs + 1)]],
  ['ok', [many(20), many(20)]],
  ['too-large', [many(20), many(21)]],
  ['bad-value', [[]]],
  ['bad-value', [[idOf(1), idOf(1)]]],
  ['bad-value', [['']]],
  ['bad-value', [['..']]],
  ['bad-value', [[idOf(1).toUpperCase()]]],
])('BLOB-8 %s for blobs in headers', (code, headers) => {
  const result = judged(...headers);
  expect(result.ok ? 'ok' : result.error.code).toBe(code);
});

it.each([
  ['edits', (id: string, writer: ChapterWriter) => `${id}/${writer.id()}`, { kind: 'text', text: 'x' }],
  ['reactions', (id: string, writer: ChapterWriter) => `${id}/${ALICE}/${writer.id()}`, { kind: 'emoji', text: '👍' }],
] as const)('BLOB-8 a header in %s names no blobs', (root, keyOf, body) => {
  const writer = new ChapterWriter(ALICE);
  const { id, update } = writer.message('hello');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const named = writer.set(root, keyOf(id, writer), writer.envelope(body, { blobs: [idOf(1)] }));
  expect(judge(doc, named, context)).toMatchObject({ ok: false, error: { code: 'bad-value' } });
});

const sealed = (n: number) => ({ blob: idOf(n), key: 'A'.repeat(43), size: 10 });
const file = (n: number, look?: unknown) => ({
  ...sealed(n),
  name: 'a.bin',
  type: 'image/png',
  ...(look ? { look } : {}),
});
const picture = { kind: 'picture', width: 9, height: 9, thumbnail: sealed(2), preview: sealed(3) };
const video = { kind: 'video', width: 9, height: 9, seconds: 1, poster: sealed(2) };

it.each<[code: string, body: readonly unknown[], header: readonly number[]]>([
  ['ok', [file(1)], [1]],
  ['ok', [file(1), file(1)], [1]],
  ['ok', [file(1, picture)], [1, 2, 3]],
  ['ok', [file(1, video)], [2, 1]],
  ['bad-value', [file(1)], []],
  ['bad-value', [file(1)], [4]],
  ['bad-value', [file(1), file(4)], [1]],
  ['bad-value', [file(1, picture)], [1, 2]],
  ['bad-value', [file(1, picture)], [2, 3]],
  ['bad-value', [file(1, video)], [1]],
  ['bad-value', [], [1]],
  ['bad-value', Array.from({ length: LIMITS.files + 1 }, () => file(1)), [1]],
  ['bad-value', [{ ...file(1), blob: '../../secret' }], [1]],
  ['bad-value', [{ ...file(1), key: 'short' }], [1]],
  ['bad-value', [{ ...file(1), size: -1 }], [1]],
  ['bad-value', [{ ...file(1), type: 'text/html\r\nx: y' }], [1]],
  ['bad-value', [{ ...file(1), url: 'https://example.org' }], [1]],
])('BLOB-20 %s for a body with files and its header', (code, files, header) => {
  const writer = new ChapterWriter(ALICE);
  const blobs = header.map(idOf);
  const body = { kind: 'files', files } as unknown as Parameters<ChapterWriter['envelope']>[0];
  const update = writer.set('messages', writer.id(), writer.envelope(body, blobs.length === 0 ? {} : { blobs }));
  const result = judge(new Y.Doc(), update, context);
  expect(result.ok ? 'ok' : result.error.code).toBe(code);
});
