import { createRoot, createSignal } from 'solid-js';
import type { ConversationId } from '../../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../../shared/ids/ulid.ts';
import { askFile, type FileState, fileUrl } from '../../../../files/show/ask-file.ts';
import type { App } from '../../../app-context.ts';
import { isSound, type Sound } from '../looks.ts';
import { messageAfter } from './message-after.ts';

/** A recording of a message. */
export interface Recording {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly file: Sound;
}

const SPEEDS = [1, 1.5, 2] as const;
type Speed = (typeof SPEEDS)[number];

/** `failed`: the browser cannot play it. */
type Playing = 'loading' | 'playing' | 'paused' | 'failed' | Exclude<FileState['state'], 'ready'>;

interface Current extends Recording {
  readonly state: Playing;
  /** Seconds. */
  readonly at: number;
}

/** As it is now: a view's own changes, and ends. */
const copyOf = ({ conversationId, messageId, file }: Recording): Recording => ({ conversationId, messageId, file });

const isSame = (a: Recording, b: Recording): boolean => a.messageId === b.messageId && a.file.blob === b.file.blob;

/** One for the page: what plays goes on while its message scrolls away, and one follows the other. */
const createVoicePlayer = () => {
  const [current, setCurrent] = createSignal<Current>();
  const [speed, setSpeed] = createSignal<Speed>(1);
  let sound: HTMLAudioElement | undefined;
  let leave: (() => void) | undefined;
  let begun = 0;

  const update = (change: Partial<Current>): void => void setCurrent((now) => now && { ...now, ...change });

  const stop = (): void => {
    begun += 1;
    sound?.pause();
    sound?.removeAttribute('src');
    sound = undefined;
    leave?.();
    leave = undefined;
    setCurrent(undefined);
  };

  const follow = async (app: App, ended: Recording): Promise<void> => {
    const next = await messageAfter(app.channel, ended.conversationId, ended.messageId);
    const file = next?.body?.kind === 'files' ? next.body.files.find(isSound) : undefined;
    if (next === undefined || file === undefined || current() !== undefined) return;
    await play(app, { conversationId: ended.conversationId, messageId: next.messageId, file });
  };

  /** A recording as browsers make it says no length, and can be sought in only once its end was seen. */
  const findLength = (element: HTMLAudioElement): Promise<void> =>
    new Promise((resolve) => {
      if (element.duration !== Number.POSITIVE_INFINITY) return resolve();
      const found = (): void => {
        if (element.duration === Number.POSITIVE_INFINITY) return;
        element.removeEventListener('durationchange', found);
        element.currentTime = 0;
        resolve();
      };
      element.addEventListener('durationchange', found);
      element.currentTime = Number.MAX_SAFE_INTEGER;
    });

  const begin = async (app: App, given: Recording, at: number): Promise<void> => {
    stop();
    const recording = copyOf(given);
    const mine = begun;
    setCurrent({ ...recording, state: 'loading', at });
    leave = app.channel.subscribe('session', (message) => {
      if (message.type === 'value' && (message.value as { kind?: unknown }).kind === 'signed-out') stop();
    });
    const { userId } = app.me();
    const answer = await askFile(userId, recording.file, true);
    if (mine !== begun) return;
    if (answer.state !== 'ready') return update({ state: answer.state });
    if (!/^(?:audio|video)\//.test(answer.type)) return update({ state: 'failed' });
    const element = new Audio();
    sound = element;
    const isMine = (): boolean => sound === element;
    element.preload = 'auto';
    element.addEventListener('timeupdate', () => {
      if (isMine() && current()?.state === 'playing') update({ at: element.currentTime });
    });
    element.addEventListener('error', () => {
      if (isMine()) update({ state: 'failed' });
    });
    element.addEventListener('ended', () => {
      if (!isMine() || current()?.state !== 'playing') return;
      stop();
      void follow(app, recording);
    });
    element.addEventListener(
      'loadedmetadata',
      async () => {
        await findLength(element);
        if (!isMine()) return;
        element.currentTime = at;
        element.playbackRate = speed();
        if (current()?.state === 'loading') await resume();
      },
      { once: true },
    );
    element.src = fileUrl(userId, recording.file);
  };

  const resume = async (): Promise<void> => {
    update({ state: 'playing' });
    try {
      await sound?.play();
    } catch {
      // The browser wants a press first.
      update({ state: 'paused' });
    }
  };

  const play = async (app: App, recording: Recording): Promise<void> => {
    const now = current();
    if (now === undefined || !isSame(now, recording)) return begin(app, recording, 0);
    switch (now.state) {
      case 'playing':
        sound?.pause();
        return update({ state: 'paused' });
      case 'loading':
        return stop();
      case 'paused':
        return resume();
      default:
        return begin(app, recording, now.at);
    }
  };

  return {
    of: (recording: Recording): Current | undefined => {
      const now = current();
      return now !== undefined && isSame(now, recording) ? now : undefined;
    },
    speed,
    /** Plays it, or pauses it when it plays. */
    play,
    /** @param at seconds */
    seek: (app: App, recording: Recording, at: number): void => {
      const now = current();
      if (now === undefined || !isSame(now, recording) || sound === undefined) {
        void begin(app, recording, at);
        return;
      }
      sound.currentTime = at;
      update({ at });
    },
    nextSpeed: (): void => {
      setSpeed((now) => SPEEDS[(SPEEDS.indexOf(now) + 1) % SPEEDS.length] ?? 1);
      if (sound !== undefined) sound.playbackRate = speed();
    },
  };
};

export const voicePlayer = createRoot(createVoicePlayer);
