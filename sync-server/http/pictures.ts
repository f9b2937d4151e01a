import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { isPictureHash, PICTURE_BYTES, pictureTypeOf } from '../../shared/protocol/picture.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';

/** Content never changes under its name, and only who is signed in gets it: the browser may keep it, nobody between. */
const KEEP = 'private, max-age=31536000, immutable';

/** PUT and GET /api/pictures/:hash: small pictures, kept under the SHA-256 of their bytes. */
export const pictureRoutes = ({ facts, limits, now }: Pick<HttpDependencies, 'facts' | 'limits' | 'now'>) =>
  new Hono<AppEnv>()
    .put('/:hash', async (c) => {
      const wait = await limits.pictures.take(c.get('signedIn').account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const type = pictureTypeOf(bytes);
      if (type === undefined || bytes.length > PICTURE_BYTES) {
        return fail(c, { code: 'invalid', message: 'A picture is a WebP, JPEG or PNG of at most 32 KB.' });
      }
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (hash !== c.req.param('hash')) {
        return fail(c, { code: 'invalid', message: 'The name of a picture is the SHA-256 of its bytes.' });
      }
      await facts.putPicture({ hash, type, bytes, at: now() });
      return c.body(null, 204);
    })
    .get('/:hash', async (c) => {
      const hash = c.req.param('hash');
      const found = isPictureHash(hash) ? await facts.picture(hash) : undefined;
      if (found === undefined) return fail(c, { code: 'not-found' });
      return c.body(new Uint8Array(found.bytes), 200, { 'Content-Type': found.type, 'Cache-Control': KEEP });
    });
