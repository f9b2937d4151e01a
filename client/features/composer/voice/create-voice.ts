import { createSignal, onCleanup } from 'solid-js';
import type { Attach } from '../attach/create-attach.ts';
import type { TrayRecording } from './record-into-tray.ts';
import type { NoRecording, Recording } from './start-recording.ts';

/** A shorter press is a tap, which records until it is stopped. ms */
const HOLD = 300;
/** So far a finger slides to cancel, or to lock. Pixels */
const SLIDE = 72;

type VoiceMode = 'held' | 'locked';

/** Recording in one field; nothing of it is loaded before the first. */
export interface Voice {
  readonly recording: () => Recording | undefined;
  /** How it is recorded; undefined: it is not. */
  readonly mode: () => VoiceMode | undefined;
  readonly press: (event: PointerEvent) => void;
  /** By the keyboard. */
  readonly begin: () => void;
  readonly cancel: () => Promise<void>;
  /** Into the tray, to listen to. */
  readonly stop: () => Promise<void>;
  readonly send: () => Promise<void>;
}

export const createVoice = (deps: {
  readonly place: string;
  readonly attach: Attach;
  readonly onProblem: (problem: NoRecording | 'broken') => void;
  readonly submit: () => void;
}): Voice => {
  const [recording, setRecording] = createSignal<TrayRecording>();
  const [mode, setMode] = createSignal<VoiceMode>();

  const end = (): TrayRecording | undefined => {
    const ended = recording();
    setMode(undefined);
    setRecording(undefined);
    return ended;
  };
  const stop = async (): Promise<void> => void (await end()?.keep());
  const cancel = async (): Promise<void> => end()?.discard();
  const send = async (): Promise<void> => {
    if (await end()?.keep()) deps.submit();
  };
  let isBeginning = false;
  const begin = async (as: VoiceMode): Promise<void> => {
    if (mode() !== undefined || isBeginning) return;
    setMode(as);
    isBeginning = true;
    try {
      await record();
    } finally {
      isBeginning = false;
    }
  };
  const record = async (): Promise<void> => {
    const [tray, loaded] = await Promise.all([
      deps.attach.open(),
      import('./record-into-tray.ts').catch(() => undefined),
    ]);
    const made =
      tray === undefined || loaded === undefined
        ? 'broken'
        : await loaded.recordIntoTray({ ...deps, onInterrupted: () => void stop() }, tray);
    if (typeof made === 'string') {
      setMode(undefined);
      deps.onProblem(made);
      return;
    }
    setRecording(made);
    // Given up while the microphone was asked for.
    if (mode() === undefined) await cancel();
  };
  let release: (() => void) | undefined;
  const press = (event: PointerEvent): void => {
    if (event.button !== 0 || mode() !== undefined) return;
    const { pointerId, clientX, clientY, timeStamp } = event;
    const isRtl = document.dir === 'rtl';
    const move = (moved: PointerEvent): void => {
      if (moved.pointerId !== pointerId) return;
      const left = (clientX - moved.clientX) * (isRtl ? -1 : 1);
      if (clientY - moved.clientY > SLIDE) {
        release?.();
        setMode((now) => (now === undefined ? now : 'locked'));
      } else if (left > SLIDE) {
        release?.();
        void cancel();
      }
    };
    const up = (lifted: PointerEvent): void => {
      if (lifted.pointerId !== pointerId) return;
      release?.();
      if (lifted.timeStamp - timeStamp < HOLD || lifted.type === 'pointercancel' || recording() === undefined)
        setMode((now) => (now === undefined ? now : 'locked'));
      else void send();
    };
    release = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', up);
      removeEventListener('pointercancel', up);
      release = undefined;
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
    void begin('held');
  };
  onCleanup(() => {
    release?.();
    // The recording stays as a draft.
    if (recording() !== undefined) void stop();
    // The microphone is still being asked for.
    else setMode(undefined);
  });
  return { recording, mode, press, begin: () => void begin('locked'), cancel, stop, send };
};
