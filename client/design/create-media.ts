import { createSignal, onCleanup } from 'solid-js';

/** Whether a media query holds, now and whenever that changes. */
export const createMedia = (query: string): (() => boolean) => {
  const list = matchMedia(query);
  const [holds, setHolds] = createSignal(list.matches);
  const listen = (): void => {
    setHolds(list.matches);
  };
  list.addEventListener('change', listen);
  onCleanup(() => list.removeEventListener('change', listen));
  return holds;
};
