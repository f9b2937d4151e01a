import type { FileStore, RecordedPiece } from '../../../files/file-store.ts';
import type { Recorded } from '../../../files/make/made.ts';
import { joinPieces, recordingLock } from './recorded.ts';
import type { Maker } from './start-maker.ts';
import type { TrayItems } from './tray-items.ts';

/** Voice messages on their way into the tray. */
export interface TrayRecording {
  /** Resolves once it is in the tray, or is not. */
  readonly add: (recorded: Recorded) => Promise<boolean>;
  /** Keeps a recording that goes on, so that nothing that interrupts it loses it. */
  readonly keep: (piece: number, recorded: RecordedPiece) => Promise<boolean>;
  readonly forget: () => Promise<void>;
  /** Puts a recording that was interrupted into the tray. */
  readonly recover: () => Promise<void>;
}

export const createTrayRecording = (deps: {
  readonly place: string;
  readonly disk: () => Promise<FileStore | undefined>;
  readonly maker: Pick<Maker, 'voice'>;
  readonly items: TrayItems;
  readonly save: () => Promise<void>;
}): TrayRecording => {
  const { place, disk, maker, items, save } = deps;

  const forget = async (): Promise<void> => void (await (await disk())?.removeRecording(place));
  const add = async (recorded: Recorded): Promise<boolean> => {
    const { name } = recorded;
    const [key = 0] = items.begin([{ name, size: recorded.bytes.size }]);
    const result = await maker.voice(recorded);
    if (!result.ok) {
      items.remove(key);
      items.reject({ kind: result.error, name });
      return false;
    }
    items.finish(key, result.value);
    await save();
    await forget();
    void items.show(key, result.value);
    return true;
  };
  return {
    add,
    forget,
    keep: async (piece, recorded) => (await (await disk())?.putRecorded(place, piece, recorded)) ?? false,
    // Its tab has gone, or is another one that still records.
    recover: async () => {
      await navigator.locks?.request(recordingLock(place), { ifAvailable: true }, async (lock) => {
        const pieces = lock === null ? [] : await (await disk())?.recording(place).catch(() => []);
        const last = pieces?.at(-1);
        if (pieces === undefined || last === undefined) return;
        await add(joinPieces(pieces));
      });
    },
  };
};
