/** A lock that each tab shares while it holds typed text that nothing else keeps. */
const LOCK = 'skerry-typing';
/** Marks a field whose text is kept elsewhere, like a draft. */
const KEPT = '[data-kept]';
/** How often a tab checks whether typed text is gone: fields leave the page without an event. ms */
const UPDATE_EVERY = 300;

type Field = HTMLInputElement | HTMLTextAreaElement;
const isField = (target: EventTarget | null): target is Field =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'file', 'range'].includes(target.type));

export interface TypingLock {
  /** Calls once, when nothing is typed in this tab. */
  readonly whenIdle: (act: () => void) => void;
  /** Calls once, when nothing is typed in any tab of this profile. */
  readonly whenAllIdle: (act: () => void) => void;
}

/** Watches for text that would be lost with its page: typed into a field, neither sent nor cleared. */
export const createTypingLock = (locks: LockManager): TypingLock => {
  const typed = new Set<Field>();
  let waiting: readonly (() => void)[] = [];
  let release: (() => void) | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const isTyping = (): boolean => {
    for (const field of typed) if (!field.isConnected || field.value === '') typed.delete(field);
    return typed.size > 0;
  };
  const update = (): void => {
    if (isTyping()) return;
    clearInterval(timer);
    release?.();
    release = undefined;
    const all = waiting;
    waiting = [];
    for (const act of all) act();
  };
  const onInput = ({ target }: Event): void => {
    if (!isField(target) || target.closest(KEPT) !== null) return;
    typed.add(target);
    if (release !== undefined) return;
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    void locks.request(LOCK, { mode: 'shared' }, () => ended).catch(() => undefined);
    timer = setInterval(update, UPDATE_EVERY);
  };
  addEventListener('input', onInput, { capture: true });

  const whenAllIdle = (act: () => void): void => {
    void locks
      .request(LOCK, async () => {
        const { pending = [] } = await locks.query();
        // Somebody began to type while this waited.
        const isFree = !isTyping() && !pending.some(({ name, mode }) => name === LOCK && mode === 'shared');
        if (isFree) act();
        return isFree;
      })
      .then((isDone) => {
        if (!isDone) whenAllIdle(act);
      })
      .catch(() => undefined);
  };
  return {
    whenIdle: (act) => {
      if (isTyping()) waiting = [...waiting, act];
      else act();
    },
    whenAllIdle,
  };
};
