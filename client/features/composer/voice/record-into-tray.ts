import type { Attach } from '../attach/create-attach.ts';
import type { Tray } from '../attach/create-tray.ts';
import { type NoRecording, type Recording, startRecording } from './start-recording.ts';

/** What is shorter was pressed by mistake. Seconds */
const SHORTEST = 0.5;

export interface TrayRecording extends Recording {
  /** Ends it, and puts it into the tray unless it is too short. Returns whether it is there. */
  readonly keep: () => Promise<boolean>;
  readonly discard: () => Promise<void>;
}

/** @param onInterrupted the recording cannot go on: it is to be kept */
export const recordIntoTray = async (
  deps: { readonly place: string; readonly attach: Attach; readonly onInterrupted: () => void },
  tray: Tray,
): Promise<TrayRecording | NoRecording> => {
  const { place, attach, onInterrupted } = deps;
  const recording = await startRecording({ place, keep: tray.keepRecorded, onInterrupted });
  if (typeof recording === 'string') return recording;
  return {
    ...recording,
    keep: async () => {
      try {
        const recorded = await recording.stop();
        const current = await attach.open();
        if (current === undefined) return false;
        if (recorded.bytes.size > 0 && recorded.seconds >= SHORTEST) return await current.addVoice(recorded);
        await current.forgetRecording();
        return false;
      } finally {
        recording.settle();
      }
    },
    discard: async () => {
      await recording.stop();
      await (await attach.open())?.forgetRecording();
      recording.settle();
    },
  };
};
