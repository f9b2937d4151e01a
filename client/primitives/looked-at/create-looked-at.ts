import { createSignal, onCleanup } from 'solid-js';

/** Whether this tab is visible and has the focus. */
export const createLookedAt = (): (() => boolean) => {
  const read = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const [looked, setLooked] = createSignal(read());
  const update = (): void => {
    setLooked(read());
  };
  addEventListener('focus', update);
  addEventListener('blur', update);
  document.addEventListener('visibilitychange', update);
  onCleanup(() => {
    removeEventListener('focus', update);
    removeEventListener('blur', update);
    document.removeEventListener('visibilitychange', update);
  });
  return looked;
};
