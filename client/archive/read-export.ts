import * as v from 'valibot';
import {
  ARCHIVE_HEAD,
  ARCHIVE_LIMITS,
  ARCHIVED_MESSAGE,
  type ArchivedMessage,
  type ArchiveHead,
} from './archived-message.ts';

/** Why a file is not imported. `newer`: of a format this version does not know; `damaged`: its end is missing, or it is no JSON. */
export type Refusal = 'not-an-export' | 'newer' | 'damaged' | 'too-large';

export class ImportRefused extends Error {
  readonly why: Refusal;

  constructor(why: Refusal) {
    super(`The file is ${why}.`);
    this.why = why;
  }
}

export type ExportPiece =
  | { readonly kind: 'head'; readonly head: ArchiveHead }
  | { readonly kind: 'message'; readonly message: ArchivedMessage }
  /** Something that happened between messages: passed over. */
  | { readonly kind: 'event' }
  /** A message that breaks a rule: left out. */
  | { readonly kind: 'skipped' };

const BEGIN = '"messages":[';

/** Whether its brackets are not nested too deep; reads no further than it must. */
const isShallow = (text: string): boolean => {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (isInText) {
      if (sign === '\\') at++;
      else if (sign === '"') isInText = false;
    } else if (sign === '"') isInText = true;
    else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > ARCHIVE_LIMITS.depth) return false;
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
  return true;
};

const parseJson = (text: string): unknown => {
  if (!isShallow(text)) throw new ImportRefused('too-large');
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportRefused('damaged');
  }
};

const headOf = (value: unknown): ArchiveHead => {
  const parsed = v.safeParse(ARCHIVE_HEAD, value);
  if (!parsed.success) throw new ImportRefused('not-an-export');
  if (parsed.output.version > 1) throw new ImportRefused('newer');
  return parsed.output;
};

const pieceOf = (value: unknown): ExportPiece => {
  // Archives hold messages only: events of the group are skipped.
  if (typeof value === 'object' && value !== null && 'event' in value) return { kind: 'event' };
  const parsed = v.safeParse(ARCHIVED_MESSAGE, value);
  return parsed.success ? { kind: 'message', message: parsed.output } : { kind: 'skipped' };
};

/** The lines of a text, none of them longer than one may be. */
async function* linesOf(file: Blob): AsyncGenerator<string, void> {
  const reader = file
    .stream()
    .pipeThrough(new TextDecoderStream('utf-8', { fatal: true }))
    .getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new ImportRefused('damaged');
      });
      if (done) break;
      rest += value;
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length > ARCHIVE_LIMITS.lineCharacters) throw new ImportRefused('too-large');
    }
    if (rest !== '') yield rest;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** As another program may have written it: all of it in memory. */
async function* readWhole(file: Blob): AsyncGenerator<ExportPiece, void> {
  if (file.size > ARCHIVE_LIMITS.wholeBytes) throw new ImportRefused('not-an-export');
  const value = parseJson(await file.text());
  yield { kind: 'head', head: headOf(value) };
  const messages: unknown = (value as { readonly messages?: unknown }).messages;
  if (!Array.isArray(messages)) throw new ImportRefused('not-an-export');
  for (const one of messages) yield pieceOf(one);
}

async function* readLines(file: Blob): AsyncGenerator<ExportPiece, void> {
  let isBegun = false;
  let isEnded = false;
  for await (const line of linesOf(file)) {
    if (line.length > ARCHIVE_LIMITS.lineCharacters) throw new ImportRefused('too-large');
    const text = line.trim();
    if (!isBegun) {
      if (!text.endsWith(BEGIN)) throw new ImportRefused('not-an-export');
      isBegun = true;
      yield { kind: 'head', head: headOf(parseJson(`${text}]}`)) };
    } else if (text.startsWith(']')) {
      parseJson(`{"messages":[${text}`);
      isEnded = true;
    } else if (text !== '') {
      if (isEnded) throw new ImportRefused('damaged');
      yield pieceOf(parseJson(text.replace(/,$/, '')));
    }
  }
  if (!isEnded) throw new ImportRefused('damaged');
}

/**
 * Reads an export of a conversation, piece by piece: its head, then its messages in their order. Throws an
 * `ImportRefused`; what was read until then must not stay.
 */
export async function* readExport(file: Blob): AsyncGenerator<ExportPiece, void> {
  if (file.size > ARCHIVE_LIMITS.fileBytes) throw new ImportRefused('too-large');
  const start = await file.slice(0, ARCHIVE_LIMITS.lineCharacters).text();
  const first = start.slice(0, start.indexOf('\n') + 1 || undefined);
  let messages = 0;
  for await (const piece of first.trim().endsWith(BEGIN) ? readLines(file) : readWhole(file)) {
    if (piece.kind !== 'head') messages += 1;
    if (messages > ARCHIVE_LIMITS.messages) throw new ImportRefused('too-large');
    yield piece;
  }
}
