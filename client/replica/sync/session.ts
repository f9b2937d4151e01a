import * as Y from 'yjs';
import type { DocumentName } from '../../../shared/document/name.ts';
import type { FeedPage } from '../../../shared/protocol/facts.ts';
import type { DeviceMessage, ServerMessage } from '../../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../../shared/protocol/wire.ts';
import type { Connection } from '../../channel/projections.ts';
import type { WakeCause } from '../../channel/protocol.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import { expandDelta } from '../facts/expand-delta.ts';
import type { Api, Network, Random, Timers } from '../ports.ts';
import type { FactRecord } from '../records.ts';
import { createAttachment } from './attachment.ts';
import { createConnection } from './connection.ts';
import { createFeedPages } from './feed-pages.ts';
import { fetchFacts } from './fetch-facts.ts';
import { readFrame, type ServerFrame, step1Frame } from './frames.ts';
import type { ServerPlace } from './server-place.ts';
import { createSessionDocuments } from './session-documents.ts';
import type { SyncEvent } from './sync-events.ts';

type ConnectionState = Connection['state'];

export interface SyncDeps {
  /** This device's number. */
  readonly device: number;
  readonly clock: Timers;
  readonly random: Random;
  readonly network: Network;
  readonly api: Api;
  readonly me: number;
  readonly pool: Pool;
  readonly server: ServerPlace;
  readonly facts: ReadonlyMap<string, FactRecord>;
  /** Documents to be attached, the most urgent first; those that are not named are detached when they are settled. */
  readonly wanted: () => Iterable<DocumentName>;
  /** The version of a document in the chapter directory, as known now. */
  readonly versionOf: (name: DocumentName) => number;
  readonly emit: (event: SyncEvent) => void;
}

export interface SyncSession {
  readonly state: () => ConnectionState;
  /**
   * Connect now, whatever the backoff says: the network or a person came back, or somebody signed in. True when an
   * attempt began now, or a socket that looks open was probed.
   */
  readonly wake: (cause?: WakeCause) => boolean;
  /** What is wanted has changed. */
  readonly pump: () => void;
  /** Gives a newly opened document its attachment. */
  readonly adopt: (live: ReplicaDocument) => void;
  readonly stop: () => void;
}

/** Frames the server sends only when it was asked; all others tell nothing of the way there. */
const ANSWERS: ReadonlySet<ServerFrame['kind']> = new Set([
  'authenticated',
  'denied',
  'closed',
  'step1',
  'step2',
  'status',
]);

export const createSyncSession = (deps: SyncDeps): SyncSession => {
  const { clock, api, pool, server, emit } = deps;
  let stopped = false;

  const attachments = function* () {
    for (const live of pool.all()) if (live.attachment !== undefined) yield live.attachment;
  };

  const connection = createConnection({
    timers: clock,
    random: deps.random,
    network: deps.network,
    fetchFacts: (signal, onProgress) =>
      fetchFacts({ api, server, emit, isStopped: () => stopped }, signal, onProgress).catch(() => 'failed'),
    onState: (state) => emit({ type: 'connection-changed', state }),
    onConnected: () => emit({ type: 'connected' }),
    onOpen: () => documents.pumpNow(),
    onFrame: (bytes) => {
      const read = readFrame(bytes);
      if (read === undefined) return false;
      // The server may address a session of a document; what is behind the NUL is not part of the name.
      const [name = ''] = read.name.split('\0');
      pool.peek(name as DocumentName)?.attachment?.receive(read.frame);
      return ANSWERS.has(read.frame.kind);
    },
    onClose: () => {
      for (const attachment of attachments()) attachment.reset();
      documents.reset();
      feedPages.reset();
      emit({ type: 'disconnected' });
    },
    waiting: () => {
      for (const attachment of attachments()) if (attachment.waiting()) return true;
      return false;
    },
    probe: () => {
      const account = pool.peek(server.accountDocument());
      // The only small question Hocuspocus always answers.
      if (account?.attachment?.state() === 'open') account.attachment.resync();
      else
        for (const live of documents.attached())
          live.attachment?.send(step1Frame(live.name, Y.encodeStateVector(live.doc)));
    },
  });

  const documents = createSessionDocuments({
    clock,
    pool,
    server,
    wanted: deps.wanted,
    versionOf: deps.versionOf,
    isOpen: connection.isOpen,
    token: () => JSON.stringify({ protocol: PROTOCOL, epoch: server.epoch(), device: deps.device, deltas: true }),
    onAccountDelayed: connection.progress,
  });

  const onDenied = (live: ReplicaDocument, reason: string): void => {
    documents.letGo(live);
    switch (reason) {
      case 'signed-out':
      case 'update-needed':
        connection.account(reason);
        return;
      case 'epoch-changed':
        connection.reconnect();
        return;
    }
    documents.pause(live.name);
    if (live.address.kind === 'account' && reason === 'no-such-document')
      void server.followAccount().then(documents.pump);
    else emit({ type: 'document-denied', live, reason });
    documents.pump();
  };

  const adopt = (live: ReplicaDocument): void => {
    live.attachment = createAttachment({
      name: live.name,
      owner: deps.me,
      clock,
      target: { doc: live.doc, meter: live.meter },
      version: () => deps.versionOf(live.name),
      held: () => live.needsRebase,
      send: connection.send,
      events: {
        authenticated: () => {
          documents.taken(live.name);
          if (live.name === server.accountDocument()) {
            live.attachment?.sendStateless(
              JSON.stringify({ type: 'follow', since: server.cursor(), proof: server.proof() } satisfies DeviceMessage),
            );
            connection.account('authenticated');
          }
          emit({ type: 'document-authenticated', live });
          documents.pump();
        },
        synced: (version) => {
          emit({ type: 'document-synced', live, version });
          documents.pump();
        },
        acked: () => {
          emit({ type: 'document-acknowledged', live });
          if (live.attachment?.settled()) documents.pump();
        },
        refused: (refusal) => emit({ type: 'document-refused', live, refusal }),
        denied: (reason) => onDenied(live, reason),
        closed: (reason) => onDenied(live, reason),
        message: (message) => onMessage(message),
        awareness: (update) => emit({ type: 'awareness-received', live, update }),
      },
    });
  };

  const onPage = (page: FeedPage): void => {
    if (page.epoch !== server.epoch()) {
      connection.reconnect();
      return;
    }
    emit({ type: 'feed-received', page });
    documents.confirmSoon();
    documents.pump();
  };

  const feedPages = createFeedPages({
    expand: (delta) => expandDelta(delta, { server, facts: deps.facts, docOf: (name) => pool.peek(name)?.doc }),
    fetch: async () => {
      const answer = await api.feed(server.cursor(), server.proof());
      return answer.ok ? answer.value : undefined;
    },
    onPage,
    reconnect: connection.reconnect,
  });

  const onMessage = (message: ServerMessage): void => {
    if (message.type === 'typing') emit({ type: 'typing-received', message });
    if (message.type === 'feed' || message.type === 'delta') feedPages.heard(message);
  };

  return {
    state: connection.state,
    wake: (cause = 'tab') => connection.wake(cause),
    pump: documents.pump,
    adopt,
    stop: () => {
      stopped = true;
      feedPages.reset();
      connection.stop();
      documents.stop();
    },
  };
};
