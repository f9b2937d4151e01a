import { type Context, Hono } from 'hono';
import { type BlobId, parseBlobId } from '../../shared/ids/blob.ts';
import { BEGIN_BLOB, BLOB_SOURCES_REQUEST, BLOB_URLS_REQUEST } from '../../shared/protocol/blobs.ts';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** Seconds after which an upload may be finished, or a removal done. */
const SOON = 10;

const withId = async (c: Context<AppEnv>, work: (id: BlobId) => Promise<Response>): Promise<Response> => {
  const id = parseBlobId(c.req.param('id') ?? '');
  return id === undefined ? fail(c, { code: 'not-found' }) : work(id);
};

/** /api/blobs: what is uploaded, and where its bytes go and come from (`shared/protocol/blobs.ts`). */
export const blobRoutes = ({ uploads, limits }: Pick<HttpDependencies, 'uploads' | 'limits'>) => {
  const userOf = (c: Context<AppEnv>) => c.get('signedIn').account.userId;
  return new Hono<AppEnv>()
    .get('/', async (c) => c.json(await uploads.room(userOf(c))))
    .post('/', async (c) => {
      const wait = await limits.blobs.take(userOf(c));
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const read = await readJson(c, BEGIN_BLOB);
      if (read.kind === 'failed') return fail(c, read.failure);
      const begun = await uploads.begin(userOf(c), { ...read.value, id: read.value.id as BlobId });
      if (begun.ok) return c.json(begun.value, begun.value.state === 'complete' ? 200 : 201);
      if (begun.error === 'too-many')
        return fail(c, {
          code: 'too-many',
          wait: SOON,
          message: `${BLOB_LIMITS.unfinished} uploads of yours wait to be finished.`,
        });
      const message = begun.error === 'id-taken' ? { message: 'This id belongs to another file.' } : {};
      return fail(c, { code: begun.error, ...message });
    })
    .post('/sources', async (c) => {
      const read = await readJson(c, BLOB_SOURCES_REQUEST);
      if (read.kind === 'failed') return fail(c, read.failure);
      return c.json(await uploads.sources(read.value.ids as BlobId[], userOf(c)));
    })
    .post('/:id/urls', (c) =>
      withId(c, async (id) => {
        const read = await readJson(c, BLOB_URLS_REQUEST);
        if (read.kind === 'failed') return fail(c, read.failure);
        const made = await uploads.urls(id, userOf(c), read.value.parts);
        return made.ok ? c.json(made.value) : fail(c, { code: made.error });
      }),
    )
    .get('/:id/parts', (c) =>
      withId(c, async (id) => {
        const found = await uploads.parts(id, userOf(c));
        return found.ok ? c.json(found.value) : fail(c, { code: found.error });
      }),
    )
    .post('/:id/complete', (c) =>
      withId(c, async (id) => {
        const done = await uploads.complete(id, userOf(c));
        return done.ok ? c.body(null, 204) : fail(c, { code: done.error });
      }),
    )
    .delete('/:id', (c) =>
      withId(c, async (id) => {
        const done = await uploads.cancel(id, userOf(c));
        return done.ok ? c.body(null, 204) : fail(c, { code: done.error });
      }),
    )
    .get('/:id', (c) =>
      withId(c, async (id) => {
        const found = await uploads.source(id, userOf(c));
        return found.ok ? c.json(found.value) : fail(c, { code: found.error });
      }),
    );
};
