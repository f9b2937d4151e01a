import { mkdir, open } from 'node:fs/promises';
import { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { GATE_LIMITS, LIMITS, type Limits } from '../shared/protocol/limits.ts';
import { openSqlite } from '../storage/sqlite/open-sqlite.ts';
import { createAnnounce } from './cluster/announce.ts';
import { createOneInstance } from './cluster/one-instance.ts';
import type { Config } from './config.ts';
import { checkFolder } from './data-folder/check-folder.ts';
import { type FolderLock, lockFolder } from './data-folder/lock-folder.ts';
import { createStorageHealth, type StorageHealth } from './data-folder/storage-health.ts';
import { DATABASE_FILE } from './database-file.ts';
import { createSync } from './documents/sync.ts';
import { createApp } from './http/app.ts';
import type { Log } from './log.ts';
import { createMailer } from './mail/create-mailer.ts';
import { createEraser } from './own-writes/eraser.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { createAccounts } from './sign-in/accounts.ts';
import { createAdministrators } from './sign-in/administrators.ts';
import { createAuth } from './sign-in/auth.ts';
import { createEndSignIn } from './sign-in/end-sign-in.ts';
import { createIdentify } from './sign-in/identify.ts';
import { createKnownDevices } from './sign-in/known-devices.ts';
import { createPasswordHashing } from './sign-in/password-hashing.ts';
import { createReauthenticate } from './sign-in/reauthenticate.ts';
import { createResetLinks } from './sign-in/reset-links.ts';
import { createSecondFactors } from './sign-in/second-factors.ts';
import { deriveKey, proofKeyOf, readSecret } from './sign-in/secret.ts';
import { createSetupLink } from './sign-in/setup-link.ts';
import { createSignUpPermits } from './sign-in/sign-up-permits.ts';
import { createSyncTokens } from './sign-in/sync-tokens.ts';
import { createSockets } from './sockets/sockets.ts';
import { dataError, listenError } from './start-error.ts';
import { startUpkeep } from './upkeep.ts';

/** What the process, or a test in its place, gives the server. */
export interface Surroundings {
  readonly log: Log;
  /** The wall clock, ms since 1970: for what is stored or shown. It is set back and forth. */
  readonly now: () => number;
  /** ms since any moment, never set back: for durations. */
  readonly monotonic: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Memory and journal may disagree: must end the process. */
  readonly fatal: (reason: string) => never;
  /** Folder of the built client. */
  readonly dist: string;
  readonly limits?: Partial<Limits>;
}

export interface StartedServer {
  readonly port: number;
  /** Where people open it. */
  readonly url: string;
  /** For the administrator; undefined when there is one. Dies at the next start. */
  readonly setupUrl: string | undefined;
  /** Stops within about five seconds; repeated calls wait for the same end. */
  close(): Promise<void>;
}

/** ms for documents to be stored and sockets to be closed; what misses it is in the journal all the same. */
const CLOSE_MS = 4_000;

const ERASE_EVERY_MS = 20_000;

/** Bounds what one stranger can hold open; each costs some 30 KB. */
const SOCKETS_PER_ADDRESS = 1_000;

const within = (work: Promise<unknown>, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(resolve, ms);
  work.then(
    () => resolve(),
    () => resolve(),
  );
  return promise.finally(() => clearTimeout(late));
};

const openData = async (config: Config, { now, random, log, fatal }: Surroundings) => {
  let lock: FolderLock | undefined;
  try {
    await checkFolder(config.data);
    await mkdir(config.data, { recursive: true, mode: 0o700 });
    lock = await lockFolder(config.data, now);
    const file = join(config.data, DATABASE_FILE);
    // Made before SQLite does, which would let everybody on this machine read it; its WAL takes the same rights.
    await (await open(file, 'a', 0o600)).close();
    const secret = await readSecret(config.data, config.secret);
    let health: StorageHealth | undefined;
    const opened = openSqlite(file, {
      now,
      random,
      proofKey: proofKeyOf(secret),
      beforeCommit: () => health?.checkReplaced(),
      onFault: (error) => health?.noteFault(error),
    });
    health = createStorageHealth({
      file,
      write: opened.storage.facts.probe,
      log,
      now: () => performance.now(),
      fatal,
    });
    return { secret, opened, health, lock };
  } catch (error) {
    lock?.release();
    throw dataError(error, config.data);
  }
};

const listen = async (server: HttpServer, host: string, port: number): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error, host, port);
  }
  server.off('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
};

const urlOf = (config: Config, port: number): string => {
  if (config.origin !== undefined) return config.origin;
  const everywhere = ['127.0.0.1', '::1', 'localhost', '0.0.0.0', '::'].includes(config.host);
  const host = everywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
  return `http://${host}:${port}`;
};

/** Makes every instance of a running server, and takes them down in the reverse order. */
export const startServer = async (config: Config, surroundings: Surroundings): Promise<StartedServer> => {
  const { log, now, monotonic, random, fatal } = surroundings;
  const { secret, opened, health, lock } = await openData(config, surroundings);
  const { storage, kysely } = opened;
  const { facts, devices, leaving } = storage;
  const limits: Limits = { ...LIMITS, ...surroundings.limits };
  const cluster = createOneInstance(monotonic);
  const announce = createAnnounce(cluster, (error) => log.error('event-failed', { error }));
  const sync = createSync({ storage, cluster, now, monotonic, random, log, limits, paced: config.rateLimits, fatal });
  try {
    let sessionsEnded = 0;
    const accounts = createAccounts(facts, now, (userId) => {
      facts.contacts([userId]).then(announce.notify, (error: unknown) => log.error('rename-not-told', { error }));
    });
    const mailer = config.mail === undefined ? undefined : createMailer(config.mail, log);
    const permits = createSignUpPermits();
    const signIn = {
      passwords: createPasswordHashing(),
      kysely,
      secret: deriveKey(secret, 'sign-in').toString('base64url'),
      origin: config.origin,
      log,
      now,
      devices,
      mailer,
      permits,
      ensureAccount: accounts.ensure,
      sessionEnded: (sessionId: string) => {
        sessionsEnded++;
        announce.sessionEnded(sessionId);
      },
    };
    const auth = await createAuth(signIn);
    const identify = createIdentify(auth, accounts, devices, { now, monotonic });
    const endSignIn = createEndSignIn(auth);
    const eraser = createEraser({
      leaving,
      endSignIn,
      removeWriting: sync.removeWriting,
      isOpen: sync.isOpen,
      onError: (error) => log.error('erasure-failed', { error }),
    });
    const administrators = createAdministrators(auth);
    const setupLink = createSetupLink();
    const syncTokens = createSyncTokens(deriveKey(secret, 'sync tokens'), now);
    const origin = { own: config.origin, trustProxy: config.trustProxy };
    const app = createApp({
      health,
      facts,
      devices,
      leaving,
      reauthenticate: createReauthenticate(auth, now),
      endSignIn,
      erase: eraser.poke,
      announce,
      connectedSessions: sync.connectedSessions,
      checkHistory: sync.checkHistory,
      usedCodes: cluster.usedCodes,
      auth,
      identify,
      administrators,
      secondFactors: createSecondFactors(auth),
      setupLink,
      signUp: { mode: config.signUp, mail: mailer !== undefined },
      permits,
      resetLinks: createResetLinks(auth, now),
      mailer,
      syncTokens,
      knownDevices: createKnownDevices(
        deriveKey(secret, 'known devices'),
        config.origin?.startsWith('https:') ?? false,
      ),
      limits: createRateLimits(cluster.createTokenBuckets, config.rateLimits),
      origin,
      secure: config.origin?.startsWith('https:') ?? false,
      trustProxy: config.trustProxy,
      groupRequests: config.groupRequests ?? true,
      dist: surroundings.dist,
      log,
      now,
      monotonic,
      random,
    });
    const sockets = createSockets({
      sync,
      identify,
      syncTokens,
      monotonic,
      origin,
      log,
      frameBytes: limits.frameBytes,
      trustProxy: config.trustProxy,
      perAddress: config.rateLimits ? SOCKETS_PER_ADDRESS : Number.POSITIVE_INFINITY,
      unknownPerAddress: config.rateLimits ? GATE_LIMITS.unknownPerAddress : Number.POSITIVE_INFINITY,
      sessionsEnded: () => sessionsEnded,
    });
    const server = createAdaptorServer({ fetch: app.fetch });
    if (!(server instanceof HttpServer)) throw new Error('The HTTP adapter made no plain HTTP server.');
    // Slow senders hold nothing for long; answers may take their time.
    server.headersTimeout = 15_000;
    server.requestTimeout = 60_000;
    server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
    const port = await listen(server, config.host, config.port);
    const url = urlOf(config, port);
    await lock.tellAddress(url);

    const stopUpkeep = startUpkeep(storage, now, log);
    // What a crash left, and documents that were still open.
    const erase = setInterval(eraser.poke, ERASE_EVERY_MS);
    erase.unref();
    eraser.poke();
    const close = async (): Promise<void> => {
      stopUpkeep();
      clearInterval(erase);
      const erased = eraser.stop();
      server.close();
      mailer?.close();
      sockets.close();
      await within(Promise.all([erased, sync.close(CLOSE_MS - 500)]), CLOSE_MS);
      sockets.terminate();
      server.closeAllConnections();
      health.stop();
      await storage.close();
      lock.release();
    };
    let closed: Promise<void> | undefined;
    return {
      port,
      url,
      setupUrl: (await administrators.exist()) ? undefined : `${url}/setup?token=${setupLink.token}`,
      close: () => {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    await within(sync.close(0), 1_000);
    health.stop();
    await storage.close();
    lock.release();
    throw error;
  }
};
