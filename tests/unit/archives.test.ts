import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { ARCHIVE_LIMITS } from '../../client/archive/archived-message.ts';
import { type ExportPiece, ImportRefused, readExport } from '../../client/archive/read-export.ts';
import type { ExportedMessage } from '../../client/channel/exported.ts';
import { createJsonWriter } from '../../client/features/own-data/export/write-json.ts';
import { unpackExports } from '../../client/features/own-data/import/unpack-exports.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { ATTACK_STRINGS } from '../support/attack-strings.ts';

const ID = makeGroupId(1_700_000_000_000, () => 0.5);
const message = (id: string, text: string): ExportedMessage => ({
  id,
  by: 'Alice',
  number: 1,
  own: true,
  writtenAt: '2026-11-30T12:00:00.000Z',
  seq: 1,
  body: { kind: 'text', text },
  text,
});
const exportOf = (messages: readonly ExportedMessage[]): string => {
  const writer = createJsonWriter({
    id: ID,
    kind: 'group',
    title: 'Crew',
    picture: undefined,
    role: 'owner',
    members: [],
    chapters: [0],
    madeAt: Date.UTC(2026, 10, 30),
    pictureFile: undefined,
  });
  return [writer.begin(), ...messages.map((one) => writer.message(one, [])), writer.end([])].join('');
};
const read = async (text: BlobPart): Promise<ExportPiece[]> => {
  const pieces: ExportPiece[] = [];
  for await (const piece of readExport(new Blob([text]))) pieces.push(piece);
  return pieces;
};
const refusalOf = async (text: BlobPart): Promise<string> => {
  try {
    await read(text);
    return 'taken';
  } catch (error) {
    if (error instanceof ImportRefused) return error.why;
    throw error;
  }
};
const textsOf = (pieces: readonly ExportPiece[]): unknown[] =>
  pieces.flatMap((one) => (one.kind === 'message' && one.message.body?.kind === 'text' ? one.message.body.text : []));

const anyText = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom(...ATTACK_STRINGS));

it('EXP-7 what was exported is read again, in its order and as its authors wrote it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 8 }), async (texts) => {
      const text = exportOf(texts.map((one, at) => message(`m${at}`, one)));
      expect(textsOf(await read(text))).toEqual(texts);
      // Another program may have written it in other lines.
      expect(textsOf(await read(JSON.stringify(JSON.parse(text), null, 2)))).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

it('EXP-8 whatever bytes a file has, it is read or refused, and no message breaks a bound', async () => {
  const whole = exportOf([message('a', 'one'), message('b', 'two')]);
  const cut = fc.nat(whole.length).map((at) => whole.slice(0, at));
  const turned = fc
    .tuple(fc.nat(whole.length - 1), fc.string({ unit: 'binary', maxLength: 5 }))
    .map(([at, text]) => whole.slice(0, at) + text + whole.slice(at + 1));
  await fc.assert(
    fc.asyncProperty(fc.oneof(cut, turned, fc.json(), fc.string({ unit: 'binary' })), async (text) => {
      try {
        const [head, ...rest] = await read(text);
        expect(head?.kind).toBe('head');
        expect(rest.every(({ kind }) => kind === 'message' || kind === 'skipped')).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ImportRefused);
      }
    }),
    { numRuns: 400 },
  );
  expect(await refusalOf(new Uint8Array([0xff, 0xfe, 0x00]))).toBe('damaged');
});

it('EXP-8 each bound refuses in its own words, and a message that breaks a rule is left out', async () => {
  const whole = exportOf([message('a', 'one')]);
  expect(await refusalOf('')).toBe('damaged');
  expect(await refusalOf('{}')).toBe('not-an-export');
  expect(await refusalOf('[1,2]')).toBe('not-an-export');
  expect(await refusalOf(whole.replace('"version":1', '"version":2'))).toBe('newer');
  expect(await refusalOf(whole.slice(0, -30))).toBe('damaged');
  expect(await refusalOf(whole.slice(0, whole.lastIndexOf('\n]')))).toBe('damaged');
  expect(await refusalOf('['.repeat(100_000))).toBe('too-large');
  const deep = `{"id":"a","x":${'['.repeat(ARCHIVE_LIMITS.depth)}${']'.repeat(ARCHIVE_LIMITS.depth)}}`;
  expect(await refusalOf(whole.replace(/\n\{.*\}\n\]/s, `\n${deep}\n]`))).toBe('too-large');
  const long = whole.replace('"one"', `"${'x'.repeat(ARCHIVE_LIMITS.lineCharacters)}"`);
  expect(await refusalOf(long)).toBe('too-large');
  expect(await refusalOf(long.replaceAll('x'.repeat(1_000), `${'x'.repeat(1_000)}\\n`).slice(0, -30))).toBe(
    'too-large',
  );

  const bad = [
    { id: '../x', by: 'Eve', writtenAt: '2026-11-30T12:00:00.000Z' },
    { id: 'c', by: 'Eve', writtenAt: 'yesterday' },
    { id: 'd', by: 'Eve', writtenAt: '2026-11-30T12:00:00.000Z', body: { kind: 'script', text: 'x' } },
    { id: 'e', by: 'Eve', writtenAt: '2026-11-30T12:00:00.000Z', body: { kind: 'text', text: 'x'.repeat(20_001) } },
    JSON.parse('{"__proto__":{"polluted":true},"id":"f","by":"Eve","writtenAt":"2026-11-30T12:00:00.000Z"}'),
  ];
  const pieces = await read(exportOf(bad as unknown as ExportedMessage[]));
  expect(pieces.map(({ kind }) => kind)).toEqual(['head', 'skipped', 'skipped', 'skipped', 'skipped', 'message']);
  expect('polluted' in {}).toBe(false);
});

it('EXP-8 conversations are found in a ZIP file, whatever else is in it, and a bomb is refused', async () => {
  const go = new AbortController().signal;
  const whole = strToU8(exportOf([message('a', 'one')]));
  const zip = zipSync({
    'profile.json': strToU8('{}'),
    'conversations/0001 Crew.json': whole,
    'conversations/../../x.json': whole,
    'files/0001/1 a.json': whole,
  });
  const found = await unpackExports(new Blob([new Uint8Array(zip)]), go);
  expect(found).toHaveLength(1);
  expect(textsOf(await read(await (found[0] as Blob).text()))).toEqual(['one']);
  const why = async (bytes: Uint8Array): Promise<unknown> => {
    try {
      return await unpackExports(new Blob([new Uint8Array(bytes)]), go, 4 * 1_024 * 1_024);
    } catch (error) {
      return error instanceof ImportRefused ? error.why : error;
    }
  };
  expect(await why(zipSync({ 'a.txt': strToU8('x') }))).toBe('not-an-export');
  const cut = zip.slice(0, 80);
  expect(['damaged', 'not-an-export']).toContain(await why(cut));
  // A file of zeros packs to a thousandth.
  const bomb = zipSync({ 'x.json': new Uint8Array(12 * 1_024 * 1_024) }, { level: 9 });
  expect(bomb.byteLength).toBeLessThan(64 * 1_024);
  expect(await why(bomb)).toBe('too-large');
  // What is passed over is not held.
  const files = zipSync({ 'x.bin': new Uint8Array(12 * 1_024 * 1_024), 'x.json': whole }, { level: 9 });
  expect(await why(files)).toHaveLength(1);
});
