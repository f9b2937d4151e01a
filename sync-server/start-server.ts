import { statfs } from 'node:fs/promises';
import { Server as HttpServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { AllowedAlgs } from '../shared/admission/judge-context.ts';
import type { ConversationId } from '../shared/ids/conversation.ts';
import { GATE_LIMITS, LIMITS, type Limits } from '../shared/protocol/limits.ts';
import { createBlobRemover } from './blobs/blob-remover.ts';
import { boundsOf } from './blobs/open-blobs.ts';
import { startCollector } from './blobs/start-collector.ts';
import { createStoreHealth } from './blobs/store-health.ts';
import { createUploads } from './blobs/uploads.ts';
import { createAnnounce } from './cluster/announce.ts';
import { createOneInstance } from './cluster/one-instance.ts';
import { joinInstances } from './cluster/redis/join-instances.ts';
import { type Config, DEFAULT_FILES } from './config.ts';
import { openData } from './data-folder/open-data.ts';
import { SNAPSHOT_ROWS } from './documents/persistence.ts';
import { createSync } from './documents/sync.ts';
import { createApp } from './http/app.ts';
import { boundRequests } from './http/bound-requests.ts';
import { missingOf } from './http/health.ts';
import { createWeb, type Web } from './link-previews/fetch-public.ts';
import type { Log } from './log.ts';
import { createMailer } from './mail/create-mailer.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { createAccountChanges } from './operator/account-changes.ts';
import { createBlobHold } from './operator/blob-hold.ts';
import { startControlSocket } from './operator/control-socket.ts';
import { createOperator } from './operator/create-operator.ts';
import { createEraser } from './own-writes/eraser.ts';
import { startPush } from './push/start-push.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { createAccounts } from './sign-in/accounts.ts';
import { createAdministrators } from './sign-in/administrators.ts';
import { createAuth } from './sign-in/auth.ts';
import { createEndSignIn } from './sign-in/end-sign-in.ts';
import { createIdentify } from './sign-in/identify.ts';
import { createKnownDevices } from './sign-in/known-devices.ts';
import { createPasswordHashing } from './sign-in/password-hashing.ts';
import { createMaySignIn, createProgramTokens } from './sign-in/program-tokens.ts';
import { createReauthenticate } from './sign-in/reauthenticate.ts';
import { createResetLinks } from './sign-in/reset-links.ts';
import { createSecondFactors } from './sign-in/second-factors.ts';
import { deriveKey } from './sign-in/secret.ts';
import { createSetupLink } from './sign-in/setup-link.ts';
import { createSignUpPermits } from './sign-in/sign-up-permits.ts';
import { createSyncTokens } from './sign-in/sync-tokens.ts';
import { createSockets } from './sockets/sockets.ts';
import { listenError } from './start-error.ts';
import { processTimers } from './timers.ts';
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
  /** The internet, for previews of links; absent: as it is. */
  readonly web?: Web;
  /** Which `alg`s envelopes may have; absent: those of the permission table. */
  readonly allowedAlgs?: AllowedAlgs;
  /** Origins of push services that need neither https nor a public address. */
  readonly pushServices?: readonly string[];
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

/** Documents counted for the metrics at most. */
const MOST_COUNTED = 1_000;

const ERASE_EVERY_MS = 20_000;
/** ms until the bytes of a deleted message's files go. */
const REMOVE_BLOBS_EVERY_MS = 5_000;

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
  const { log, now, monotonic, random, fatal, allowedAlgs } = surroundings;
  const { secret, opened, health, lock, blobs } = await openData(config, surroundings);
  const { storage, kysely } = opened;
  const { facts, devices, leaving } = storage;
  const limits: Limits = { ...LIMITS, ...surroundings.limits };
  const joined =
    config.redis === undefined
      ? undefined
      : await joinInstances({
          url: config.redis,
          key: deriveKey(secret, 'redis'),
          monotonic,
          timers: processTimers,
          log,
        });
  const cluster = joined?.cluster ?? createOneInstance(monotonic);
  let sessionsEnded = 0;
  const announce = createAnnounce(cluster, (error) => log.error('event-failed', { error }));
  const metrics = createMetrics(monotonic);
  let onWritten = (_id: ConversationId): void => undefined;
  const sync = createSync({
    storage,
    cluster,
    now,
    monotonic,
    timers: processTimers,
    random,
    presenceRelay: joined?.presenceRelay,
    forgetSessions: () => {
      sessionsEnded++;
    },
    log,
    onWritten: (id) => onWritten(id),
    measure: metrics.measure,
    limits,
    allowedAlgs,
    paced: config.rateLimits,
    fatal,
  });
  try {
    const accounts = createAccounts(facts, now, (userId) => {
      facts.contacts([userId]).then(announce.notify, (error: unknown) => log.error('rename-not-told', { error }));
    });
    const mailer = config.mail === undefined ? undefined : createMailer(config.mail, log);
    const permits = createSignUpPermits();
    const signIn = {
      passwords: createPasswordHashing(),
      kysely,
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
      sessionEnded: (sessionId: string) => {
        announce.sessionEnded(sessionId);
        storage.push.dropSession(sessionId).catch((error: unknown) => log.error('push-device-not-dropped', { error }));
      },
    };
    const auth = await createAuth(signIn);
    const programTokens = createProgramTokens({
      programs: storage.programs,
      maySignIn: createMaySignIn(auth),
      now,
      random,
      ended: signIn.sessionEnded,
      onError: (error) => log.error('token-use-not-noted', { error }),
    });
    const identify = createIdentify(
      auth,
      accounts,
      devices,
      { ...programTokens, account: accounts.find },
      { now, monotonic },
    );
    const endSignIn = createEndSignIn(auth);
    const push = startPush({
      push: storage.push,
      auth,
      seed: deriveKey(secret, 'web push'),
      origin: config.origin,
      services: surroundings.pushServices ?? [],
      timers: processTimers,
      now,
      monotonic,
      random,
      log,
    });
    onWritten = push.changed;
    const eraser = createEraser({
      leaving,
      endSignIn,
      removeWriting: sync.removeWriting,
      isOpen: sync.isOpen,
      onError: (error) => log.error('erasure-failed', { error }),
    });
    const files = config.files ?? DEFAULT_FILES;
    const hold = createBlobHold();
    const blobRemover = createBlobRemover({
      blobs: storage.blobs,
      store: blobs.store,
      onError: (error) => log.error('blobs-not-removed', { error }),
      isHeld: hold.isHeld,
    });
    const administrators = createAdministrators(auth);
    const resetLinks = createResetLinks(auth, now);
    const setupLink = createSetupLink(joined && deriveKey(secret, 'set-up link').toString('base64url'));
    const syncTokens = createSyncTokens(deriveKey(secret, 'sync tokens'), now);
    const origin = { own: config.origin, trustProxy: config.trustProxy };
    const filesReady = createStoreHealth(blobs.store, monotonic, log);
    const app = createApp({
      health,
      facts,
      devices,
      leaving,
      push: { push: storage.push, readEntry: sync.readEntry, ...push.routes },
      uploads: createUploads({
        blobs: storage.blobs,
        store: blobs.store,
        bounds: boundsOf(files),
        onReleased: blobRemover.poke,
        now,
      }),
      blobBytes:
        blobs.bytes === undefined
          ? undefined
          : { ...blobs.bytes, uploaderOf: async (id) => (await storage.blobs.known([id])).get(id)?.account },
      blobOrigin: blobs.store.origin,
      filesReady,
      reauthenticate: createReauthenticate(auth, now),
      endSignIn,
      erase: eraser.poke,
      announce,
      connectedSessions: sync.connectedSessions,
      checkHistory: sync.checkHistory,
      programs: sync.programs,
      programTokens,
      usedCodes: cluster.usedCodes,
      auth,
      identify,
      accountChanges: createAccountChanges({
        facts,
        leaving,
        auth,
        administrators,
        endSignIn,
        programTokens,
        announce,
        erase: eraser.poke,
        now,
        log,
      }),
      administrators,
      secondFactors: createSecondFactors(auth),
      setupLink,
      signUp: {
        mode: config.signUp,
        mail: mailer !== undefined,
        ...(config.demo === undefined ? {} : { demo: [...config.demo] }),
      },
      permits,
      resetLinks,
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
      web: config.linkPreviews === false ? undefined : (surroundings.web ?? createWeb()),
      dist: surroundings.dist,
      log,
      measure: metrics.measure,
      metrics,
      metricsToken: config.metricsToken,
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
    metrics.watch({
      load: sync.load,
      sockets: sockets.count,
      documentsToCompact: async () => (await storage.journal.documentsToCompact(SNAPSHOT_ROWS, MOST_COUNTED)).length,
      fileBytes: storage.blobs.usedByAll,
      freeBytes: async () => {
        const { bavail, bsize } = await statfs(config.data);
        return bavail * bsize;
      },
      missing: () => missingOf({ health, filesReady }),
    });
    const server = createAdaptorServer({ fetch: app.fetch });
    if (!(server instanceof HttpServer)) throw new Error('The HTTP adapter made no plain HTTP server.');
    boundRequests(server);
    server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
    const port = await listen(server, config.host, config.port);
    const url = urlOf(config, port);
    await lock.tellAddress(url);
    const control = await startControlSocket({
      data: config.data,
      carryOut: createOperator({
        storage,
        kysely,
        database: undefined,
        dialect: opened.dialect,
        store: blobs.store,
        isOpen: sync.isOpen,
        onReleased: blobRemover.poke,
        auth,
        administrators,
        resetLinks,
        endSignIn,
        programTokens,
        announce,
        erase: eraser.poke,
        url: () => url,
        now,
        log,
      }),
      hold,
      log,
    });

    const stopUpkeep = startUpkeep(storage, now, log);
    // What a crash left, and documents that were still open.
    const erase = setInterval(eraser.poke, ERASE_EVERY_MS);
    erase.unref();
    eraser.poke();
    const removeBlobs = setInterval(blobRemover.poke, REMOVE_BLOBS_EVERY_MS);
    removeBlobs.unref();
    blobRemover.poke();
    const collector = startCollector({
      blobs: storage.blobs,
      store: blobs.store,
      isDry: files.cleanup === 'dry-run',
      onReleased: blobRemover.poke,
      now,
      log,
    });
    const close = async (): Promise<void> => {
      stopUpkeep();
      clearInterval(erase);
      clearInterval(removeBlobs);
      const erased = Promise.all([eraser.stop(), blobRemover.stop(), collector.stop(), push.stop()]);
      control.close();
      server.close();
      mailer?.close();
      sockets.close();
      await within(Promise.all([erased, sync.close(CLOSE_MS - 500)]), CLOSE_MS);
      await cluster.close();
      sockets.terminate();
      server.closeAllConnections();
      health.stop();
      metrics.stop();
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
    await cluster.close();
    health.stop();
    await storage.close();
    lock.release();
    throw error;
  }
};
