import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect, isIP, type Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { connect as connectSecurely } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isPublicAddress } from '../public-internet/public-address.ts';
import { resolveName } from '../public-internet/resolve-name.ts';

/** The internet, as a preview needs it. Tests give their own. */
export interface Web {
  /** All addresses of a name. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  readonly connect: (address: string, port: number) => Socket;
}

export const createWeb = (): Web => ({
  resolve: resolveName,
  connect: (address, port) => connect({ host: address, port }),
});

const REDIRECTS = 5;
const HEADER_BYTES = 16 * 1024;
const USER_AGENT = 'Mozilla/5.0 (compatible; Skerry link preview)';
const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

export interface Fetched {
  /** Where the last redirect led. */
  readonly url: URL;
  /** The header as it came; empty: none. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** There would have been more. */
  readonly isCut: boolean;
}

export interface Wanted {
  /** Of the unpacked content. */
  readonly bytes: number;
  readonly ms: number;
  readonly accept: string;
  /** By the header of content type: nothing else is read. */
  readonly isWanted: (contentType: string) => boolean;
}

/** What may be asked for at all: the web on its own ports, without a name and password. */
const allowed = (text: string, base?: URL): URL | undefined => {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  return url.protocol in PORTS && url.port === '' && url.username === '' && url.password === '' ? url : undefined;
};

/**
 * The address to connect to, decided once: nobody is asked again between the check and the connection. A name with one
 * address that is not public is refused as a whole.
 */
const addressFor = async (web: Web, url: URL): Promise<string | undefined> => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) === 0 ? await web.resolve(host) : [host];
  return found.every(isPublicAddress) ? found.toSorted((a, b) => isIP(a) - isIP(b))[0] : undefined;
};

const ask = (web: Web, url: URL, address: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const open = (): Socket => {
      const socket = web.connect(address, PORTS[url.protocol] ?? 0);
      if (!isSecure) return socket;
      const servername = isIP(url.hostname) === 0 && !url.hostname.startsWith('[') ? url.hostname : '';
      return connectSecurely({ socket, servername, ALPNProtocols: ['http/1.1'] });
    };
    const request = (isSecure ? secureRequest : plainRequest)(url, {
      createConnection: open,
      // Without it the header of the host names the port, which some servers answer with a redirect.
      defaultPort: PORTS[url.protocol],
      maxHeaderSize: HEADER_BYTES,
      signal,
      headers: { Accept: accept, 'Accept-Encoding': 'gzip, br', 'User-Agent': USER_AGENT, Connection: 'close' },
    });
    request.once('response', resolve);
    request.on('error', reject);
    // A line that becomes something else is no page.
    request.once('upgrade', (_response, socket) => socket.destroy());
    request.end();
  });

const unpacked = (answer: IncomingMessage): Readable | undefined => {
  const coding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return answer;
  const unpack =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'br'
        ? createBrotliDecompress()
        : coding === 'deflate'
          ? createInflate()
          : undefined;
  // The reader of the last stream hears of every failure.
  return unpack && pipeline(answer, unpack, () => undefined);
};

const readSome = async (
  answer: IncomingMessage,
  most: number,
): Promise<Pick<Fetched, 'bytes' | 'isCut'> | undefined> => {
  const content = unpacked(answer);
  if (content === undefined) return undefined;
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the stream, and with it the connection: a bomb is unpacked no further than this.
  for await (const part of content as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= most) break;
  }
  return { bytes: Buffer.concat(parts).subarray(0, most), isCut: size >= most };
};

const follow = async (web: Web, start: string, wanted: Wanted, signal: AbortSignal): Promise<Fetched | undefined> => {
  let url = allowed(start);
  for (let hops = 0; url !== undefined && hops <= REDIRECTS; hops++) {
    const address = await addressFor(web, url);
    if (address === undefined || signal.aborted) return undefined;
    const answer = await ask(web, url, address, wanted.accept, signal);
    try {
      const { statusCode = 0, headers } = answer;
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        url = allowed(headers.location, url);
        continue;
      }
      const contentType = headers['content-type'] ?? '';
      if (statusCode !== 200 || !wanted.isWanted(contentType)) return undefined;
      const read = await readSome(answer, wanted.bytes);
      return read && { url, contentType, ...read };
    } finally {
      answer.destroy();
    }
  }
  return undefined;
};

/**
 * What stands at an address of the public internet; undefined for every reason there is, so that nobody learns from it
 * what this server can reach. Never rejects.
 */
export const fetchPublic = async (web: Web, start: string, wanted: Wanted): Promise<Fetched | undefined> => {
  const late = AbortSignal.timeout(wanted.ms);
  const never = new Promise<undefined>((resolve) => late.addEventListener('abort', () => resolve(undefined)));
  try {
    return await Promise.race([follow(web, start, wanted, late), never]);
  } catch {
    return undefined;
  }
};
