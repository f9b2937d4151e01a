import { createSignal } from 'solid-js';
import type { Made, MakeFailure, Quality } from '../../../files/make/made.ts';
import type { Maker } from './start-maker.ts';

/** One file in the tray. */
export interface TrayItem {
  readonly key: number;
  readonly name: string;
  /** Bytes of the file as it was chosen. */
  readonly size: number;
  /** The share of it that is on the disk; undefined: all of it, as `made`. */
  readonly share: number | undefined;
  readonly made: Made | undefined;
  /** Address of a small picture. */
  readonly picture: string | undefined;
}

/** Why a file is not in the tray. */
export type Rejected = { readonly name: string } & (
  | { readonly kind: MakeFailure | 'folder' }
  | { readonly kind: 'too-large' | 'server-limit' | 'server-room'; readonly size: number; readonly limit: number }
);

/** What stands in the tray. */
export interface TrayItems {
  readonly all: () => readonly TrayItem[];
  readonly find: (key: number) => TrayItem | undefined;
  readonly rejected: () => readonly Rejected[];
  /** Replaces what was rejected before. */
  readonly setRejected: (rejected: readonly Rejected[]) => void;
  readonly reject: (why: Rejected) => void;
  readonly quality: () => Quality;
  readonly setQuality: (quality: Quality) => void;
  /** Files that are to be made; returns their keys. */
  readonly begin: (files: readonly { readonly name: string; readonly size: number }[]) => readonly number[];
  /** A file that was made before. */
  readonly enter: (made: Made) => void;
  readonly change: (key: number, changed: Partial<TrayItem>) => void;
  /** The item is made. */
  readonly finish: (key: number, made: Made) => void;
  /** Loads the small picture of an item. */
  readonly show: (key: number, made: Made) => Promise<void>;
  readonly remove: (key: number) => void;
  readonly move: (key: number, to: number) => void;
  /** Items that were taken out of sight to be sent. */
  readonly taken: () => readonly TrayItem[];
  readonly take: () => void;
  readonly restore: () => void;
  /** Items that were taken and are gone now. */
  readonly removeTaken: (isGone: (item: TrayItem) => boolean) => readonly TrayItem[];
  readonly end: () => void;
}

const revoke = ({ picture }: TrayItem): void => {
  if (picture !== undefined) URL.revokeObjectURL(picture);
};

export const createTrayItems = (maker: Pick<Maker, 'show'>): TrayItems => {
  const [all, setAll] = createSignal<readonly TrayItem[]>([]);
  const [taken, setTaken] = createSignal<readonly TrayItem[]>([]);
  const [rejected, setRejected] = createSignal<readonly Rejected[]>([]);
  const [quality, setQuality] = createSignal<Quality>('standard');
  let count = 0;

  const find = (key: number): TrayItem | undefined => all().find((item) => item.key === key);
  const change = (key: number, changed: Partial<TrayItem>): void => {
    setAll((before) => before.map((item) => (item.key === key ? { ...item, ...changed } : item)));
  };
  const show = async (key: number, { file }: Made): Promise<void> => {
    const blob = await maker.show(file);
    const before = find(key);
    if (before === undefined || blob === undefined) return;
    revoke(before);
    change(key, { picture: URL.createObjectURL(blob) });
  };

  return {
    all,
    find,
    rejected,
    setRejected,
    reject: (why) => {
      setRejected((before) => [...before, why]);
    },
    quality,
    setQuality,
    begin: (files) => {
      const added = files.map(({ name, size }) => {
        return { key: ++count, name, size, share: 0, made: undefined, picture: undefined };
      });
      setAll((before) => [...before, ...added]);
      return added.map(({ key }) => key);
    },
    enter: (made) => {
      const key = ++count;
      const item = { key, name: made.file.name, size: made.file.size, share: undefined, made, picture: undefined };
      setAll((before) => [...before, item]);
      void show(key, made);
    },
    change,
    finish: (key, made) => change(key, { made, share: undefined, name: made.file.name }),
    show,
    remove: (key) => {
      const item = find(key);
      setAll((before) => before.filter((one) => one.key !== key));
      if (item !== undefined) revoke(item);
    },
    move: (key, to) => {
      const item = find(key);
      if (item === undefined) return;
      const others = all().filter((one) => one.key !== key);
      setAll(others.toSpliced(to, 0, item));
    },
    taken,
    take: () => {
      setTaken(all());
      setAll([]);
      setRejected([]);
    },
    restore: () => {
      setAll((before) => [...taken(), ...before]);
      setTaken([]);
    },
    removeTaken: (isGone) => {
      const gone = taken().filter(isGone);
      setTaken((before) => before.filter((item) => !gone.includes(item)));
      gone.forEach(revoke);
      return gone;
    },
    end: () => all().forEach(revoke),
  };
};
