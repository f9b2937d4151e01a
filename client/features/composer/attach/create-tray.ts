import { createMemo, createRoot, createSignal } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { type FileStore, openFileStore, type RecordedPiece } from '../../../files/file-store.ts';
import {
  blobsOfFiles,
  blobsOfMade,
  type FileBody,
  type Made,
  type MakeFailure,
  type Quality,
  type Recorded,
} from '../../../files/make/made.ts';
import { askRoom, type ServerRoom } from '../../../files/server-room.ts';
import { SNIFF_BYTES, sniffType } from '../../../files/sniff-type.ts';
import { judgeChosen, judgeMade, kindOfType, type SizeVerdict } from './file-limits.ts';
import { joinPieces, recordingLock } from './recorded.ts';
import { startMaker } from './start-maker.ts';

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
  let store: FileStore | undefined = await openFileStore(deps.userId).catch(() => undefined);
  const disk = async (): Promise<FileStore | undefined> => {
    store ??= await openFileStore(deps.userId).catch(() => undefined);
    return store;
  };
  const [items, setItems] = createSignal<readonly TrayItem[]>([]);
  const [taken, setTaken] = createSignal<readonly TrayItem[]>([]);
  const [rejected, setRejected] = createSignal<readonly Rejected[]>([]);
  const [quality, setQuality] = createSignal<Quality>('standard');
  const cancels = new Map<number, () => void>();
  let count = 0;
  let room: Promise<ServerRoom | undefined> = Promise.resolve(undefined);

  /** Files that were ever in this tray, and those of them that the disk has had. */
  const [known, written] = [new Set<string>(), new Set<string>()];
  /** Brings the tray and the draft together: another tab may have sent, removed or added files of it. */
  const save = async (): Promise<void> => {
    const own = [...taken(), ...items()].flatMap(({ made }) => made ?? []);
    for (const { file } of own) known.add(file.blob);
    const kept = await (await disk())?.changeDraft(deps.place, (before) => {
      const there = new Set(before.map(({ file }) => file.blob));
      return [
        ...own.filter(({ file }) => there.has(file.blob) || !written.has(file.blob)),
        ...before.filter(({ file }) => !known.has(file.blob)),
      ];
    });
    deps.onUsed((kept ?? own).length > 0);
    if (kept === undefined) {
      if (own.length > 0) setRejected((all) => [...all, { kind: 'disk', name: own.at(-1)?.file.name ?? '' }]);
      return;
    }
    for (const { file } of own) written.add(file.blob);
    const left = new Set(kept.map(({ file }) => file.blob));
    // What was made meanwhile is not on the disk yet.
    const asked = new Set(own);
    const isElsewhere = ({ made }: TrayItem): boolean =>
      made !== undefined && asked.has(made) && !left.has(made.file.blob);
    for (const item of items().filter(isElsewhere)) drop(item);
    setItems((all) => all.filter((item) => !isElsewhere(item)));
    for (const made of kept) if (!known.has(made.file.blob)) enter(made);
  };
  /** A file that the draft has stands in the tray. */
  const enter = (made: Made): void => {
    const key = ++count;
    known.add(made.file.blob);
    written.add(made.file.blob);
    if (made.quality !== undefined) setQuality(made.quality);
    const item = { key, name: made.file.name, size: made.file.size, share: undefined, made, picture: undefined };
    setItems((all) => [...all, item]);
    void show(key, made);
  };
  const change = (key: number, changed: Partial<TrayItem>): void => {
    setItems((all) => all.map((item) => (item.key === key ? { ...item, ...changed } : item)));
  };
  const refuse = (key: number, why: Rejected): void => {
    setItems((all) => all.filter((item) => item.key !== key));
    setRejected((all) => [...all, why]);
  };
  const forget = (blobs: readonly string[]): void => {
    if (blobs.length > 0) deps.letGo(blobs);
  };
  const show = async (key: number, { file }: Made): Promise<void> => {
    const blob = await maker.show(file);
    const before = items().find((item) => item.key === key);
    if (before === undefined || blob === undefined) return;
    if (before.picture !== undefined) URL.revokeObjectURL(before.picture);
    change(key, { picture: URL.createObjectURL(blob) });
  };
  const drop = (item: TrayItem): void => {
    if (item.picture !== undefined) URL.revokeObjectURL(item.picture);
  };

  const whyNot = async (file: File): Promise<Rejected | undefined> => {
    const { name, size } = file;
    try {
      const type = sniffType(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer()));
      const verdict = judgeChosen(size, kindOfType(type));
      if (verdict.kind === 'too-large') return { kind: 'too-large', name, size, limit: verdict.limit };
      return undefined;
    } catch {
      return { kind: 'unreadable', name };
    }
  };
  /** The server is asked beside the copying, which never waits for it. */
  const checkRoom = async (key: number, { file }: Made): Promise<void> => {
    const { largest, left } = (await room) ?? { largest: file.size, left: file.size };
    const { name, size } = file;
    if (size <= Math.min(largest, left) || !items().some((item) => item.key === key)) return;
    const why =
      size > largest
        ? ({ kind: 'server-limit', limit: largest } as const)
        : ({ kind: 'server-room', limit: left } as const);
    remove(key);
    setRejected((all) => [...all, { ...why, name, size }]);
  };
  const make = async (key: number, file: File): Promise<void> => {
    const reason = await whyNot(file);
    if (reason !== undefined) return refuse(key, reason);
    if (!items().some((item) => item.key === key)) return;
    const making = maker.make(file, quality(), (share) => change(key, { share }));
    cancels.set(key, making.cancel);
    const result = await making.result;
    cancels.delete(key);
    const isHere = items().some((item) => item.key === key);
    if (!isHere) {
      if (result.ok) forget(blobsOfMade(result.value));
      return;
    }
    if (!result.ok) return refuse(key, { kind: result.error, name: file.name });
    change(key, { made: result.value, share: undefined, name: result.value.file.name });
    await save();
    void checkRoom(key, result.value);
    // Chosen while it was made.
    if (result.value.quality !== undefined && result.value.quality !== quality()) await remake(key, result.value);
    else await show(key, result.value);
  };
  const remake = async (key: number, from: Made): Promise<void> => {
    const wanted = quality();
    change(key, { share: 0 });
    const result = await maker.remake(from, wanted, (share) => change(key, { share })).result;
    const isHere = items().some((item) => item.key === key);
    if (!isHere || !result.ok) {
      if (result.ok) forget(blobsOfMade(result.value));
      change(key, { share: undefined });
      return;
    }
    const kept = new Set(blobsOfMade(result.value));
    change(key, { made: result.value, share: undefined, name: result.value.file.name });
    await save();
    forget(blobsOfMade(from).filter((blob) => !kept.has(blob)));
    if (wanted !== quality()) await remake(key, result.value);
    else await show(key, result.value);
  };

  const remove = (key: number): void => {
    const item = items().find((one) => one.key === key);
    if (item === undefined) return;
    cancels.get(key)?.();
    setItems((all) => all.filter((one) => one.key !== key));
    drop(item);
    const { made } = item;
    if (made !== undefined) void save().then(() => forget(blobsOfMade(made)));
  };

  const forgetRecording = async (): Promise<void> => void (await (await disk())?.removeRecording(deps.place));
  const addVoice = async (recorded: Recorded): Promise<boolean> => {
    const key = ++count;
    const { name } = recorded;
    setItems((all) => [
      ...all,
      { key, name, size: recorded.bytes.size, share: 0, made: undefined, picture: undefined },
    ]);
    const result = await maker.voice(recorded);
    if (!result.ok) {
      refuse(key, { kind: result.error, name });
      return false;
    }
    change(key, { made: result.value, share: undefined, name: result.value.file.name });
    await save();
    await forgetRecording();
    void show(key, result.value);
    return true;
  };
  /** A recording that was interrupted: its tab has gone, or is another one that still records. */
  const recover = async (): Promise<void> => {
    await navigator.locks?.request(recordingLock(deps.place), { ifAvailable: true }, async (lock) => {
      const pieces = lock === null ? [] : await (await disk())?.recording(deps.place).catch(() => []);
      const last = pieces?.at(-1);
      if (pieces === undefined || last === undefined) return;
      await addVoice(joinPieces(pieces));
    });
  };

  const verdict = ({ made }: TrayItem): SizeVerdict =>
    made === undefined
      ? { kind: 'fits' }
      : judgeMade(made.file.size, made.file.look?.kind === 'picture' ? 'picture' : kindOfKind(made.file), quality());

  for (const made of (await store?.draft(deps.place).catch(() => [])) ?? []) enter(made);
  deps.onUsed(items().length > 0);
  await recover();

  return createRoot((end) => {
    const isReady = createMemo(
      () =>
        items().length > 0 &&
        items().every(
          (item) => item.made !== undefined && item.share === undefined && verdict(item).kind !== 'too-large',
        ),
    );
    return {
      items,
      rejected,
      dismiss: () => setRejected([]),
      quality,
      add: (files, folders) => {
        setRejected(folders.map((name) => ({ kind: 'folder', name })));
        const added = files.map((file) => {
          const { name, size } = file;
          return { file, item: { key: ++count, name, size, share: 0, made: undefined, picture: undefined } };
        });
        setItems((all) => [...all, ...added.map(({ item }) => item)]);
        room = askRoom();
        for (const { file, item } of added) void make(item.key, file);
      },
      addVoice,
      keepRecorded: async (piece, recorded) => {
        deps.onUsed(true);
        return (await (await disk())?.putRecorded(deps.place, piece, recorded)) ?? false;
      },
      forgetRecording: async () => {
        await forgetRecording();
        deps.onUsed(items().length > 0);
      },
      remove,
      move: (key, to) => {
        const item = items().find((one) => one.key === key);
        if (item === undefined) return;
        const others = items().filter((one) => one.key !== key);
        setItems(others.toSpliced(to, 0, item));
        void save();
      },
      describe: (key, alt) => {
        const made = items().find((one) => one.key === key)?.made;
        if (made === undefined) return;
        const { alt: _, ...file } = made.file;
        change(key, { made: { ...made, file: alt === '' ? file : { ...file, alt } } });
        void save();
      },
      setQuality: (wanted) => {
        if (wanted === quality()) return;
        setQuality(wanted);
        for (const { key, made, share } of items())
          if (made?.original !== undefined && share === undefined) void remake(key, made);
      },
      verdict,
      isReady,
      refresh: save,
      take: () => {
        const all = items();
        setTaken(all);
        setItems([]);
        setRejected([]);
        const files = all.flatMap(({ made }) => made?.file ?? []);
        return Array.from({ length: Math.ceil(files.length / LIMITS.files) }, (_, i) =>
          files.slice(i * LIMITS.files, (i + 1) * LIMITS.files),
        );
      },
      sent: async (files) => {
        const sent = new Set(files.map(({ blob }) => blob));
        const [gone, left] = [
          taken().filter(({ made }) => made !== undefined && sent.has(made.file.blob)),
          taken().filter(({ made }) => made !== undefined && !sent.has(made.file.blob)),
        ];
        setTaken(left);
        for (const item of gone) drop(item);
        await save();
        const inMessage = new Set(blobsOfFiles(files));
        forget(
          gone
            .flatMap(({ made }) => (made === undefined ? [] : blobsOfMade(made)))
            .filter((blob) => !inMessage.has(blob)),
        );
      },
      restore: () => {
        setItems((all) => [...taken(), ...all]);
        setTaken([]);
      },
      end: () => {
        for (const item of items()) drop(item);
        store?.close();
        end();
      },
    };
  });
};

const kindOfKind = ({ type, look }: FileBody): ReturnType<typeof kindOfType> =>
  look === undefined ? 'file' : look.kind === 'voice' ? 'audio' : kindOfType(type);
