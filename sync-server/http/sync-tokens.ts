import { Hono } from 'hono';
import type * as v from 'valibot';
import { parseDocumentName } from '../../shared/document/name.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { type SYNC_TOKEN, SYNC_TOKEN_REQUEST } from '../../shared/protocol/http.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { readJson } from './read-json.ts';

/** POST /api/sync-tokens. What the token opens is decided when it is used: a member may have been removed by then. */
export const syncTokenRoutes = ({ syncTokens, random }: Pick<HttpDependencies, 'syncTokens' | 'random'>) =>
  new Hono<AppEnv>().post('/', async (c) => {
    const read = await readJson(c, SYNC_TOKEN_REQUEST);
    if (read.kind === 'failed') return fail(c, read.failure);
    const { document, access = 'write' } = read.value;
    if (document !== undefined && parseDocumentName(document) === undefined) {
      return fail(c, { code: 'invalid', message: '"document" is not the name of a document.' });
    }
    const { account, sessionId, program } = c.get('signedIn');
    if (program?.access === 'read' && access !== 'read')
      return fail(c, { code: 'not-allowed', message: 'This token only reads: ask for "access": "read".' });
    const clientId = makeClientId(account.number, random);
    const token = syncTokens.make({ userId: account.userId, sessionId, document, access, clientId });
    c.header('Cache-Control', 'no-store');
    return c.json({ token, clientId } satisfies v.InferOutput<typeof SYNC_TOKEN>);
  });
