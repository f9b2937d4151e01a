import type { Storage } from '../../storage/ports/storage.ts';
import type { Announce } from '../cluster/announce.ts';
import type { Config } from '../config.ts';
import type { openData } from '../data-folder/open-data.ts';
import type { Log } from '../log.ts';
import { createMailer } from '../mail/create-mailer.ts';
import { createAccounts } from './accounts.ts';
import { createAdministrators } from './administrators.ts';
import { createAuth } from './auth.ts';
import { createEndSignIn } from './end-sign-in.ts';
import { createIdentify } from './identify.ts';
import { createKnownDevices } from './known-devices.ts';
import { createPasswordHashing } from './password-hashing.ts';
import { createMaySignIn, createProgramTokens } from './program-tokens.ts';
import { createReauthenticate } from './reauthenticate.ts';
import { createResetLinks } from './reset-links.ts';
import { createSecondFactors } from './second-factors.ts';
import { deriveKey } from './secret.ts';
import { createSetupLink } from './setup-link.ts';
import { createSignUpPermits } from './sign-up-permits.ts';
import { createSyncTokens } from './sync-tokens.ts';

interface SignInDeps {
  readonly config: Config;
  readonly data: Pick<Awaited<ReturnType<typeof openData>>, 'secret'> & {
    readonly opened: Pick<Awaited<ReturnType<typeof openData>>['opened'], 'kysely' | 'dialect' | 'alone'> & {
      readonly storage: Storage;
    };
  };
  readonly announce: Announce;
  readonly log: Log;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
}

/** Who people are, and what they sign in with. */
export const createSignIn = async ({ config, data, announce, log, now, monotonic, random }: SignInDeps) => {
  const { secret, opened } = data;
  const { storage } = opened;
  const { facts, devices } = storage;
  const accounts = createAccounts(facts, now, (userId) => {
    facts.contacts([userId]).then(announce.notify, (error: unknown) => log.error('rename-not-told', { error }));
  });
  const mailer = config.mail === undefined ? undefined : createMailer(config.mail, log);
  const permits = createSignUpPermits();
  const sessionEnded = (sessionId: string): void => {
    announce.sessionEnded(sessionId);
    storage.push.dropSession(sessionId).catch((error: unknown) => log.error('push-device-not-dropped', { error }));
  };
  const auth = await createAuth({
    passwords: createPasswordHashing(),
    kysely: opened.kysely,
    dialect: opened.dialect,
    alone: opened.alone,
    secret: deriveKey(secret, 'sign-in').toString('base64url'),
    origin: config.origin,
    log,
    now,
    devices,
    mailer,
    permits,
    ensureAccount: accounts.ensure,
    sessionEnded,
  });
  const programTokens = createProgramTokens({
    programs: storage.programs,
    maySignIn: createMaySignIn(auth),
    now,
    random,
    ended: sessionEnded,
    onError: (error) => log.error('token-use-not-noted', { error }),
  });
  // Where there are several instances, all of them accept the same link.
  const setupToken = config.redis === undefined ? undefined : deriveKey(secret, 'set-up link').toString('base64url');
  return {
    auth,
    mailer,
    permits,
    programTokens,
    identify: createIdentify(auth, accounts, devices, { ...programTokens, account: accounts.find }, { now, monotonic }),
    endSignIn: createEndSignIn(auth),
    administrators: createAdministrators(auth),
    resetLinks: createResetLinks(auth, now),
    setupLink: createSetupLink(setupToken),
    syncTokens: createSyncTokens(deriveKey(secret, 'sync tokens'), now),
    reauthenticate: createReauthenticate(auth, now),
    secondFactors: createSecondFactors(auth),
    knownDevices: createKnownDevices(deriveKey(secret, 'known devices'), config.origin?.startsWith('https:') ?? false),
  };
};
