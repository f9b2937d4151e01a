import type { DocumentName } from '../../../shared/document/name.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Timers } from '../ports.ts';
import type { ServerPlace } from './server-place.ts';

/** Documents between asking and being settled at one time; the server keeps a queue for each. */
const AT_ONCE = 50;
const DENIED_PAUSE = 2_000;
const DENIED_PAUSE_MOST = 30_000;
/** Less than the time after which a connection without an account document is given up. */
const ACCOUNT_PAUSE_MOST = 8_000;
/** An attached document whose version went up is asked once more, for its place in the directory to be certain. */
const CONFIRM_AFTER = 4_000;

/** A document between being wanted and being let go. */
type SessionDocument =
  | { readonly kind: 'opening' }
  /** Kept open, and on the socket. */
  | { readonly kind: 'attached'; readonly live: ReplicaDocument }
  /** The server denied it, or its store could not be read: asked for again after a while. */
  | { readonly kind: 'paused'; readonly cancel: () => void };

/** It occupies the server, or will. */
const isUnderWay = (one: SessionDocument): boolean => {
  switch (one.kind) {
    case 'opening':
      return true;
    case 'attached':
      return one.live.attachment?.settled() !== true;
    case 'paused':
      return false;
  }
};

export interface SessionDocumentsDeps {
  readonly clock: Timers;
  readonly pool: Pool;
  readonly server: Pick<ServerPlace, 'accountDocument'>;
  /** Documents to be attached, the most urgent first; those that are not named are detached when they are settled. */
  readonly wanted: () => Iterable<DocumentName>;
  /** The version of a document in the chapter directory, as known now. */
  readonly versionOf: (name: DocumentName) => number;
  /** The socket is open. */
  readonly isOpen: () => boolean;
  /** What opens a document on the socket. */
  readonly token: () => string;
  /** The account document has to wait, which is not the connection's fault. */
  readonly onAccountDelayed: () => void;
}

/** Which documents are open on the socket. */
export interface SessionDocuments {
  readonly attached: () => Iterable<ReplicaDocument>;
  /** What is wanted has changed. At most one round a turn, whatever the number of reasons. */
  readonly pump: () => void;
  readonly pumpNow: () => void;
  /** The server took the document: earlier denials do not count. */
  readonly taken: (name: DocumentName) => void;
  readonly letGo: (live: ReplicaDocument) => void;
  /** Asks for a document again after a while, longer each time. */
  readonly pause: (name: DocumentName) => void;
  /** Versions went up: soon asks for the documents again that did not follow. */
  readonly confirmSoon: () => void;
  /** The socket is gone. */
  readonly reset: () => void;
  readonly stop: () => void;
}

export const createSessionDocuments = (deps: SessionDocumentsDeps): SessionDocuments => {
  const { clock, pool, server } = deps;
  let stopped = false;
  let cancelPump: (() => void) | undefined;
  let cancelConfirm: (() => void) | undefined;
  const documents = new Map<DocumentName, SessionDocument>();
  /** How often in a row the server has denied a document. */
  const denials = new Map<DocumentName, number>();

  const attached = function* (): Iterable<ReplicaDocument> {
    for (const one of documents.values()) if (one.kind === 'attached') yield one.live;
  };

  /** The socket is gone: documents that are being opened continue, and are attached to the next one. */
  const leave = (name: DocumentName, one: SessionDocument) => {
    switch (one.kind) {
      case 'opening':
        return;
      case 'attached':
        documents.delete(name);
        return pool.release(one.live);
      case 'paused':
        documents.delete(name);
        return one.cancel();
    }
  };

  const pause = (name: DocumentName): void => {
    const before = documents.get(name);
    if (before?.kind === 'paused') before.cancel();
    const times = (denials.get(name) ?? 0) + 1;
    denials.set(name, times);
    const isAccount = name === server.accountDocument();
    const most = isAccount ? ACCOUNT_PAUSE_MOST : DENIED_PAUSE_MOST;
    const wait = Math.min(most, DENIED_PAUSE * 2 ** (times - 1));
    // The connection is not to blame for what the account document has to wait for.
    if (isAccount) deps.onAccountDelayed();
    const cancel = clock.setTimer(wait, () => {
      documents.delete(name);
      pump();
    });
    documents.set(name, { kind: 'paused', cancel });
  };

  const letGo = (live: ReplicaDocument): void => {
    const one = documents.get(live.name);
    if (one?.kind !== 'attached' || one.live !== live) return;
    documents.delete(live.name);
    pool.release(live);
  };

  /** Documents that are kept attached catch up with their version in the directory. */
  const confirm = (): void => {
    cancelConfirm = undefined;
    for (const live of attached())
      if (live.attachment?.settled() && deps.versionOf(live.name) > live.record.synced) live.attachment.resync();
  };

  const attach = async (name: DocumentName): Promise<void> => {
    documents.set(name, { kind: 'opening' });
    let live: ReplicaDocument;
    try {
      live = await pool.use(name);
    } catch {
      // The store cannot be read now; the document stays closed and is asked for again later.
      return pause(name);
    }
    if (stopped || !deps.isOpen()) {
      documents.delete(name);
      return pool.release(live);
    }
    documents.set(name, { kind: 'attached', live });
    live.attachment?.open(deps.token());
  };

  const pumpNow = (): void => {
    cancelPump = undefined;
    if (stopped || !deps.isOpen()) return;
    const wanted = new Set(deps.wanted());
    // Closed by the device together with its conversation; it may be needed again.
    for (const live of [...attached()]) if (live.attachment?.state() === 'closed') letGo(live);
    for (const live of [...attached()]) {
      if (wanted.has(live.name) || !live.clean || live.attachment?.settled() !== true) continue;
      live.attachment.close();
      letGo(live);
    }
    let room = AT_ONCE;
    for (const one of documents.values()) if (isUnderWay(one)) room--;
    for (const name of wanted) {
      if (room <= 0) break;
      if (documents.has(name)) continue;
      room--;
      void attach(name);
    }
  };
  /** At most once a turn, whatever the number of reasons. */
  const pump = (): void => {
    if (stopped) return;
    cancelPump ??= clock.setTimer(0, pumpNow);
  };

  return {
    attached,
    pump,
    pumpNow,
    taken: (name) => void denials.delete(name),
    letGo,
    pause,
    confirmSoon: () => {
      cancelConfirm ??= clock.setTimer(CONFIRM_AFTER, confirm);
    },
    reset: () => {
      denials.clear();
      for (const [name, one] of [...documents]) leave(name, one);
    },
    stop: () => {
      stopped = true;
      cancelPump?.();
      cancelConfirm?.();
      for (const one of documents.values()) if (one.kind === 'paused') one.cancel();
    },
  };
};
