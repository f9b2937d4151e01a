import { strToU8, Zip, ZipDeflate, ZipPassThrough } from 'fflate';

const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** A ZIP file in memory, written file by file. Loaded when somebody wants one. */
export const createZip = () => {
  const parts: Uint8Array[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, part) => {
    if (error === null) parts.push(part);
    else failed = error;
  });
  return {
    /** Bytes and dates become text that says what they were. */
    json: (name: string, value: unknown): void => {
      const file = new ZipDeflate(name, { level: 6 });
      zip.add(file);
      const text = JSON.stringify(
        value,
        (_, part: unknown) => (part instanceof Uint8Array ? { base64: toBase64(part) } : part),
        2,
      );
      file.push(strToU8(text), true);
    },
    /** For what is compressed already. */
    bytes: (name: string, content: Uint8Array): void => {
      const file = new ZipPassThrough(name);
      zip.add(file);
      file.push(content, true);
    },
    end: async (): Promise<Uint8Array<ArrayBuffer>> => {
      zip.end();
      if (failed !== undefined) throw failed;
      return new Uint8Array(await new Blob(parts.map((part) => new Uint8Array(part))).arrayBuffer());
    },
  };
};
