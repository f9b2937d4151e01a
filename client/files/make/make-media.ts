import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  CanvasSink,
  Conversion,
  Input,
  type InputVideoTrack,
  Mp4OutputFormat,
  Output,
  Quality,
  WebMOutputFormat,
} from 'mediabunny';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { drawSmall } from './draw-picture.ts';

/** The box that videos are scaled into, lying or standing. Pixels. */
const LONG_SIDE = 1_280;
const SHORT_SIDE = 720;
/** Of a scaled video, bits a second. */
const USUAL_RATE = 2_500_000;
/** A scaled video with a lower bit rate looks bad. */
const LEAST_RATE = 600_000;
/** A video that is written anew stands in memory. Bytes. */
const MOST_WRITTEN = 95 * 1024 * 1024;
/** Where the picture that stands for a video is taken, seconds. */
const POSTER_AT = 1;
/** A file that could not be read by then is hostile or broken. ms */
const READ_WITHIN = 20_000;

export interface MadeMedia {
  readonly look: 'video' | 'audio';
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** Written anew; undefined: as it is. */
  readonly bytes: Blob | undefined;
  readonly poster: Blob | undefined;
  readonly placeholder: string | undefined;
  /** This browser can play it. */
  readonly plays: boolean;
}

export interface MediaControl {
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onShare: (share: number) => void;
}

const even = (value: number): number => Math.max(2, Math.round(value / 2) * 2);

/** What a video of that size is scaled to: itself when it fits. */
export const videoSize = (width: number, height: number): { readonly width: number; readonly height: number } => {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height), SHORT_SIDE / Math.min(width, height));
  return scale === 1 ? { width, height } : { width: even(width * scale), height: even(height * scale) };
};

/** Bits a second for a scaled video of that length; undefined: none that is worth it fits. */
export const videoRate = (seconds: number): number | undefined => {
  const rate = Math.min(USUAL_RATE, (MOST_WRITTEN * 8) / Math.max(1, seconds));
  return rate < LEAST_RATE ? undefined : Math.floor(rate);
};

const within = async <T>(promise: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('A recording told nothing of itself.')), READ_WITHIN);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

const WEBM = new Set(['video/webm', 'audio/webm']);

/**
 * Writes a recording anew: with its length and places to seek to, and without what it tells of place and camera. Tracks
 * that need no scaling are copied as they are. undefined: not with all of its tracks.
 */
const rewrite = async (
  input: Input,
  type: string,
  scaled: { readonly width: number; readonly height: number; readonly rate: number } | undefined,
  { signal, onShare }: MediaControl,
): Promise<Blob | undefined> => {
  const target = new BufferTarget();
  const isWebm = WEBM.has(type);
  const output = new Output({
    format: isWebm ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' }),
    target,
  });
  const conversion = await Conversion.init({
    input,
    output,
    tracks: 'primary',
    tags: {},
    showWarnings: false,
    ...(scaled === undefined
      ? {}
      : {
          video: {
            width: scaled.width,
            height: scaled.height,
            fit: 'fill',
            quality: new Quality({ bitrate: scaled.rate }),
          },
        }),
  });
  const lost = conversion.discardedTracks.some(({ track }) => track.type !== 'subtitle');
  if (!conversion.isValid || lost || signal.aborted) return undefined;
  conversion.onProgress = onShare;
  const stop = (): void => void conversion.cancel();
  signal.addEventListener('abort', stop);
  try {
    await conversion.execute();
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return target.buffer === null ? undefined : new Blob([target.buffer], { type: isWebm ? type : 'video/mp4' });
};

const posterOf = async (
  track: InputVideoTrack,
  seconds: number,
): Promise<Pick<MadeMedia, 'poster' | 'placeholder'>> => {
  const sink = new CanvasSink(track);
  const start = Math.max(0, await track.getFirstTimestamp());
  const shot = (await sink.getCanvas(start + Math.min(POSTER_AT, seconds / 2))) ?? (await sink.getCanvas(start));
  if (!(shot?.canvas instanceof OffscreenCanvas)) return { poster: undefined, placeholder: undefined };
  const small = await drawSmall(shot.canvas, 'image/jpeg');
  return {
    poster: small.preview ?? (await shot.canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 })),
    placeholder: small.placeholder,
  };
};

const pixels = (value: number): number => Math.min(LIMITS.filePixels, Math.max(1, Math.round(value)));
const length = (value: number): number => Math.min(LIMITS.fileSeconds, Math.max(0, Math.round(value * 1_000) / 1_000));

const makeVideo = async (
  bytes: Blob,
  type: string,
  input: Input,
  track: InputVideoTrack,
  control: MediaControl,
): Promise<MadeMedia> => {
  const [width, height, seconds, plays] = await within(
    Promise.all([track.getDisplayWidth(), track.getDisplayHeight(), input.computeDuration(), track.canDecode()]),
  );
  const poster = plays
    ? await within(posterOf(track, seconds)).catch(() => ({ poster: undefined, placeholder: undefined }))
    : { poster: undefined, placeholder: undefined };
  const size = videoSize(width, height);
  const scales = size.width !== width || size.height !== height;
  const rate = videoRate(seconds);
  const scaled = scales && plays && rate !== undefined ? { ...size, rate } : undefined;
  const isWritten = scaled !== undefined || bytes.size <= MOST_WRITTEN;
  const written = isWritten ? await rewrite(input, type, scaled, control).catch(() => undefined) : undefined;
  const shown = written !== undefined && scaled !== undefined ? size : { width, height };
  return {
    look: 'video',
    width: pixels(shown.width),
    height: pixels(shown.height),
    seconds: length(seconds),
    bytes: written,
    ...poster,
    plays,
  };
};

/** undefined: no recording that can be read. */
export const makeMedia = async (bytes: Blob, type: string, control: MediaControl): Promise<MadeMedia | undefined> => {
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(bytes) });
  try {
    if (!(await within(input.canRead()))) return undefined;
    const video = await within(input.getPrimaryVideoTrack());
    if (video !== null) return await makeVideo(bytes, type, input, video, control);
    const audio = await within(input.getPrimaryAudioTrack());
    if (audio === null) return undefined;
    return {
      look: 'audio',
      width: 0,
      height: 0,
      seconds: length(await within(input.computeDuration())),
      bytes: undefined,
      poster: undefined,
      placeholder: undefined,
      plays: await within(audio.canDecode()),
    };
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
};

/** What was recorded here, with its length and places to seek to, which recorders leave out. */
export const mendRecording = async (
  bytes: Blob,
  type: string,
): Promise<{ readonly bytes: Blob; readonly seconds: number } | undefined> => {
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(bytes) });
  try {
    const seconds = length(await within(input.computeDuration()));
    const control = { signal: new AbortController().signal, onShare: () => undefined };
    const written = await rewrite(input, type, undefined, control).catch(() => undefined);
    return { bytes: written === undefined ? bytes : new Blob([written], { type }), seconds };
  } catch {
    return undefined;
  } finally {
    input.dispose();
  }
};
