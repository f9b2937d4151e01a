import type { Quality } from '../../../files/make/made.ts';

/** Limits are the sender's device's: the server sees neither kinds nor names. */

const MB = 1024 * 1024;

export type FileKind = 'picture' | 'audio' | 'video' | 'file';

/** Bytes of one file. Pictures by how they are sent. */
const LIMITS: Readonly<Record<Exclude<FileKind, 'picture'> | Quality, number>> = {
  standard: 10 * MB,
  high: 25 * MB,
  original: 25 * MB,
  audio: 50 * MB,
  video: 100 * MB,
  file: 100 * MB,
};
/** From here on a file is said to be large. */
const WARN_FROM = 0.5;

/** What a type, told by the file's bytes, is limited as. HEIC goes as a file. */
export const kindOfType = (type: string): FileKind => {
  if (type === 'image/heic') return 'file';
  const [kind] = type.split('/');
  return kind === 'image' ? 'picture' : kind === 'audio' || kind === 'video' ? kind : 'file';
};

export type SizeVerdict =
  | { readonly kind: 'fits' }
  /** Bytes. */
  | { readonly kind: 'large' | 'too-large'; readonly limit: number };

const judge = (size: number, limit: number): SizeVerdict => {
  if (size < limit * WARN_FROM) return { kind: 'fits' };
  return { kind: size > limit ? 'too-large' : 'large', limit };
};

/** A file before it is copied: a picture may be large, since it is made smaller. */
export const judgeChosen = (size: number, kind: FileKind): SizeVerdict =>
  judge(size, LIMITS[kind === 'picture' ? 'file' : kind]);

/** A file as it would be sent. */
export const judgeMade = (size: number, kind: FileKind, quality: Quality): SizeVerdict =>
  judge(size, LIMITS[kind === 'picture' ? quality : kind]);
