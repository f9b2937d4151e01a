import { saveFile } from '../save-file.ts';

/** Where the bytes of a file go, in their order. */
export interface ByteSink {
  readonly write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly close: () => Promise<void>;
  /** Nothing of it stays. */
  readonly abort: () => Promise<void>;
}

/** Kept as bytes until so many are there: the browser puts larger blobs on the disk. */
const PART_BYTES = 8 * 1_024 * 1_024;

/** A download: the file exists only when it is complete. */
const downloadSink = (name: string, type: string): ByteSink => {
  let parts: Blob[] = [];
  let held: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const settle = (): void => {
    parts.push(new Blob(held));
    held = [];
    size = 0;
  };
  return {
    write: async (bytes) => {
      held.push(bytes);
      size += bytes.byteLength;
      if (size >= PART_BYTES) settle();
    },
    close: async () => {
      settle();
      saveFile(name, new Blob(parts, { type }));
      parts = [];
    },
    abort: async () => {
      parts = [];
      held = [];
    },
  };
};

/** Of the browsers that let a page write a file the person chose; types of TypeScript do not have it yet. */
interface ChosenFile extends FileSystemFileHandle {
  readonly remove?: () => Promise<void>;
}
type Picker = (options: { readonly suggestedName: string }) => Promise<ChosenFile>;
const picker = (): Picker | undefined => (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;

/** Writes into a file the person chooses, without holding it; undefined: they chose none. */
const chosenSink = async (pick: Picker, name: string, type: string): Promise<ByteSink | undefined> => {
  let file: ChosenFile;
  try {
    file = await pick({ suggestedName: name });
  } catch (error) {
    // Anything but the person's own no: the browser lets no page write here.
    return error instanceof Error && error.name === 'AbortError' ? undefined : downloadSink(name, type);
  }
  // Choosing a new name makes an empty file; one that held something is somebody's.
  const isNew = (await file.getFile()).size === 0;
  const stream = await file.createWritable();
  return {
    write: (bytes) => stream.write(bytes),
    close: () => stream.close(),
    abort: async () => {
      await stream.abort().catch(() => undefined);
      if (isNew) await file.remove?.().catch(() => undefined);
    },
  };
};

/**
 * @param isLarge the person chooses where it goes, when the browser lets a page write there; asked for in a click
 */
export const openSink = async (name: string, type: string, isLarge: boolean): Promise<ByteSink | undefined> => {
  const pick = isLarge ? picker() : undefined;
  return pick === undefined ? downloadSink(name, type) : chosenSink(pick.bind(globalThis), name, type);
};
