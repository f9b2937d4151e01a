import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
};
const TEXT = /^(text\/|application\/(json|manifest)|image\/svg)/;

export type Encoding = 'br' | 'gzip' | 'identity';

export interface ClientFile {
  readonly type: string;
  /** For `ETag`. */
  readonly tag: string;
  /** Named after its content, so that it never changes. */
  readonly hashed: boolean;
  bytes(encoding: Encoding): Promise<{ readonly encoding: Encoding; readonly bytes: Uint8Array<ArrayBuffer> }>;
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

const pack = async (plain: Buffer, encoding: Exclude<Encoding, 'identity'>): Promise<Buffer> =>
  encoding === 'br'
    ? brotli(plain, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
      })
    : zip(plain);

/** @param brotli as the build packed it; without, it is packed when first asked for */
const clientFile = (path: string, plain: Buffer, brotli: Buffer | undefined): ClientFile => {
  const type = TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const packed = new Map<Encoding, Promise<Buffer>>();
  if (brotli !== undefined) packed.set('br', Promise.resolve(brotli));
  return {
    type,
    tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
    hashed: /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/.test(path),
    async bytes(encoding) {
      if (encoding === 'identity' || !TEXT.test(type) || plain.length < 1_000) {
        return { encoding: 'identity', bytes: new Uint8Array(plain) };
      }
      const found = packed.get(encoding) ?? pack(plain, encoding);
      packed.set(encoding, found);
      return { encoding, bytes: new Uint8Array(await found) };
    },
  };
};

const PACKED = '.br';

const readAll = async (folder: string): Promise<ReadonlyMap<string, ClientFile>> => {
  const read = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    read.set(`/${relative(folder, file).split(sep).join('/')}`, await readFile(file));
  }
  const plain = [...read].filter(([path]) => !path.endsWith(PACKED));
  return new Map(plain.map(([path, bytes]) => [path, clientFile(path, bytes, read.get(path + PACKED))]));
};

/**
 * The built client, read into memory as a whole (a few MB): a path is a key of a map, so that no path can lead out of the
 * folder. Read again when `index.html` is newer: a rebuild needs no restart. Undefined when nothing is built.
 */
export const createClientFiles = (folder: string) => {
  let read: { readonly at: number; readonly files: Promise<ReadonlyMap<string, ClientFile>> } | undefined;
  const builtAt = async (): Promise<number | undefined> => {
    try {
      return (await stat(join(folder, 'index.html'))).mtimeMs;
    } catch {
      return undefined;
    }
  };
  return async (): Promise<ReadonlyMap<string, ClientFile> | undefined> => {
    const at = await builtAt();
    if (at === undefined) return undefined;
    if (read?.at !== at) read = { at, files: readAll(folder) };
    const current = read;
    return current.files.catch((error: unknown) => {
      // A build in progress: the next request reads again.
      if (read === current) read = undefined;
      throw error;
    });
  };
};
