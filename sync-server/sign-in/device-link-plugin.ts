import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as v from 'valibot';
import type { Devices } from '../../storage/ports/devices.ts';
import { tokenHash } from './tokens.ts';

/**
 * POST /api/auth/device-link/finish: signs in the device that claimed a link, once another one has let it in. In
 * better-auth, because only there the session's cookie can be made.
 */
export const deviceLink = (devices: Pick<Devices, 'takeLink'>, now: () => number) =>
  ({
    id: 'device-link',
    endpoints: {
      finishDeviceLink: createAuthEndpoint(
        '/device-link/finish',
        { method: 'POST', body: v.strictObject({ claim: v.pipe(v.string(), v.minLength(20), v.maxLength(100)) }) },
        async (ctx) => {
          const taken = await devices.takeLink(tokenHash(ctx.body.claim), now());
          if (taken === 'waiting') return ctx.json({ state: 'waiting' });
          const gone = { code: 'link-gone', message: 'This link is not valid any more. Make a new one.' };
          if (taken === undefined) throw new APIError('NOT_FOUND', gone);
          const user = await ctx.context.internalAdapter.findUserById(taken.userId);
          if (user === null) throw new APIError('NOT_FOUND', gone);
          const session = await ctx.context.internalAdapter.createSession(user.id);
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ state: 'done' });
        },
      ),
    },
  }) satisfies BetterAuthPlugin;
