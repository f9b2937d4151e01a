import { createSignal, onCleanup } from 'solid-js';
import type { Tray } from './create-tray.ts';

/** Where the tab remembers that a field has files: their store is opened only for those. */
export const attachedMark = (place: string): string => `attached/${place}`;

/** The files of one field: nothing of it is loaded until there are some. */
export interface Attach {
  readonly tray: () => Tray | undefined;
  /** Loads the tray; undefined: that failed, and was said. */
  readonly open: () => Promise<Tray | undefined>;
  readonly add: (given: FileList | readonly File[], folders?: readonly string[]) => void;
  /** Files stand in the tray, or are coming. */
  readonly isUsed: () => boolean;
  /** All of them can be sent as they are. */
  readonly isReady: () => boolean;
}

/** @param place conversation, or thread, whose field it is @param onBroken the part of the app could not be loaded */
export const createAttach = (deps: {
  readonly place: string;
  readonly userId: string;
  readonly onBroken: () => void;
  readonly letGo: (blobs: readonly string[]) => void;
}): Attach => {
  const key = attachedMark(deps.place);
  const [tray, setTray] = createSignal<Tray>();
  /** Files that were given and do not stand in the tray yet: what is sent meanwhile would go without them. */
  const [coming, setComing] = createSignal(0);
  const whileComing = async (work: Promise<unknown>): Promise<void> => {
    setComing((count) => count + 1);
    await work.finally(() => setComing((count) => count - 1));
  };
  let loading: Promise<Tray | undefined> | undefined;
  let ended = false;
  onCleanup(() => {
    ended = true;
    tray()?.end();
  });
  const load = (): Promise<Tray | undefined> => {
    loading ??= import('./create-tray.ts').then(
      async ({ openTray }) => {
        const made = await openTray({
          ...deps,
          onUsed: (used) => (used ? localStorage.setItem(key, '1') : localStorage.removeItem(key)),
        });
        if (ended) made.end();
        else setTray(made);
        return made;
      },
      () => {
        loading = undefined;
        deps.onBroken();
        return undefined;
      },
    );
    return loading;
  };
  if (localStorage.getItem(key) !== null) void whileComing(load());
  return {
    tray,
    open: load,
    add: (given, folders = []) => {
      // A list of files empties when its input does.
      const files = [...given];
      void whileComing(load().then((loaded) => loaded?.add(files, folders)));
    },
    isUsed: () => coming() > 0 || (tray()?.items().length ?? 0) > 0,
    isReady: () => coming() === 0 && (tray()?.isReady() ?? false),
  };
};
