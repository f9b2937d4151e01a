import { expect } from 'vitest';
import { secretOf, totp } from '../support/totp.ts';
import { cookieOf, PASSWORD, pageOf, type Running, type Somebody } from './running-server.ts';

export const STEP = 30_000;
export const signIn = async (server: Running, { email }: Pick<Somebody, 'email'>, password = PASSWORD, cookie = '') => {
  const reply = await pageOf(server, cookie === '' ? {} : { cookie })('POST', '/api/auth/sign-in/email', {
    email,
    password,
  });
  return { reply, cookie: cookieOf(reply.headers), ask: pageOf(server, { cookie: cookieOf(reply.headers) }) };
};

export const switchOn = async (who: Somebody, at: number) => {
  const enabled = await who.ask('POST', '/api/auth/two-factor/enable', { password: PASSWORD });
  const { totpURI, backupCodes } = enabled.json as { totpURI: string; backupCodes: string[] };
  const secret = secretOf(totpURI);
  const verified = await who.ask('POST', '/api/auth/two-factor/verify-totp', { code: totp(secret, at) });
  expect(verified.status).toBe(200);
  return { secret, backupCodes, cookie: cookieOf(verified.headers) };
};

/** The password was right; what follows is the code. */
export const halfWay = async (server: Running, who: Pick<Somebody, 'email'>, cookie = '') => {
  const half = await signIn(server, who, PASSWORD, cookie);
  expect(half.reply.json).toMatchObject({ twoFactorRedirect: true });
  return (path: 'verify-totp' | 'verify-backup-code', code: string) =>
    half.ask('POST', `/api/auth/two-factor/${path}`, { code });
};
