import { statfs } from 'node:fs/promises';
import { Server as HttpServer } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { AllowedAlgs } from '../shared/admission/judge-context.ts';
import type { ConversationId } from '../shared/ids/conversation.ts';
import { GATE_LIMITS, LIMITS, type Limits } from '../shared/protocol/limits.ts';
import { createServerFiles } from './blobs/server-files.ts';
import { createAnnounce } from './cluster/announce.ts';
import { createOneInstance } from './cluster/one-instance.ts';
import { joinInstances } from './cluster/redis/join-instances.ts';
import type { Config } from './config.ts';
import { openData } from './data-folder/open-data.ts';
import { SNAPSHOT_ROWS } from './documents/persistence.ts';
import { createSync } from './documents/sync.ts';
import { createApp } from './http/app.ts';
import { boundRequests } from './http/bound-requests.ts';
import { missingOf } from './http/health.ts';
import { createWeb, type Web } from './link-previews/fetch-public.ts';
import { listen, urlOf } from './listen.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics/create-metrics.ts';
import { createAccountChanges } from './operator/account-changes.ts';
import { startControlSocket } from './operator/control-socket.ts';
import { createOperator } from './operator/create-operator.ts';
import { createEraser, startErasing } from './own-writes/eraser.ts';
import { startPush } from './push/start-push.ts';
import { createRateLimits } from './rate-limits/rate-limits.ts';
import { createSignIn } from './sign-in/create-sign-in.ts';
import { deriveKey } from './sign-in/secret.ts';
import { createSockets } from './sockets/sockets.ts';
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

/** Bounds what one stranger can hold open; each costs some 30 KB. */
const SOCKETS_PER_ADDRESS = 1_000;

type Data = Awaited<ReturnType<typeof openData>>;

const within = (work: Promise<unknown>, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const late = setTimeout(resolve, ms);
  work.then(
    () => resolve(),
    () => resolve(),
  );
  return promise.finally(() => clearTimeout(late));
};

/** The documents, and what this instance tells the others about them. */
const startSync = async (config: Config, surroundings: Surroundings, { secret, opened }: Data) => {
  const { log, now, monotonic, random, fatal, allowedAlgs } = surroundings;
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
  const announce = createAnnounce(cluster, (error) => log.error('event-failed', { error }));
  const metrics = createMetrics(monotonic);
  let sessionsEnded = 0;
  let onWritten = (_id: ConversationId): void => undefined;
  const sync = createSync({
    storage: opened.storage,
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
  return {
    cluster,
    announce,
    metrics,
    sync,
    limits,
    sessionsEnded: () => sessionsEnded,
    /** Something was written in a conversation by this instance. */
    whenWritten: (listener: (id: ConversationId) => void): void => {
      onWritten = listener;
    },
  };
};

type Synced = Awaited<ReturnType<typeof startSync>>;

/** What runs beside the documents: sign-in, files, push, and the end of deleted accounts. */
const startServices = async (config: Config, surroundings: Surroundings, data: Data, synced: Synced) => {
  const { log, now, monotonic, random } = surroundings;
  const { storage } = data.opened;
  const { announce, sync } = synced;
  const signIn = await createSignIn({ config, data, announce, log, now, monotonic, random });
  const push = startPush({
    push: storage.push,
    auth: signIn.auth,
    seed: deriveKey(data.secret, 'web push'),
    origin: config.origin,
    services: surroundings.pushServices ?? [],
    timers: processTimers,
    now,
    monotonic,
    random,
    log,
  });
  synced.whenWritten(push.changed);
  return {
    signIn,
    push,
    files: createServerFiles({ config, storage, opened: data.blobs, now, monotonic, log }),
    eraser: createEraser({
      leaving: storage.leaving,
      endSignIn: signIn.endSignIn,
      removeWriting: sync.removeWriting,
      isOpen: sync.isOpen,
      onError: (error) => log.error('erasure-failed', { error }),
    }),
  };
};

type Services = Awaited<ReturnType<typeof startServices>>;

/** HTTP and the sockets, not listening yet. */
const createHttp = (config: Config, surroundings: Surroundings, data: Data, synced: Synced, services: Services) => {
  const { log, now, monotonic, random } = surroundings;
  const { storage } = data.opened;
  const { cluster, announce, metrics, sync, limits } = synced;
  const { signIn, push, files, eraser } = services;
  const origin = { own: config.origin, trustProxy: config.trustProxy };
  const app = createApp({
    ...signIn,
    ...files.routes,
    health: data.health,
    facts: storage.facts,
    devices: storage.devices,
    leaving: storage.leaving,
    push: { push: storage.push, readEntry: sync.readEntry, ...push.routes },
    erase: eraser.poke,
    accountChanges: createAccountChanges({
      facts: storage.facts,
      leaving: storage.leaving,
      auth: signIn.auth,
      administrators: signIn.administrators,
      endSignIn: signIn.endSignIn,
      programTokens: signIn.programTokens,
      announce,
      erase: eraser.poke,
      now,
      log,
    }),
    announce,
    connectedSessions: sync.connectedSessions,
    checkHistory: sync.checkHistory,
    programs: sync.programs,
    usedCodes: cluster.usedCodes,
    signUp: {
      mode: config.signUp,
      mail: signIn.mailer !== undefined,
      ...(config.demo === undefined ? {} : { demo: [...config.demo] }),
    },
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
    identify: signIn.identify,
    syncTokens: signIn.syncTokens,
    monotonic,
    origin,
    log,
    frameBytes: limits.frameBytes,
    trustProxy: config.trustProxy,
    perAddress: config.rateLimits ? SOCKETS_PER_ADDRESS : Number.POSITIVE_INFINITY,
    unknownPerAddress: config.rateLimits ? GATE_LIMITS.unknownPerAddress : Number.POSITIVE_INFINITY,
    sessionsEnded: synced.sessionsEnded,
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
    missing: () => missingOf({ health: data.health, filesReady: files.routes.filesReady }),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  if (!(server instanceof HttpServer)) throw new Error('The HTTP adapter made no plain HTTP server.');
  boundRequests(server);
  server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head));
  return { server, sockets };
};

/** Makes what people and the operator connect to, and starts what is done now and then. */
const serve = async (
  config: Config,
  surroundings: Surroundings,
  data: Data,
  synced: Synced,
): Promise<StartedServer> => {
  const { log, now } = surroundings;
  const { opened, health, lock } = data;
  const { storage, kysely } = opened;
  const { cluster, announce, metrics, sync } = synced;
  const services = await startServices(config, surroundings, data, synced);
  const { signIn, push, files, eraser } = services;
  const { server, sockets } = createHttp(config, surroundings, data, synced, services);
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
      store: files.store,
      isOpen: sync.isOpen,
      onReleased: files.onReleased,
      auth: signIn.auth,
      administrators: signIn.administrators,
      resetLinks: signIn.resetLinks,
      endSignIn: signIn.endSignIn,
      programTokens: signIn.programTokens,
      announce,
      erase: eraser.poke,
      url: () => url,
      now,
      log,
    }),
    hold: files.hold,
    log,
  });

  const stopUpkeep = startUpkeep({ ...storage, programTokens: signIn.programTokens, data: config.data }, now, log);
  const stopErasing = startErasing(eraser);
  const stopRemoval = files.startRemoval();
  const close = async (): Promise<void> => {
    stopUpkeep();
    const erased = Promise.all([stopErasing(), stopRemoval(), push.stop()]);
    control.close();
    server.close();
    signIn.mailer?.close();
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
    setupUrl: (await signIn.administrators.exist()) ? undefined : `${url}/setup?token=${signIn.setupLink.token}`,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};

/** Makes every part of a running server, and takes them down in the reverse order. */
export const startServer = async (config: Config, surroundings: Surroundings): Promise<StartedServer> => {
  const data = await openData(config, surroundings);
  const synced = await startSync(config, surroundings, data);
  try {
    return await serve(config, surroundings, data, synced);
  } catch (error) {
    await within(synced.sync.close(0), 1_000);
    await synced.cluster.close();
    data.health.stop();
    await data.opened.storage.close();
    data.lock.release();
    throw error;
  }
};
