import type * as Y from 'yjs';
import { type AttachmentState, CLOSED, newlyOpen, type OpenState, type Pull } from './attachment-state.ts';
import {
  type AttachmentTarget,
  cancelRetry,
  createExchange,
  type ExchangeDeps,
  type ExchangeEvents,
} from './exchange.ts';
import { closeFrame, type ServerFrame, statelessFrame, tokenFrame, updateFrame } from './frames.ts';

export interface AttachmentEvents extends ExchangeEvents {
  readonly authenticated: () => void;
  readonly denied: (reason: string) => void;
  readonly closed: (reason: string) => void;
}

export interface Attachment {
  readonly name: string;
  readonly state: () => AttachmentState['kind'];
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

const CLOSING_AT_MOST = 5_000;
const WIRE_VERSION = '4.7.0';

/** One document on the socket: opening, closing, and the exchange while it is open. */
export const createAttachment = (
  deps: Omit<ExchangeDeps, 'isCurrent' | 'events'> & {
    /** Nothing may be exchanged yet: a rebase will begin with `pull`. */
    readonly held: () => boolean;
    readonly events: AttachmentEvents;
  },
): Attachment => {
  const { name, clock, send, events } = deps;
  let state: AttachmentState = CLOSED;
  const exchange = createExchange({ ...deps, isCurrent: (line) => state === line });

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

  const authenticated = (pull: Pull | undefined): void => {
    const line = newlyOpen(pull);
    state = line;
    events.authenticated();
    // Unless a rebase has begun a handshake already, or will.
    if (state === line && line.exchange.kind === 'held' && (pull !== undefined || !deps.held()))
      exchange.handshake(line);
  };

  const onFrame = (line: OpenState, frame: ServerFrame): void => {
    switch (frame.kind) {
      case 'denied':
        end();
        events.denied(frame.reason);
        break;
      case 'closed':
        end();
        events.closed(frame.reason);
        break;
      default:
        exchange.receive(line, frame);
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
      exchange.forgetRetries();
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
      if (state.kind === 'open' && state.exchange.kind !== 'waiting-to-retry' && !deps.held())
        exchange.handshake(state);
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
            return exchange.handshake(state);
        }
      }),
    push: (next) => {
      exchange.setTarget(next);
      if (state.kind === 'authenticating' || state.kind === 'open') state.pull = undefined;
      if (state.kind === 'open') exchange.handshake(state);
    },
    sendStateless: (text) => {
      if (state.kind === 'open') send(statelessFrame(name, text));
    },
    send: (frame) => {
      if (state.kind === 'open') send(frame);
    },
  };
};
