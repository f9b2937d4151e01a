import * as v from 'valibot';
import { DEVICE_DATABASE } from '../documents/database-names.ts';
import type { Disk, RecordStore } from '../ports.ts';
import { DEVICE_KEY, DEVICE_RECORD, type DeviceRecord } from '../records.ts';

/** Whose data this device shows, and its number: in a database of its own, which outlives accounts. */
export interface DeviceKeeper {
  readonly record: () => DeviceRecord;
  /** False: there is no record. Rejects when the store cannot be read. */
  readonly open: () => Promise<boolean>;
  readonly keep: (next: DeviceRecord) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** @param number of a device that has no record yet */
export const createDeviceKeeper = (disk: Disk, number: number): DeviceKeeper => {
  let store: RecordStore | undefined;
  let record: DeviceRecord = { number };
  return {
    record: () => record,
    open: async () => {
      const opened = await disk.openRecords(DEVICE_DATABASE);
      store = opened;
      opened.watch({
        all: () => [[DEVICE_KEY, record]],
        ended: () => void opened.write({ put: [], remove: [] }),
        restored: () => {},
      });
      const parsed = v.safeParse(DEVICE_RECORD, await opened.get(DEVICE_KEY));
      if (parsed.success) record = parsed.output;
      return parsed.success;
    },
    keep: async (next) => {
      record = next;
      await store?.write({ put: [[DEVICE_KEY, next]], remove: [] });
    },
    close: async () => store?.close(),
  };
};
