import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';

/** What a sync token lets its holder do, until it expires or the session it came from ends. */
export interface SyncGrant {
  readonly userId: UserId;
  readonly sessionId: string;
  /** Only this document; undefined: all of the account's. */
  readonly document: string | undefined;
  readonly access: 'read' | 'write';
  /** The Yjs client id its holder writes with. */
  readonly clientId: number;
}

export interface SyncTokens {
  make(grant: SyncGrant): string;
  /** The grant, when the signature and the time are right. The session must still be looked up. */
  verify(token: string): SyncGrant | undefined;
}

/** Long enough to connect with, short enough to be found in a log too late. */
const SYNC_TOKEN_MINUTES = 5;
const PREFIX = 'st1';

const CLAIMS = v.strictObject({
  u: v.string(),
  s: v.string(),
  d: v.optional(v.string()),
  a: v.picklist(['read', 'write']),
  c: v.pipe(v.number(), v.safeInteger()),
  e: v.number(),
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Signed rather than remembered, so that any instance with the same secret accepts them. @param now ms since 1970 */
export const createSyncTokens = (key: Uint8Array, now: () => number): SyncTokens => {
  const sign = (text: string): Buffer => createHmac('sha256', key).update(`${PREFIX}.${text}`).digest();
  return {
    make({ userId, sessionId, document, access, clientId }) {
      const claims: v.InferOutput<typeof CLAIMS> = {
        u: userId,
        s: sessionId,
        a: access,
        c: clientId,
        e: now() + SYNC_TOKEN_MINUTES * 60_000,
        ...(document === undefined ? {} : { d: document }),
      };
      const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${PREFIX}.${text}.${sign(text).toString('base64url')}`;
    },
    verify(token) {
      const [prefix, text, signature, ...rest] = token.split('.');
      if (prefix !== PREFIX || text === undefined || signature === undefined || rest.length > 0) return undefined;
      const expected = sign(text);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const parsed = v.safeParse(CLAIMS, parseJson(Buffer.from(text, 'base64url').toString()));
      if (!parsed.success || parsed.output.e <= now()) return undefined;
      const { u, s, d, a, c } = parsed.output;
      const userId = parseUserId(u);
      return userId === undefined ? undefined : { userId, sessionId: s, document: d, access: a, clientId: c };
    },
  };
};
