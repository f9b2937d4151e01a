import type { DocumentName } from '../../../shared/document/name.ts';
import type { Disk } from '../ports.ts';
import type { DocumentEvent, ReplicaDocument } from './replica-document.ts';

/** Keeps the record of a document true while it is stored, synced and acknowledged. */
export interface RecordUpkeep {
  /** Nobody writes in it and all is on the server: after a crash it need not be asked for. */
  readonly settle: (live: ReplicaDocument) => void;
  /** The device has what the server had at that version. */
  readonly synced: (live: ReplicaDocument, version: number) => void;
  readonly acked: (live: ReplicaDocument) => void;
}

export const createRecordUpkeep = (options: {
  readonly disk: Disk;
  readonly databaseName: (name: DocumentName, generation: number) => string;
  readonly onScreen: () => Iterable<DocumentName>;
  readonly isStopped: () => boolean;
  readonly emit: (event: DocumentEvent) => void;
}): RecordUpkeep => {
  const isOnScreen = (live: ReplicaDocument): boolean => {
    for (const name of options.onScreen()) if (name === live.name) return true;
    return false;
  };
  const settle = (live: ReplicaDocument): void => {
    if (!live.record.open || live.users > 1 || !live.clean || live.saver.saved() !== live.saver.version()) return;
    if (!isOnScreen(live)) void live.update({ open: false });
  };
  return {
    settle,
    synced: (live, version) => {
      // Only what is in the store counts as held.
      void live.saver.whenSaved().then((saved) => {
        if (!saved || options.isStopped() || version <= live.record.synced) return;
        void live.update({ synced: version });
        options.emit({ type: 'document-complete', live });
      });
    },
    acked: (live) => {
      live.rebases = 0;
      // What is unsent may still be in the store.
      if (!live.store.isLoaded()) return;
      const unsent = live.meter.unsent();
      const touched = live.clean ? undefined : live.record.touched;
      if (live.record.unsent !== unsent || live.record.touched !== touched) void live.update({ unsent, touched });
      const { retiring } = live.record;
      if (live.clean && retiring !== undefined)
        void options.disk
          .remove(options.databaseName(live.name, retiring))
          .then(() => live.update({ retiring: undefined }))
          .catch(() => undefined);
      if (live.clean) settle(live);
    },
  };
};
