import type { FileStore } from '../../../files/file-store.ts';
import type { Made } from '../../../files/make/made.ts';
import type { TrayItem, TrayItems } from './tray-items.ts';

/** The files of the tray as this device keeps them, for all its tabs. */
export interface TrayDraft {
  /** Puts what was kept into the tray. */
  readonly load: () => Promise<void>;
  /** Brings the tray and the draft together: another tab may have sent, removed or added files of it. */
  readonly save: () => Promise<void>;
}

export const createTrayDraft = (deps: {
  readonly place: string;
  readonly disk: () => Promise<FileStore | undefined>;
  readonly items: TrayItems;
  readonly onUsed: (used: boolean) => void;
}): TrayDraft => {
  const { place, disk, items, onUsed } = deps;
  /** Files that were ever in this tray, and those of them that the disk has had. */
  const [known, written] = [new Set<string>(), new Set<string>()];

  const enter = (made: Made): void => {
    known.add(made.file.blob);
    written.add(made.file.blob);
    if (made.quality !== undefined) items.setQuality(made.quality);
    items.enter(made);
  };
  return {
    load: async () => {
      for (const made of (await (await disk())?.draft(place).catch(() => [])) ?? []) enter(made);
      onUsed(items.all().length > 0);
    },
    save: async () => {
      const own = [...items.taken(), ...items.all()].flatMap(({ made }) => made ?? []);
      for (const { file } of own) known.add(file.blob);
      const kept = await (await disk())?.changeDraft(place, (before) => {
        const there = new Set(before.map(({ file }) => file.blob));
        return [
          ...own.filter(({ file }) => there.has(file.blob) || !written.has(file.blob)),
          ...before.filter(({ file }) => !known.has(file.blob)),
        ];
      });
      onUsed((kept ?? own).length > 0);
      if (kept === undefined) {
        if (own.length > 0) items.reject({ kind: 'disk', name: own.at(-1)?.file.name ?? '' });
        return;
      }
      for (const { file } of own) written.add(file.blob);
      const left = new Set(kept.map(({ file }) => file.blob));
      // Files made during the save are not on the disk yet.
      const asked = new Set(own);
      const isElsewhere = ({ made }: TrayItem): boolean =>
        made !== undefined && asked.has(made) && !left.has(made.file.blob);
      for (const { key } of items.all().filter(isElsewhere)) items.remove(key);
      for (const made of kept) if (!known.has(made.file.blob)) enter(made);
    },
  };
};
