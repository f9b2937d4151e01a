import { createMemo, createRoot } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { type FileStore, openFileStore, type RecordedPiece } from '../../../files/file-store.ts';
import { blobsOfFiles, blobsOfMade, type FileBody, type Quality, type Recorded } from '../../../files/make/made.ts';
import { judgeMade, kindOfType, type SizeVerdict } from './file-limits.ts';
import { startMaker } from './start-maker.ts';
import { createTrayDraft } from './tray-draft.ts';
import { createTrayItems, type Rejected, type TrayItem } from './tray-items.ts';
import { createTrayMaking } from './tray-making.ts';
import { createTrayRecording } from './tray-recording.ts';

export interface Tray {
  readonly items: () => readonly TrayItem[];
  readonly rejected: () => readonly Rejected[];
  readonly dismiss: () => void;
  readonly quality: () => Quality;
  readonly add: (files: readonly File[], folders: readonly string[]) => void;
  /** Resolves once it is in the tray, or is not. */
  readonly addVoice: (recorded: Recorded) => Promise<boolean>;
  /** Keeps a recording that goes on, so that nothing that interrupts it loses it. */
  readonly keepRecorded: (piece: number, recorded: RecordedPiece) => Promise<boolean>;
  readonly forgetRecording: () => Promise<void>;
  readonly remove: (key: number) => void;
  /** Moves an item to another place in the order. */
  readonly move: (key: number, to: number) => void;
  readonly describe: (key: number, alt: string) => void;
  readonly setQuality: (quality: Quality) => void;
  readonly verdict: (item: TrayItem) => SizeVerdict;
  readonly isReady: () => boolean;
  /** Learns what other tabs did to the same files. */
  readonly refresh: () => Promise<void>;
  /** Takes all files out of sight, in messages of at most ten. */
  readonly take: () => readonly (readonly FileBody[])[];
  /** They are in a message now. */
  readonly sent: (files: readonly FileBody[]) => Promise<void>;
  /** What was taken and not sent stands in the tray again. */
  readonly restore: () => void;
  readonly end: () => void;
}

export const openTray = async (deps: {
  readonly place: string;
  readonly userId: string;
  readonly onUsed: (used: boolean) => void;
  /** Removes bytes that nothing needs. */
  readonly letGo: (blobs: readonly string[]) => void;
}): Promise<Tray> => {
  const maker = startMaker(deps.userId);
  let store: FileStore | undefined;
  const disk = async (): Promise<FileStore | undefined> => {
    store ??= await openFileStore(deps.userId).catch(() => undefined);
    return store;
  };
  const letGo = (blobs: readonly string[]): void => {
    if (blobs.length > 0) deps.letGo(blobs);
  };
  const { place, onUsed } = deps;
  const items = createTrayItems(maker);
  const { load, save } = createTrayDraft({ place, disk, items, onUsed });
  const making = createTrayMaking({ maker, items, save, letGo });
  const recording = createTrayRecording({ place, disk, maker, items, save });

  await load();
  await recording.recover();

  return createRoot((end) => ({
    items: items.all,
    rejected: items.rejected,
    dismiss: () => items.setRejected([]),
    quality: items.quality,
    add: (files, folders) => {
      items.setRejected(folders.map((name) => ({ kind: 'folder', name })));
      making.add(files);
    },
    addVoice: recording.add,
    keepRecorded: async (piece, recorded) => {
      onUsed(true);
      return recording.keep(piece, recorded);
    },
    forgetRecording: async () => {
      await recording.forget();
      onUsed(items.all().length > 0);
    },
    remove: making.remove,
    move: (key, to) => {
      if (items.find(key) === undefined) return;
      items.move(key, to);
      void save();
    },
    describe: (key, alt) => {
      const made = items.find(key)?.made;
      if (made === undefined) return;
      const { alt: _, ...file } = made.file;
      items.change(key, { made: { ...made, file: alt === '' ? file : { ...file, alt } } });
      void save();
    },
    setQuality: (wanted) => {
      if (wanted === items.quality()) return;
      items.setQuality(wanted);
      making.remakeAll();
    },
    verdict: (item) => verdictOf(item, items.quality()),
    isReady: createMemo(() => items.all().length > 0 && items.all().every((item) => isReady(item, items.quality()))),
    refresh: save,
    take: () => {
      const files = items.all().flatMap(({ made }) => made?.file ?? []);
      items.take();
      return Array.from({ length: Math.ceil(files.length / LIMITS.files) }, (_, i) =>
        files.slice(i * LIMITS.files, (i + 1) * LIMITS.files),
      );
    },
    sent: async (files) => {
      const sent = new Set(files.map(({ blob }) => blob));
      const gone = items.removeTaken(({ made }) => made !== undefined && sent.has(made.file.blob));
      await save();
      const inMessage = new Set(blobsOfFiles(files));
      letGo(
        gone
          .flatMap(({ made }) => (made === undefined ? [] : blobsOfMade(made)))
          .filter((blob) => !inMessage.has(blob)),
      );
    },
    restore: items.restore,
    end: () => {
      items.end();
      store?.close();
      end();
    },
  }));
};

const kindOfKind = ({ type, look }: FileBody): ReturnType<typeof kindOfType> =>
  look === undefined ? 'file' : look.kind === 'voice' ? 'audio' : kindOfType(type);

const verdictOf = ({ made }: TrayItem, quality: Quality): SizeVerdict =>
  made === undefined
    ? { kind: 'fits' }
    : judgeMade(made.file.size, made.file.look?.kind === 'picture' ? 'picture' : kindOfKind(made.file), quality);

const isReady = (item: TrayItem, quality: Quality): boolean =>
  item.made !== undefined && item.share === undefined && verdictOf(item, quality).kind !== 'too-large';
