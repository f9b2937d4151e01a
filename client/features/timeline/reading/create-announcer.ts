import { createSignal, onCleanup } from 'solid-js';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { announcementOf } from './announcement.ts';

/** At most one announcement in this time, for all that came within it. ms */
const PAUSE = 1_000;

/** What a screen reader says of new messages: the first at once, what follows quickly together. */
export const createAnnouncer = (): {
  readonly spoken: () => string;
  readonly say: (messages: readonly MessageEntry[]) => void;
} => {
  const [spoken, setSpoken] = createSignal('');
  let waiting: MessageEntry[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    if (waiting.length === 0) return;
    setSpoken(announcementOf(waiting));
    waiting = [];
    timer = setTimeout(speak, PAUSE);
  };
  onCleanup(() => clearTimeout(timer));
  return {
    spoken,
    say: (messages) => {
      waiting.push(...messages);
      if (timer === undefined) speak();
    },
  };
};
