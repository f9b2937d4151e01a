import { Client } from 'minio';
import type { StoredPart } from '../blob-store.ts';

export interface S3Options {
  /** `https://s3.example.org`, as the server reaches it. */
  readonly url: string;
  /** As browsers reach it; undefined: the same. */
  readonly publicUrl: string | undefined;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The client, with the one request it keeps to itself. */
export class S3Client extends Client {
  async partsOf(bucket: string, key: string, upload: string): Promise<StoredPart[]> {
    const parts = await this.listParts(bucket, key, upload);
    return parts.map(({ part, size, etag }) => ({ number: part, size, etag })).sort((a, b) => a.number - b.number);
  }
}

export const createS3Client = ({ region, accessKey, secretKey }: S3Options, address: string): S3Client => {
  const { protocol, hostname, port } = new URL(address);
  return new S3Client({
    endPoint: hostname,
    useSSL: protocol === 'https:',
    ...(port === '' ? {} : { port: Number(port) }),
    // Else each URL would ask for it first.
    region,
    accessKey,
    secretKey,
    // Who asked tries again; here it would be said on the console.
    retryOptions: { disableRetry: true },
  });
};

/** The code of an answer of S3; undefined for anything else. */
export const s3CodeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** What `work` gives; undefined when the store answers with one of the codes. */
export const unless = async <T>(codes: readonly string[], work: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if (codes.includes(s3CodeOf(error) ?? '')) return undefined;
    throw error;
  }
};
