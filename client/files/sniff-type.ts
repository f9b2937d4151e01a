/** Finds the type of a file in its first bytes; the name and the claimed type of a file are never used. */

/** So many bytes at the beginning are enough to find the type. */
export const SNIFF_BYTES = 4_096;
/** The type of every other file. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** Shown by elements that cannot run script. Everything else is only saved. */
const SHOWN = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'video/mp4',
  'video/webm',
  'video/quicktime',
  'video/ogg',
  'audio/mp4',
  'audio/webm',
  'audio/ogg',
  'audio/mpeg',
  'audio/aac',
  'audio/flac',
  'audio/wav',
]);
export const isShownType = (type: string): boolean => SHOWN.has(type);

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, i) => bytes[i] === byte);

const HEIF_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);
/** So many brands of a box `ftyp` are read: files have three or four. */
const MOST_BRANDS = 32;

/** Files of the ISO base media format name their type in the first box. */
const isoType = (head: Uint8Array): string | undefined => {
  if (latin(head, 4, 8) !== 'ftyp') return undefined;
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const major = latin(head, 8, 12);
  const brands = [major];
  for (let at = 16; at + 4 <= Math.min(size, head.length) && brands.length < MOST_BRANDS; at += 4)
    brands.push(latin(head, at, at + 4));
  if (brands.includes('avif') || brands.includes('avis')) return 'image/avif';
  if (HEIF_BRANDS.has(major)) return 'image/heic';
  if (major === 'qt  ') return 'video/quicktime';
  return /^M4[AB] /.test(major) ? 'audio/mp4' : 'video/mp4';
};

const riffType = (head: Uint8Array): string | undefined => {
  if (latin(head, 0, 4) !== 'RIFF') return undefined;
  const kinds: Record<string, string> = { WEBP: 'image/webp', WAVE: 'audio/wav', 'AVI ': 'video/x-msvideo' };
  return kinds[latin(head, 8, 12)];
};

const ebmlType = (head: Uint8Array): string | undefined => {
  if (!startsWith(head, 0x1a, 0x45, 0xdf, 0xa3)) return undefined;
  if (!latin(head, 4, 64).includes('webm')) return 'video/x-matroska';
  const tracks = latin(head, 0, SNIFF_BYTES);
  return tracks.includes('A_') && !tracks.includes('V_') ? 'audio/webm' : 'video/webm';
};

/** The sync word of MPEG audio; AAC differs by its layer. */
const mpegType = (head: Uint8Array): string | undefined => {
  const [first, second = 0, third = 0] = head;
  if (first !== 0xff || second < 0xe0) return undefined;
  if ((second & 0xf6) === 0xf0) return 'audio/aac';
  // Of the three layers only the third is in use.
  const isLayer = (second & 0x06) === 0x02 && (second & 0x18) !== 0x08;
  return isLayer && third >> 4 !== 0x0f && (third & 0x0c) !== 0x0c ? 'audio/mpeg' : undefined;
};

/** UTF-8 without controls but line ends and tabs. */
const textType = (head: Uint8Array, isWhole: boolean): string | undefined => {
  if (head.length === 0) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: !isWhole });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those that no text has.
    return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : 'text/plain';
  } catch {
    return undefined;
  }
};

/**
 * @param head the first `SNIFF_BYTES` of the file, or all of it when it is shorter
 * @param isWhole it is all of the file
 */
export const sniffType = (head: Uint8Array, isWhole = head.length < SNIFF_BYTES): string => {
  if (startsWith(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (startsWith(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (/^GIF8[79]a$/.test(latin(head, 0, 6))) return 'image/gif';
  if (latin(head, 0, 4) === 'OggS') return latin(head, 0, SNIFF_BYTES).includes('theora') ? 'video/ogg' : 'audio/ogg';
  if (latin(head, 0, 4) === 'fLaC') return 'audio/flac';
  if (latin(head, 0, 3) === 'ID3') return 'audio/mpeg';
  if (latin(head, 0, 5) === '%PDF-') return 'application/pdf';
  if (startsWith(head, 0x50, 0x4b, 3, 4)) return 'application/zip';
  return (
    (head.length >= 12 ? (isoType(head) ?? riffType(head)) : undefined) ??
    ebmlType(head) ??
    mpegType(head) ??
    textType(head, isWhole) ??
    UNKNOWN_TYPE
  );
};
