import { passkey } from '@better-auth/passkey';
import { APIError } from 'better-auth/api';

/**
 * Passkeys for one host name. The person must have been asked for (a finger, a face, a PIN): only then is a passkey two
 * factors in one, and no code is asked for beside it.
 */
export const passkeys = (rpID: string) =>
  passkey({
    rpID,
    rpName: 'Skerry',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    authentication: {
      afterVerification: async ({ verification }) => {
        if (verification.authenticationInfo.userVerified) return;
        throw new APIError('UNAUTHORIZED', {
          code: 'AUTHENTICATION_FAILED',
          message: 'The passkey did not ask who you are.',
        });
      },
    },
    schema: { passkey: { modelName: 'sign_in_passkey' } },
  });
