import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import { askFile, type FileState, type ShownFile } from '../../../files/show/ask-file.ts';
import { useApp } from '../../app-context.ts';

/** What could not be loaded is asked for again so often, besides when there is a connection again. ms */
const AGAIN = 20_000;

export interface FileModel {
  /** Undefined: it is being loaded. */
  readonly state: Accessor<FileState | undefined>;
  readonly retry: () => void;
}

/**
 * A file of a message, while its view is there.
 *
 * @param file undefined: not asked for yet
 * @param whole all of it is loaded, and kept on this device
 */
export const createFile = (file: Accessor<ShownFile | undefined>, whole: boolean): FileModel => {
  const app = useApp();
  const [state, setState] = createSignal<FileState>();
  let asked = 0;
  const ask = async (): Promise<void> => {
    const one = file();
    asked += 1;
    const mine = asked;
    if (one === undefined) return;
    const answer = await askFile(app.me().userId, one, whole);
    if (mine === asked) setState(answer);
  };
  createEffect(
    on(
      () => file()?.blob,
      () => {
        setState(undefined);
        void ask();
      },
    ),
  );
  createEffect(() => {
    if (state()?.state !== 'unreachable') return;
    const timer = setInterval(() => void ask(), AGAIN);
    onCleanup(() => clearInterval(timer));
  });
  createEffect(
    on(
      () => app.connection()?.state === 'online',
      (isOnline) => {
        if (isOnline && state()?.state === 'unreachable') void ask();
      },
    ),
  );
  onCleanup(() => {
    asked += 1;
  });
  return {
    state,
    retry: () => {
      setState(undefined);
      void ask();
    },
  };
};
