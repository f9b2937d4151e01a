import { createSignal, onCleanup } from 'solid-js';

/** Whether this tab is visible and has the focus. */
export const createLooked = (): (() => boolean) => {
  const read = (): boolean => document.visibilityState === 'visible' && document.hasFocus();
  const [looked, setLooked] = createSignal(read());
  const look = (): void => {
    setLooked(read());
  };
  addEventListener('focus', look);
  addEventListener('blur', look);
  document.addEventListener('visibilitychange', look);
  onCleanup(() => {
    removeEventListener('focus', look);
    removeEventListener('blur', look);
    document.removeEventListener('visibilitychange', look);
  });
  return looked;
};
