import * as v from 'valibot';
import * as Y from 'yjs';
import { SERVER_MESSAGE, type ServerMessage } from '../../../shared/protocol/messages.ts';
import type { Timers } from '../ports.ts';
import {
  closeFrame,
  type ServerFrame,
  statelessFrame,
  step1Frame,
  step2Frame,
  tokenFrame,
  updateFrame,
} from './frames.ts';
import type { Meter } from './meter.ts';
import { encodeOwnUpdate } from './own-update.ts';

/** Origin of transactions that came from the server: they are not sent back. */
export const FROM_SERVER = Symbol('from server');

export interface FrameRefusal {
  readonly code: string;
  readonly rule: string;
  readonly retry: boolean;
}

export interface AttachmentEvents {
  readonly authenticated: () => void;
  /** The server's state as of a handshake has been applied; `version` is what `version()` gave when it began. */
  readonly synced: (version: number) => void;
  /** The meter moved. */
  readonly acked: () => void;
  /** What the server refused will not get in like this: rebase. */
  readonly refused: (refusal: FrameRefusal) => void;
  readonly denied: (reason: string) => void;
  readonly closed: (reason: string) => void;
  readonly message: (message: ServerMessage) => void;
  readonly awareness: (update: Uint8Array) => void;
}

export interface AttachmentTarget {
  readonly doc: Y.Doc;
  readonly meter: Meter;
}

export type AttachmentState = State['kind'];

export interface Attachment {
  readonly name: string;
  readonly state: () => AttachmentState;
  /** Something was asked and not answered yet. */
  readonly waiting: () => boolean;
  /** Both sides have said what they have, and everything that left was answered. */
  readonly settled: () => boolean;
  readonly open: (token: string) => void;
  readonly close: () => void;
  /** The socket is gone. */
  readonly reset: () => void;
  readonly receive: (frame: ServerFrame) => void;
  /** A local transaction of the target: `index` as the meter gave it. */
  readonly localUpdate: (update: Uint8Array, index: number) => void;
  /** Exchanges state again, as after a refusal or to be sure of a version. */
  readonly resync: () => void;
  /** From now on the server's state goes into this document, and nothing is uploaded until `push`. */
  readonly pull: (doc: Y.Doc) => Promise<boolean>;
  /** The target may be uploaded (again). */
  readonly push: (target: AttachmentTarget) => void;
  readonly sendStateless: (text: string) => void;
  readonly send: (frame: Uint8Array) => void;
}

/** A retryable refusal is repeated this often before the document is rebased. */
const RETRIES = 2;
const RETRY_DELAY = 300;
/** While the server cannot store anything, ask this often at most. */
const UNAVAILABLE_DELAY = 10_000;
const CLOSING_AT_MOST = 5_000;
const WIRE_VERSION = '4.7.0';

/** Whose answers are awaited, in the order in which they were asked for. */
interface Awaited {
  /** Handshakes whose state vector the server has not sent yet. */
  readonly step1: number[];
  readonly step2: { readonly attempt: number; readonly version: number }[];
  /** Frames with own changes: up to which change of the meter each goes. */
  readonly status: { readonly attempt: number; readonly upTo: number }[];
}

/** What an open document may send. */
type Exchange =
  /** Nothing yet: a rebase will begin with `pull`. */
  | { readonly kind: 'held' }
  /** Nothing until the server has said what it has. */
  | { readonly kind: 'handshake' }
  /** Own changes, as they are made. */
  | { readonly kind: 'uploading' }
  /** Nothing until a rebase: what leaves in between could not be judged on its own. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'waiting-to-retry'; readonly cancel: () => void };

/** A rebase takes the server's state into a document of its own, until it has something to push. */
interface Pull {
  readonly doc: Y.Doc;
  readonly done: (complete: boolean) => void;
}

interface Open {
  readonly kind: 'open';
  readonly awaited: Awaited;
  exchange: Exchange;
  pull: Pull | undefined;
  /** Counts handshakes: answers to an earlier one are still taken as news, but decide nothing. */
  attempt: number;
  /** Why the next status will say no. */
  refusal: FrameRefusal | undefined;
}

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'authenticating'; pull: Pull | undefined }
  | Open
  /** The server has to confirm before the document is opened again, or it would take the token for a renewal. */
  | { readonly kind: 'closing'; reopenWith: string | undefined; readonly cancel: () => void };

const CLOSED: State = { kind: 'closed' };

const newlyOpen = (pull: Pull | undefined): Open => ({
  kind: 'open',
  awaited: { step1: [], step2: [], status: [] },
  exchange: { kind: 'held' },
  pull,
  attempt: 0,
  refusal: undefined,
});

/** One document on the socket: handshake, upload, the meter's acks, refusals. */
export const createAttachment = (options: {
  readonly name: string;
  readonly owner: number;
  readonly clock: Timers;
  readonly target: AttachmentTarget;
  readonly version: () => number;
  /** Nothing may be exchanged yet: a rebase will begin with `pull`. */
  readonly held: () => boolean;
  readonly send: (frame: Uint8Array) => void;
  readonly events: AttachmentEvents;
}): Attachment => {
  const { name, owner, clock, send, events } = options;
  let target = options.target;
  let state: State = CLOSED;
  /** Refusals in a row that may pass by themselves. */
  let retries = 0;

  const cancelRetry = ({ exchange }: Open): void => {
    if (exchange.kind === 'waiting-to-retry') exchange.cancel();
  };

  const end = () => {
    const before = state;
    state = CLOSED;
    switch (before.kind) {
      case 'closed':
        return;
      case 'authenticating':
        return before.pull?.done(false);
      case 'open':
        cancelRetry(before);
        return before.pull?.done(false);
      case 'closing':
        return before.cancel();
    }
  };

  const open = (token: string) => {
    switch (state.kind) {
      case 'closed':
        state = { kind: 'authenticating', pull: undefined };
        return send(tokenFrame(name, token, WIRE_VERSION));
      case 'closing':
        state.reopenWith = token;
        return;
      case 'authenticating':
      case 'open':
        return;
    }
  };

  /** The server has confirmed the close, or dropped the document some other way. */
  const closed = (): void => {
    const token = state.kind === 'closing' ? state.reopenWith : undefined;
    end();
    if (token !== undefined) open(token);
  };

  const handshake = (line: Open): void => {
    cancelRetry(line);
    line.exchange = { kind: 'handshake' };
    line.attempt++;
    line.awaited.step1.push(line.attempt);
    line.awaited.step2.push({ attempt: line.attempt, version: options.version() });
    send(step1Frame(name, Y.encodeStateVector(line.pull?.doc ?? target.doc)));
  };

  const authenticated = (pull: Pull | undefined): void => {
    const line = newlyOpen(pull);
    state = line;
    events.authenticated();
    // Unless a rebase has begun a handshake already, or will.
    if (state === line && line.exchange.kind === 'held' && (pull !== undefined || !options.held())) handshake(line);
  };

  const upload = (line: Open, stateVector: Uint8Array): void => {
    line.awaited.status.push({ attempt: line.attempt, upTo: target.meter.changes() });
    line.exchange = { kind: 'uploading' };
    send(step2Frame(name, encodeOwnUpdate(target.doc, owner, Y.decodeStateVector(stateVector))));
  };

  const apply = (line: Open, update: Uint8Array): void => {
    try {
      Y.applyUpdate(line.pull?.doc ?? target.doc, update, FROM_SERVER);
    } catch {
      // Bytes that cannot be read are as if lost; the handshake brings what is missing.
      if (state === line) handshake(line);
    }
  };

  const refused = (line: Open, why: FrameRefusal): void => {
    const isUnavailable = why.code === 'unavailable';
    if (isUnavailable || (why.retry && retries < RETRIES)) {
      retries++;
      const delay = isUnavailable ? Math.min(UNAVAILABLE_DELAY, RETRY_DELAY * 2 ** retries) : RETRY_DELAY * retries;
      line.exchange = { kind: 'waiting-to-retry', cancel: clock.setTimer(delay, () => handshake(line)) };
    } else {
      retries = 0;
      line.exchange = { kind: 'refused' };
      events.refused(why);
    }
  };

  const onStatus = (line: Open, accepted: boolean) => {
    const frame = line.awaited.status.shift();
    const why = line.refusal ?? { code: 'unavailable', rule: 'ADM-9', retry: true };
    line.refusal = undefined;
    if (frame?.attempt !== line.attempt || line.exchange.kind !== 'uploading') return;
    if (!accepted) return refused(line, why);
    retries = 0;
    target.meter.acked(frame.upTo);
    events.acked();
  };

  const onStep2 = (line: Open, update: Uint8Array): void => {
    const answer = line.awaited.step2.shift();
    apply(line, update);
    if (answer?.attempt !== line.attempt) return;
    if (line.pull !== undefined) line.pull.done(true);
    else events.synced(answer.version);
  };

  const onText = (line: Open, text: string): void => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = v.safeParse(SERVER_MESSAGE, value);
    if (!parsed.success) return;
    if (parsed.output.type === 'refused') line.refusal = parsed.output;
    events.message(parsed.output);
  };

  const onFrame = (line: Open, frame: ServerFrame) => {
    switch (frame.kind) {
      case 'denied':
        end();
        return events.denied(frame.reason);
      case 'closed':
        end();
        return events.closed(frame.reason);
      case 'step1': {
        const asked = line.awaited.step1.shift();
        if (asked === line.attempt && line.pull === undefined) upload(line, frame.stateVector);
        return;
      }
      case 'step2':
        return onStep2(line, frame.update);
      case 'update':
        return apply(line, frame.update);
      case 'status':
        return onStatus(line, frame.accepted);
      case 'stateless':
        return onText(line, frame.text);
      case 'awareness':
        return events.awareness(frame.update);
      case 'authenticated':
      case 'token-wanted':
        return;
    }
  };

  return {
    name,
    state: () => state.kind,
    waiting: () => {
      switch (state.kind) {
        case 'closed':
          return false;
        case 'authenticating':
        case 'closing':
          return true;
        case 'open':
          return state.awaited.status.length > 0 || state.awaited.step2.length > 0;
      }
    },
    settled: () =>
      state.kind === 'open' &&
      state.exchange.kind === 'uploading' &&
      state.awaited.status.length === 0 &&
      state.awaited.step2.length === 0,
    open,
    close: () => {
      if (state.kind === 'closing') state.reopenWith = undefined;
      if (state.kind !== 'open') return;
      send(closeFrame(name));
      end();
      // A server that does not confirm has dropped it some other way.
      state = { kind: 'closing', reopenWith: undefined, cancel: clock.setTimer(CLOSING_AT_MOST, closed) };
    },
    reset: () => {
      retries = 0;
      end();
    },
    receive: (frame) => {
      switch (state.kind) {
        case 'closed':
          return;
        case 'closing':
          if (frame.kind === 'closed') closed();
          return;
        case 'authenticating':
          if (frame.kind === 'authenticated') authenticated(state.pull);
          if (frame.kind !== 'denied') return;
          end();
          return events.denied(frame.reason);
        case 'open':
          return onFrame(state, frame);
      }
    },
    localUpdate: (update, index) => {
      if (state.kind !== 'open' || state.exchange.kind !== 'uploading' || state.pull !== undefined) return;
      state.awaited.status.push({ attempt: state.attempt, upTo: index });
      send(updateFrame(name, update));
    },
    resync: () => {
      if (state.kind === 'open' && state.exchange.kind !== 'waiting-to-retry' && !options.held()) handshake(state);
    },
    pull: (doc) =>
      new Promise((resolve) => {
        switch (state.kind) {
          case 'closed':
          case 'closing':
            return resolve(false);
          case 'authenticating':
            state.pull?.done(false);
            state.pull = { doc, done: resolve };
            return;
          case 'open':
            state.pull?.done(false);
            state.pull = { doc, done: resolve };
            return handshake(state);
        }
      }),
    push: (next) => {
      target = next;
      if (state.kind === 'authenticating' || state.kind === 'open') state.pull = undefined;
      if (state.kind === 'open') handshake(state);
    },
    sendStateless: (text) => {
      if (state.kind === 'open') send(statelessFrame(name, text));
    },
    send: (frame) => {
      if (state.kind === 'open') send(frame);
    },
  };
};
