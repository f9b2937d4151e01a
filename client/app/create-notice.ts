import { createSignal, onCleanup } from 'solid-js';

/** A sentence stays this long. ms */
const SHOWN = 6_000;

/** One sentence at the foot of the screen, for some seconds. */
export const createNotice = (): { readonly shown: () => string | undefined; readonly say: (text: string) => void } => {
  const [shown, setShown] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  return {
    shown,
    say: (text) => {
      setShown(text);
      clearTimeout(timer);
      timer = setTimeout(() => setShown(undefined), SHOWN);
    },
  };
};
