import type { FileBody, SealedFile } from '../../../shared/envelope/file-body.ts';
import type { FileStore } from '../file-store.ts';
import { isPicture } from '../picture-header.ts';
import { SNIFF_BYTES, sniffType } from '../sniff-type.ts';
import { nameForType, nameToSend } from './file-name.ts';
import type { Made, Notice, Quality, Recorded } from './made.ts';
import type { MadeMedia } from './make-media.ts';
import { type MadePicture, makePicture } from './make-picture.ts';
import { openSealed, type SealControl, sealFile } from './seal-file.ts';
import { waveBars } from './wave-bars.ts';

/** What a file is called whose own name says nothing. */
const NO_NAME = 'file';
/** From here on people are told that a video stays as it is. Bytes. */
const LARGE_VIDEO = 50 * 1024 * 1024;

export interface MakeDeps {
  readonly store: FileStore;
  readonly control: SealControl;
  /** Work that takes much memory or time: one after the other. */
  readonly inTurn: <T>(lane: 'copies' | 'pictures' | 'media', work: () => Promise<T>) => Promise<T>;
  /** How much of slow work is done, of 1. */
  readonly onShare: (share: number) => void;
}

const seal = ({ store, control }: MakeDeps, bytes: Blob, name: string): Promise<SealedFile> =>
  sealFile(store, bytes, { name, type: bytes.type }, control);

/** @param original of the same file, which is on the disk already */
const pictureFrom = async (
  deps: MakeDeps,
  { bytes, width, height, small, estimates, notices }: MadePicture,
  original: FileBody,
  quality: Quality,
): Promise<Made> => {
  const { type } = bytes;
  const name = nameForType(original.name, type);
  const { blob, key, size } = quality === 'original' ? original : await seal(deps, bytes, name);
  const look: FileBody['look'] = {
    kind: 'picture',
    width,
    height,
    ...(small.placeholder === undefined ? {} : { placeholder: small.placeholder }),
    ...(small.thumbnail === undefined ? {} : { thumbnail: await seal(deps, small.thumbnail, name) }),
    ...(small.preview === undefined ? {} : { preview: await seal(deps, small.preview, name) }),
  };
  return { file: { blob, key, size, name, type, look }, original, quality, estimates, notices };
};

const mediaNotices = (made: MadeMedia, size: number): readonly Notice[] => {
  if (made.look === 'audio') return [...(made.plays ? [] : (['not-played'] as const)), 'tells-all'];
  if (made.bytes !== undefined) return made.plays ? [] : ['not-played'];
  return [
    ...(made.plays ? [] : (['not-played'] as const)),
    ...(size > LARGE_VIDEO ? (['large-video'] as const) : []),
    'tells-all',
  ];
};

const mediaFrom = async (deps: MakeDeps, made: MadeMedia, original: FileBody): Promise<Made> => {
  const { seconds, width, height, placeholder, poster } = made;
  const notices = mediaNotices(made, original.size);
  if (made.look === 'audio') {
    const type = original.type.replace(/^video\//, 'audio/');
    return { file: { ...original, type, look: { kind: 'audio', seconds } }, notices };
  }
  const type = made.bytes?.type ?? original.type;
  const name = nameForType(original.name, type);
  const sealed = made.bytes === undefined ? original : await seal(deps, made.bytes, name);
  const look: FileBody['look'] = {
    kind: 'video',
    width,
    height,
    seconds,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(poster === undefined ? {} : { poster: await seal(deps, poster, name) }),
  };
  // The rewritten video replaces the file: videos have no other quality to come back to.
  if (sealed.blob !== original.blob) await deps.store.remove([original.blob]);
  return { file: { blob: sealed.blob, key: sealed.key, size: sealed.size, name, type, look }, notices };
};

const makeFrom = async (deps: MakeDeps, bytes: Blob, original: FileBody, quality: Quality): Promise<Made> => {
  const { type } = original;
  const asFile = (...notices: readonly Notice[]): Made => ({ file: original, notices });
  if (type === 'image/heic') return asFile('heic', 'tells-all');
  if (isPicture(type)) {
    const made = await deps.inTurn('pictures', () => makePicture(bytes, type, quality));
    return typeof made === 'string' ? asFile(made, 'tells-all') : pictureFrom(deps, made, original, quality);
  }
  if (!/^(?:audio|video)\//.test(type)) return asFile();
  const made = await deps.inTurn('media', async () => {
    const { makeMedia } = await import('./make-media.ts');
    return makeMedia(bytes, type, { signal: deps.control.signal, onShare: deps.onShare });
  });
  return made === undefined ? asFile('tells-all') : mediaFrom(deps, made, original);
};

/** Makes what is sent of a file, and copies it to the disk of this device. Throws `NotSealed`. */
export const makeFile = async (deps: MakeDeps, bytes: Blob, givenName: string, quality: Quality): Promise<Made> => {
  const type = sniffType(new Uint8Array(await bytes.slice(0, SNIFF_BYTES).arrayBuffer()));
  const name = nameToSend(givenName, NO_NAME);
  // At once and as it is: a file is only a reference to what may change or vanish.
  const sealed = await deps.inTurn('copies', () => sealFile(deps.store, bytes, { name, type }, deps.control));
  try {
    return await makeFrom(deps, bytes, { ...sealed, name, type }, quality);
  } catch (error) {
    await deps.store.remove([sealed.blob]);
    throw error;
  }
};

/** The same picture in another quality, from what is on the disk. undefined: it is not there any more. */
export const remakePicture = async (deps: MakeDeps, from: Made, quality: Quality): Promise<Made | undefined> => {
  const original = from.original;
  const bytes = original && (await openSealed(deps.store, original));
  if (original === undefined || bytes === undefined) return undefined;
  const made = await deps.inTurn('pictures', () => makePicture(bytes, original.type, quality));
  if (typeof made === 'string') return undefined;
  const again = await pictureFrom(deps, made, original, quality);
  return from.file.alt === undefined ? again : { ...again, file: { ...again.file, alt: from.file.alt } };
};

/** A voice message of what was recorded here. Throws `NotSealed`. */
export const makeVoice = async (deps: MakeDeps, { bytes, type, levels, seconds, name }: Recorded): Promise<Made> => {
  const { mendRecording } = await import('./make-media.ts');
  const mended = await mendRecording(bytes, type);
  const audio = mended?.bytes ?? new Blob([bytes], { type });
  const sealed = await seal(deps, audio, name);
  const look: FileBody['look'] = { kind: 'voice', seconds: mended?.seconds ?? seconds, bars: waveBars(levels) };
  return { file: { ...sealed, name: nameForType(name, type), type, look }, notices: [] };
};

/** What of a file can stand in a tray: a small picture, or a recording to listen to. undefined: neither. */
export const shownOf = async (store: FileStore, file: FileBody): Promise<Blob | undefined> => {
  const { look } = file;
  if (look === undefined || look.kind === 'audio') return undefined;
  const shown =
    look.kind === 'picture' ? (look.preview ?? look.thumbnail ?? file) : look.kind === 'video' ? look.poster : file;
  const kept = shown && (await store.get(shown.blob));
  const bytes = shown && (await openSealed(store, shown));
  return bytes === undefined || kept === undefined ? undefined : new Blob([bytes], { type: kept.type });
};
