import { createSignal, onCleanup } from 'solid-js';

/** ms since 1970, moving once a minute. */
export const createNow = (): (() => number) => {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 60_000);
  onCleanup(() => clearInterval(timer));
  return now;
};
