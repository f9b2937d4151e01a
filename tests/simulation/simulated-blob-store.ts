import type { BlobId } from '../../shared/ids/blob.ts';
import type { BlobStore, StoredPart, Upload } from '../../storage/blobs/blob-store.ts';

const ADDRESS = /^sim:([^/]+)\/([^/]+)\/(\d+)\/(\d+)$/;

/** Where the bytes of blobs are in a simulation: only their sizes are kept. It outlives servers, and may forget. */
export class SimulatedBlobStore implements BlobStore {
  readonly leastPartBytes = 1;
  readonly origin = undefined;
  /** Bytes it has room for. */
  room = Number.POSITIVE_INFINITY;
  /** Parts that ever arrived. */
  puts = 0;
  /** Called when a blob is complete. */
  onComplete: (id: BlobId) => void = () => {};
  private readonly uploads = new Map<string, { readonly id: BlobId; readonly parts: Map<number, StoredPart> }>();
  private readonly blobs = new Map<BlobId, number>();
  private next = 0;

  async hasRoom(bytes: number): Promise<boolean> {
    return bytes <= this.room;
  }
  async begin(id: BlobId): Promise<string> {
    const upload = `upload-${this.next++}`;
    this.uploads.set(upload, { id, parts: new Map() });
    return upload;
  }
  async partUrls({ id, upload }: Upload, parts: readonly { number: number; size: number }[]) {
    return parts.map(({ number, size }) => `sim:${id}/${upload}/${number}/${size}`);
  }
  async parts({ upload }: Upload): Promise<readonly StoredPart[] | undefined> {
    const parts = this.uploads.get(upload)?.parts;
    return parts && [...parts.values()].sort((a, b) => a.number - b.number);
  }
  async complete({ id, upload }: Upload, parts: readonly StoredPart[]): Promise<boolean> {
    if (!this.uploads.delete(upload)) return false;
    const bytes = parts.reduce((sum, { size }) => sum + size, 0);
    this.blobs.set(id, bytes);
    this.onComplete(id);
    return true;
  }
  async abort({ upload }: Upload): Promise<void> {
    this.uploads.delete(upload);
  }
  async size(id: BlobId): Promise<number | undefined> {
    return this.blobs.get(id);
  }
  async readUrl(id: BlobId): Promise<string> {
    return `sim:${id}`;
  }
  async read(): Promise<undefined> {
    return undefined;
  }
  async remove(id: BlobId): Promise<void> {
    this.blobs.delete(id);
  }
  async *list(): AsyncIterable<never> {}
  async probe(): Promise<void> {}

  /** A part arrives; false: nobody expects it. */
  put(url: string, size: number): boolean {
    const [, , upload = '', part, expected] = ADDRESS.exec(url) ?? [];
    const parts = this.uploads.get(upload)?.parts;
    if (parts === undefined || size !== Number(expected)) return false;
    this.puts++;
    const number = Number(part);
    parts.set(number, { number, size, etag: `${number}` });
    return true;
  }

  /** It loses uploads with their parts, and of complete blobs those that are chosen. */
  forget(isLost: () => boolean): void {
    this.uploads.clear();
    for (const id of [...this.blobs.keys()]) if (isLost()) this.blobs.delete(id);
  }

  /** Ids of what it holds, complete or not. */
  held(): string[] {
    return [...this.blobs.keys(), ...[...this.uploads.values()].map(({ id }) => id)];
  }
}
