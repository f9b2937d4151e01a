import type { ExportedMessage } from '../../../channel/exported.ts';
import { eventWords } from '../../message-content/events/event-words.ts';
import type { ExportedFile, ExportHead, ExportWriter } from './export-writer.ts';

const JSON_FORMAT = 'skerry-conversation';
const JSON_VERSION = 1;

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Bytes become text that says what they were. */
export const plainJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? { base64: toBase64(part) } : part), indent);

/** What opens a sealed file stays out: an export is passed on, and its files stand beside it. */
const bodyOf = ({ body }: ExportedMessage, files: readonly ExportedFile[]): unknown => {
  if (body?.kind !== 'files') return body;
  const plain = body.files.map(({ name, type, size, look }, at) => ({
    name,
    type,
    size,
    look: look?.kind,
    alt: files[at]?.alt,
    path: files[at]?.path,
  }));
  return { ...body, files: plain };
};

/** JSON with one message or event a line (`docs/export-format.md`): valid as a whole, and readable line by line. */
export const createJsonWriter = (head: ExportHead): ExportWriter => {
  let isFirst = true;
  const line = (value: unknown): string => {
    const before = isFirst ? '' : ',\n';
    isFirst = false;
    return before + plainJson(value);
  };
  return {
    type: 'application/json',
    begin: () => {
      const { madeAt, chapters: _, pictureFile, picture: __, ...rest } = head;
      const about = {
        format: JSON_FORMAT,
        version: JSON_VERSION,
        exportedAt: new Date(madeAt).toISOString(),
        ...rest,
        picture: pictureFile,
      };
      return `${plainJson(about).slice(0, -1)},"messages":[\n`;
    },
    message: (message, files) => line({ ...message, body: bodyOf(message, files) }),
    event: (event) => line({ ...event, text: eventWords({ event: event.event, by: event.by, who: event.who }) }),
    end: (problems) => {
      const missingChapters = problems.flatMap(({ what, name }) => (what === 'chapter' ? Number(name) : []));
      const rest = { complete: problems.length === 0, missingChapters, problems };
      return `${isFirst ? '' : '\n'}],${plainJson(rest).slice(1)}\n`;
    },
  };
};
