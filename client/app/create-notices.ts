import { createSignal, onCleanup } from 'solid-js';
import type { NoticeAction } from '../features/app-context.ts';

/** A notice stays this long; one with an offer a little longer. ms */
const NOTICE = 6_000;
const WITH_ACTION = 8_000;
/** More would cover what the person reads. */
const MOST = 3;

interface Notice {
  readonly text: string;
  readonly action: NoticeAction | undefined;
}

export interface Notices {
  readonly shown: () => readonly Notice[];
  readonly say: (text: string, action?: NoticeAction) => void;
  readonly drop: (notice: Notice) => void;
  /** While a pointer or the focus is on them, none disappears. */
  readonly hold: (held: boolean) => void;
}

export const createNotices = (): Notices => {
  const [shown, setShown] = createSignal<readonly Notice[]>([]);
  /** By the monotonic clock. */
  const ends = new Map<Notice, number>();
  let held = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const removeEnded = (): void => {
    clearTimeout(timer);
    const now = performance.now();
    // An offer that has expired disappears even under the pointer.
    const left = shown().filter((one) => (ends.get(one) ?? 0) > now || (held && one.action?.until === undefined));
    for (const one of shown()) if (!left.includes(one)) ends.delete(one);
    if (left.length !== shown().length) setShown(left);
    if (left.length > 0)
      timer = setTimeout(removeEnded, Math.max(200, Math.min(...left.map((one) => (ends.get(one) ?? 0) - now))));
  };
  const drop = (notice: Notice): void => {
    ends.delete(notice);
    // A notice that disappears takes pointer or focus along, without an event.
    held = false;
    setShown(shown().filter((one) => one !== notice));
    removeEnded();
  };
  return {
    shown,
    drop,
    hold: (now) => {
      held = now;
      removeEnded();
    },
    say: (text, action) => {
      const notice: Notice = { text, action };
      const ending = action === undefined ? NOTICE : WITH_ACTION;
      ends.set(notice, performance.now() + (action?.until === undefined ? ending : action.until - Date.now()));
      setShown([...shown().filter((one) => one.text !== text || one.action !== undefined), notice].slice(-MOST));
      removeEnded();
    },
  };
};
