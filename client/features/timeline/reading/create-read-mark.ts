import { createEffect, createSignal, onCleanup } from 'solid-js';

/** Whether this tab is what the person looks at now. */
const createAttention = (): (() => boolean) => {
  const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const [attentive, setAttentive] = createSignal(isLookedAt());
  const update = (): void => {
    setAttentive(isLookedAt());
  };
  const events = ['focus', 'blur'] as const;
  for (const name of events) addEventListener(name, update);
  document.addEventListener('visibilitychange', update);
  onCleanup(() => {
    for (const name of events) removeEventListener(name, update);
    document.removeEventListener('visibilitychange', update);
  });
  return attentive;
};

/** Says "read" only for what was really in view, in a tab with the focus. Each seq once, and upwards only. */
export const createReadMark = (deps: {
  /** Highest seq that was in view; 0: none yet. */
  readonly seenSeq: () => number;
  readonly markRead: (seq: number) => void;
}): void => {
  const attentive = createAttention();
  let marked = 0;
  createEffect(() => {
    const seq = deps.seenSeq();
    if (!attentive() || seq <= marked) return;
    marked = seq;
    deps.markRead(seq);
  });
};
