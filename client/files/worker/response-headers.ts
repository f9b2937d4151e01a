import type { ByteRange } from '../../../shared/files/byte-range.ts';
import { isShownType, UNKNOWN_TYPE } from '../sniff-type.ts';

/** RFC 8187: letters of any script, for a header that takes ASCII only. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** RFC 6266, with an ASCII name for clients that do not know RFC 8187. */
const attachment = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded(name)}`;
};

/**
 * Headers for an opened file. It is shown only when its own bytes prove it a picture, a recording or a video; nothing of it
 * runs, wherever it is opened.
 *
 * @param file `type`: as `sniffType` found it
 * @param range undefined: all of it
 */
export const responseHeaders = (
  file: { readonly type: string; readonly name: string; readonly size: number },
  range: ByteRange | undefined,
  asDownload: boolean,
): Record<string, string> => {
  const isShown = isShownType(file.type) && !asDownload;
  const { first, last } = range ?? { first: 0, last: file.size - 1 };
  return {
    'Content-Type': isShown ? file.type : UNKNOWN_TYPE,
    'Content-Disposition': isShown ? 'inline' : attachment(file.name),
    'Content-Length': String(last - first + 1),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Accept-Ranges': 'bytes',
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${first}-${last}/${file.size}` }),
  };
};
