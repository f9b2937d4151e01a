import type { RecordedPiece } from '../../../files/file-store.ts';
import type { Recorded } from '../../../files/make/made.ts';

/** Held by the tab that records in a field: no other one takes the recording for interrupted. */
export const recordingLock = (place: string): string => `skerry-recording/${place}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** What a recording is called when it is saved. */
const nameAt = (date: Date): string =>
  `voice-${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}-${two(date.getHours())}${two(date.getMinutes())}`;

/** The type of a recording without what it says of codecs. */
const plainType = (type: string): string => type.split(';')[0]?.trim() ?? '';

export const joinPieces = (pieces: readonly RecordedPiece[]): Recorded => {
  const type = plainType(pieces[0]?.type ?? '') || 'audio/webm';
  return {
    bytes: new Blob(
      pieces.map(({ bytes }) => bytes),
      { type },
    ),
    type,
    levels: pieces.flatMap(({ levels }) => levels),
    seconds: pieces.at(-1)?.seconds ?? 0,
    name: nameAt(new Date()),
  };
};
