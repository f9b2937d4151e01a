import { type Context, Hono } from 'hono';
import { type ClientFile, createClientFiles, type Encoding } from './client-files.ts';
import type { AppEnv } from './deps.ts';
import { fail } from './errors.ts';

const NOT_BUILT = 'The client is not built yet: run "npm start", which builds it, or "npx vite build".';

/** A year, for files named after their content; all others are asked about each time. */
const cachingOf = (file: ClientFile): string => (file.hashed ? 'public, max-age=31536000, immutable' : 'no-cache');

const encodingOf = (accepted: string): Encoding =>
  /\bbr\b(?!;q=0(?:[,\s]|$))/.test(accepted)
    ? 'br'
    : /\bgzip\b(?!;q=0(?:[,\s]|$))/.test(accepted)
      ? 'gzip'
      : 'identity';

const send = async (c: Context, file: ClientFile): Promise<Response> => {
  c.header('Cache-Control', cachingOf(file));
  c.header('ETag', file.tag);
  c.header('Vary', 'Accept-Encoding');
  if (c.req.header('if-none-match')?.split(/,\s*/).includes(file.tag) === true) return c.body(null, 304);
  const { encoding, bytes } = await file.bytes(encodingOf(c.req.header('accept-encoding') ?? ''));
  c.header('Content-Type', file.type);
  if (encoding !== 'identity') c.header('Content-Encoding', encoding);
  return c.body(bytes);
};

const decode = (path: string): string | undefined => {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** The client's files; `index.html` for every other page a browser asks for, since the client has its own routes. */
export const staticRoutes = (dist: string) => {
  const read = createClientFiles(dist);
  return new Hono<AppEnv>().get('/*', async (c) => {
    const files = await read();
    if (files === undefined) return c.text(NOT_BUILT, 503);
    const path = decode(c.req.path);
    const file = path === undefined ? undefined : files.get(path === '/' ? '/index.html' : path);
    if (file !== undefined) return send(c, file);
    const page = files.get('/index.html');
    // Code of another version that is asked for by name is missing, whoever asks.
    const wantsPage = (c.req.header('accept') ?? '').includes('text/html') && path?.startsWith('/assets/') !== true;
    return page !== undefined && wantsPage && path !== undefined ? send(c, page) : fail(c, { code: 'not-found' });
  });
};
