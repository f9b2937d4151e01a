import type { Storage } from '../../storage/ports/storage.ts';
import { type Auth, type AuthDependencies, createAuth } from '../sign-in/auth.ts';
import { createPasswordHashing } from '../sign-in/password-hashing.ts';
import { deriveKey } from '../sign-in/secret.ts';
import { createSignUpPermits } from '../sign-in/sign-up-permits.ts';
import type { ProgramContext } from './program-context.ts';

interface Opened extends Pick<AuthDependencies, 'kysely' | 'dialect' | 'alone' | 'ensureAccount'> {
  readonly storage: Pick<Storage, 'devices'>;
}

/** better-auth over a database that no server uses: nobody is told of anything, and nobody signs up. */
export const createAuthAlone = (
  { storage, kysely, dialect, alone, ensureAccount }: Opened,
  secret: string,
  { config, log, now }: Pick<ProgramContext, 'config' | 'log' | 'now'>,
): Promise<Auth> =>
  createAuth({
    passwords: createPasswordHashing(),
    kysely,
    dialect,
    alone,
    secret: deriveKey(secret, 'sign-in').toString('base64url'),
    origin: config.origin,
    log,
    now,
    devices: storage.devices,
    mailer: undefined,
    permits: createSignUpPermits(),
    ensureAccount,
    sessionEnded: () => undefined,
  });
