import type { Auth } from './auth.ts';

const COOKIE = /(?:^|;\s*)(?:__Secure-)?skerry\.two_factor=([^;]+)/;

/**
 * Whose password was just right, so that a code is asked for; unchecked: better-auth looks at the signature of the cookie
 * before it signs anybody in.
 */
export const pendingTwoFactorUser = async (
  auth: Pick<Auth, '$context'>,
  headers: Headers,
): Promise<string | undefined> => {
  const [, cookie] = COOKIE.exec(headers.get('cookie') ?? '') ?? [];
  const identifier = cookie?.split('.')[0];
  if (identifier === undefined || identifier === '') return undefined;
  const { internalAdapter } = await auth.$context;
  return (await internalAdapter.findVerificationValue(identifier))?.value;
};
