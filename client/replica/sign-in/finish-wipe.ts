import { databasePrefix, recordsDatabase } from '../documents/database-names.ts';
import type { Disk } from '../ports.ts';
import type { DeviceKeeper } from './device-keeper.ts';

/** True when nothing is left of an account that signed out. */
export const finishWipe = async (disk: Disk, device: DeviceKeeper, known: readonly string[] = []): Promise<boolean> => {
  const userId = device.record().wiping;
  if (userId === undefined) return true;
  const isDone = await disk.wipe(databasePrefix(userId), [...known, recordsDatabase(userId)]);
  if (isDone && device.record().wiping === userId) await device.keep({ ...device.record(), wiping: undefined });
  return isDone;
};
