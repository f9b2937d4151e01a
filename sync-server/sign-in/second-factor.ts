import { twoFactor } from 'better-auth/plugins';

/** Codes of an authenticator app. Ten wrong ones in a row lock the second step for a quarter of an hour. */
export const secondFactor = () =>
  twoFactor({
    issuer: 'Skerry',
    accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
    backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: 'encrypted' },
    schema: { twoFactor: { modelName: 'sign_in_second_factor' } },
  });
