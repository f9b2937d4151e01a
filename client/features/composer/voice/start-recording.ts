import { createSignal } from 'solid-js';
import type { RecordedPiece } from '../../../files/file-store.ts';
import type { Recorded } from '../../../files/make/made.ts';
import { joinPieces, recordingLock } from '../attach/recorded.ts';

/** In this order: the first is what Chromium and Firefox share. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const SOUND = {
  channelCount: 1,
  sampleRate: 48_000,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** Enough for speech: two hours have 29 MB. */
const BITS_A_SECOND = 32_000;
/** Of pieces on the disk: what an interruption may lose. ms */
const PIECE = 1_000;
/** How often the loudness is measured, ms. */
const MEASURE = 100;
/** The limit of audio files. Bytes */
const MOST_BYTES = 50 * 1024 * 1024;

/** Why there is no recording. */
export type NoRecording = 'denied' | 'no-microphone' | 'unsupported';

export interface Recording {
  readonly seconds: () => number;
  /** The newest last, each from 0 to 1. */
  readonly levels: () => readonly number[];
  readonly paused: () => boolean;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends it; what was recorded. Again: the same. */
  readonly stop: () => Promise<Recorded>;
  /** What was recorded is in the tray, or is not wanted: from now on no tab records here. */
  readonly settle: () => void;
}

const loudness = (samples: Float32Array): number =>
  Math.min(1, Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length) * 4);

/**
 * @param keep a piece is to be kept on the disk
 * @param onInterrupted the microphone is gone, the page is hidden, or no more fits: it is to be stopped
 */
export const startRecording = async (deps: {
  readonly place: string;
  readonly keep: (piece: number, recorded: RecordedPiece) => Promise<boolean>;
  readonly onInterrupted: () => void;
}): Promise<Recording | NoRecording> => {
  if (navigator.mediaDevices === undefined || typeof MediaRecorder === 'undefined') return 'unsupported';
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: SOUND });
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'no-microphone';
  }
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(stream, {
    audioBitsPerSecond: BITS_A_SECOND,
    ...(mimeType === undefined ? {} : { mimeType }),
  });
  const audio = new AudioContext();
  const analyser = audio.createAnalyser();
  analyser.fftSize = 1_024;
  audio.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);

  const [levels, setLevels] = createSignal<readonly number[]>([]);
  const [seconds, setSeconds] = createSignal(0);
  const [paused, setPaused] = createSignal(false);
  const pieces: RecordedPiece[] = [];
  let size = 0;
  let measured = 0;
  /** Time that was recorded before the newest pause, and since when it goes on. ms */
  let before = 0;
  let since = performance.now();
  const elapsed = (): number => (before + (paused() ? 0 : performance.now() - since)) / 1_000;

  const timer = setInterval(() => {
    setSeconds(elapsed());
    if (paused()) return;
    analyser.getFloatTimeDomainData(samples);
    setLevels((all) => [...all, loudness(samples)]);
  }, MEASURE);
  const ended = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
  });
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size === 0) return;
    const piece = { bytes: data, type: recorder.mimeType, levels: levels().slice(measured), seconds: elapsed() };
    measured = levels().length;
    size += data.size;
    void deps.keep(pieces.push(piece) - 1, piece);
    if (size > MOST_BYTES) deps.onInterrupted();
  });
  const hidden = (): void => {
    if (document.hidden) deps.onInterrupted();
  };
  document.addEventListener('visibilitychange', hidden);
  for (const track of stream.getTracks()) track.addEventListener('ended', deps.onInterrupted);
  const settled = Promise.withResolvers<void>();
  navigator.locks.request(recordingLock(deps.place), () => settled.promise).catch(() => undefined);
  recorder.start(PIECE);

  let stopped: Promise<Recorded> | undefined;
  return {
    seconds,
    levels,
    paused,
    pause: () => {
      if (recorder.state !== 'recording') return;
      recorder.pause();
      before += performance.now() - since;
      setPaused(true);
    },
    resume: () => {
      if (recorder.state !== 'paused') return;
      since = performance.now();
      recorder.resume();
      setPaused(false);
    },
    settle: settled.resolve,
    stop: () => {
      stopped ??= (async () => {
        document.removeEventListener('visibilitychange', hidden);
        if (recorder.state !== 'inactive') recorder.stop();
        await ended;
        clearInterval(timer);
        for (const track of stream.getTracks()) track.stop();
        void audio.close();
        return joinPieces(pieces);
      })();
      return stopped;
    },
  };
};
