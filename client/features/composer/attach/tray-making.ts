import { blobsOfMade, type Made } from '../../../files/make/made.ts';
import { askRoom, type ServerRoom } from '../../../files/server-room.ts';
import { SNIFF_BYTES, sniffType } from '../../../files/sniff-type.ts';
import { judgeChosen, kindOfType } from './file-limits.ts';
import type { Maker } from './start-maker.ts';
import type { Rejected, TrayItems } from './tray-items.ts';

/** Makes what is sent out of the files that people choose. */
export interface TrayMaking {
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: number) => void;
  /** Makes the pictures of the tray again in its present quality. */
  readonly remakeAll: () => void;
}

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

export const createTrayMaking = (deps: {
  readonly maker: Maker;
  readonly items: TrayItems;
  readonly save: () => Promise<void>;
  /** Removes bytes that nothing needs. */
  readonly letGo: (blobs: readonly string[]) => void;
}): TrayMaking => {
  const { maker, items, save, letGo } = deps;
  const cancels = new Map<number, () => void>();
  let room: Promise<ServerRoom | undefined> = Promise.resolve(undefined);

  const refuse = (key: number, why: Rejected): void => {
    items.remove(key);
    items.reject(why);
  };
  const remove = (key: number): void => {
    const item = items.find(key);
    if (item === undefined) return;
    cancels.get(key)?.();
    items.remove(key);
    const { made } = item;
    if (made !== undefined) void save().then(() => letGo(blobsOfMade(made)));
  };
  /** The server is asked beside the copying, which never waits for it. */
  const checkRoom = async (key: number, { file }: Made): Promise<void> => {
    const { largest, left } = (await room) ?? { largest: file.size, left: file.size };
    const { name, size } = file;
    if (size <= Math.min(largest, left) || items.find(key) === undefined) return;
    const why =
      size > largest
        ? ({ kind: 'server-limit', limit: largest } as const)
        : ({ kind: 'server-room', limit: left } as const);
    remove(key);
    items.reject({ ...why, name, size });
  };
  const make = async (key: number, file: File): Promise<void> => {
    const reason = await whyNot(file);
    if (reason !== undefined) return refuse(key, reason);
    if (items.find(key) === undefined) return;
    const making = maker.make(file, items.quality(), (share) => items.change(key, { share }));
    cancels.set(key, making.cancel);
    const result = await making.result;
    cancels.delete(key);
    if (items.find(key) === undefined) {
      if (result.ok) letGo(blobsOfMade(result.value));
      return;
    }
    if (!result.ok) return refuse(key, { kind: result.error, name: file.name });
    const made = result.value;
    items.finish(key, made);
    await save();
    void checkRoom(key, made);
    // Chosen while it was made.
    if (made.quality !== undefined && made.quality !== items.quality()) await remake(key, made);
    else await items.show(key, made);
  };
  const remake = async (key: number, from: Made): Promise<void> => {
    const wanted = items.quality();
    items.change(key, { share: 0 });
    const result = await maker.remake(from, wanted, (share) => items.change(key, { share })).result;
    if (items.find(key) === undefined || !result.ok) {
      if (result.ok) letGo(blobsOfMade(result.value));
      items.change(key, { share: undefined });
      return;
    }
    const made = result.value;
    const kept = new Set(blobsOfMade(made));
    items.finish(key, made);
    await save();
    letGo(blobsOfMade(from).filter((blob) => !kept.has(blob)));
    if (wanted !== items.quality()) await remake(key, made);
    else await items.show(key, made);
  };

  return {
    add: (files) => {
      const keys = items.begin(files);
      room = askRoom();
      for (const [i, key] of keys.entries()) {
        const file = files[i];
        if (file !== undefined) void make(key, file);
      }
    },
    remove,
    remakeAll: () => {
      for (const { key, made, share } of items.all())
        if (made?.original !== undefined && share === undefined) void remake(key, made);
    },
  };
};
