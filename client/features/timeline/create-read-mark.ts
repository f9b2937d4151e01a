import { createEffect, createSignal, onCleanup } from 'solid-js';

/** Whether this tab is what the person looks at now. */
export const createAttention = (): (() => boolean) => {
  const look = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const [attentive, setAttentive] = createSignal(look());
  const update = (): void => {
    setAttentive(look());
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

/** Says "read" only for what was really in view: the newest message, in a tab with the focus. Each seq once. */
export const createReadMark = (parts: {
  readonly newestSeq: () => number;
  readonly inView: () => boolean;
  readonly markRead: (seq: number) => void;
}): void => {
  const attentive = createAttention();
  let marked = 0;
  createEffect(() => {
    const seq = parts.newestSeq();
    if (!attentive() || !parts.inView() || seq <= marked) return;
    marked = seq;
    parts.markRead(seq);
  });
};
