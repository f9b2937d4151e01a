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

/** `closing`: the server has to confirm before the document may be opened again, or it would take the token for a renewal. */
export type AttachmentState = 'closed' | 'authenticating' | 'open' | 'closing';

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

/**
 * One document on the socket: handshake, upload, the meter's acks, refusals. `attempt` counts handshakes: answers to
 * an earlier one are still taken as news, but decide nothing.
 */
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
  let state: AttachmentState = 'closed';
  let reopen: string | undefined;
  let attempt = 0;
  /** Set after a refusal until the next upload: what leaves in between could not be judged on its own. */
  let blocked = true;
  let uploaded = false;
  let retries = 0;
  let pulling: { readonly doc: Y.Doc; readonly done: (complete: boolean) => void } | undefined;
  let step1Answers: number[] = [];
  let step2Answers: { readonly attempt: number; readonly version: number }[] = [];
  let frames: { readonly attempt: number; readonly upTo: number }[] = [];
  let refusal: FrameRefusal | undefined;
  let cancelRetry: (() => void) | undefined;

  const forget = () => {
    step1Answers = [];
    step2Answers = [];
    frames = [];
    refusal = undefined;
    blocked = true;
    uploaded = false;
    cancelRetry?.();
    cancelRetry = undefined;
    reopen = undefined;
    state = 'closed';
    const pull = pulling;
    pulling = undefined;
    pull?.done(false);
  };

  const open = (token: string) => {
    if (state === 'closing') reopen = token;
    if (state !== 'closed') return;
    state = 'authenticating';
    send(tokenFrame(name, token, WIRE_VERSION));
  };

  const closed = () => {
    const token = reopen;
    forget();
    if (token !== undefined) open(token);
  };

  const handshake = () => {
    cancelRetry?.();
    cancelRetry = undefined;
    attempt++;
    blocked = true;
    uploaded = false;
    step1Answers.push(attempt);
    step2Answers.push({ attempt, version: options.version() });
    send(step1Frame(name, Y.encodeStateVector(pulling?.doc ?? target.doc)));
  };

  const upload = (stateVector: Uint8Array) => {
    frames.push({ attempt, upTo: target.meter.changes() });
    blocked = false;
    uploaded = true;
    send(step2Frame(name, encodeOwnUpdate(target.doc, owner, Y.decodeStateVector(stateVector))));
  };

  const apply = (update: Uint8Array) => {
    const doc = pulling?.doc ?? target.doc;
    try {
      Y.applyUpdate(doc, update, FROM_SERVER);
    } catch {
      // Bytes that cannot be read are as if lost; the handshake brings what is missing.
      if (state === 'open') handshake();
    }
  };

  const refused = (why: FrameRefusal) => {
    blocked = true;
    if (why.code === 'unavailable' || (why.retry && retries < RETRIES)) {
      retries++;
      const delay =
        why.code === 'unavailable' ? Math.min(UNAVAILABLE_DELAY, RETRY_DELAY * 2 ** retries) : RETRY_DELAY * retries;
      cancelRetry?.();
      cancelRetry = clock.setTimer(delay, handshake);
    } else {
      retries = 0;
      events.refused(why);
    }
  };

  const onStatus = (accepted: boolean) => {
    const frame = frames.shift();
    const why = refusal ?? { code: 'unavailable', rule: 'ADM-9', retry: true };
    refusal = undefined;
    if (frame === undefined || frame.attempt !== attempt || blocked) return;
    if (!accepted) return refused(why);
    retries = 0;
    target.meter.acked(frame.upTo);
    events.acked();
  };

  const onStep2 = (update: Uint8Array) => {
    const answer = step2Answers.shift();
    apply(update);
    if (answer?.attempt !== attempt) return;
    if (pulling !== undefined) {
      const { done } = pulling;
      done(true);
    } else events.synced(answer.version);
  };

  const onText = (text: string) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    const parsed = v.safeParse(SERVER_MESSAGE, value);
    if (!parsed.success) return;
    if (parsed.output.type === 'refused') refusal = parsed.output;
    events.message(parsed.output);
  };

  return {
    name,
    state: () => state,
    waiting: () => state === 'authenticating' || state === 'closing' || frames.length > 0 || step2Answers.length > 0,
    settled: () =>
      state === 'open' &&
      uploaded &&
      !blocked &&
      frames.length === 0 &&
      step2Answers.length === 0 &&
      cancelRetry === undefined,
    open,
    close: () => {
      reopen = undefined;
      if (state !== 'open') return;
      send(closeFrame(name));
      forget();
      state = 'closing';
      // A server that does not confirm has dropped it some other way.
      cancelRetry = clock.setTimer(CLOSING_AT_MOST, closed);
    },
    reset: () => {
      retries = 0;
      forget();
    },
    receive: (frame) => {
      if (state === 'closing' && frame.kind === 'closed') {
        closed();
        return;
      }
      if (state === 'authenticating' && frame.kind === 'authenticated') {
        state = 'open';
        events.authenticated();
        // Unless a rebase has begun one already.
        if (step1Answers.length === 0 && !options.held()) handshake();
        return;
      }
      if (state !== 'open' && !(state === 'authenticating' && frame.kind === 'denied')) return;
      switch (frame.kind) {
        case 'denied':
          forget();
          return events.denied(frame.reason);
        case 'closed':
          forget();
          return events.closed(frame.reason);
        case 'step1': {
          const asked = step1Answers.shift();
          if (asked === attempt && pulling === undefined) upload(frame.stateVector);
          return;
        }
        case 'step2':
          return onStep2(frame.update);
        case 'update':
          return apply(frame.update);
        case 'status':
          return onStatus(frame.accepted);
        case 'stateless':
          return onText(frame.text);
        case 'awareness':
          return events.awareness(frame.update);
        case 'authenticated':
        case 'token-wanted':
          return;
      }
    },
    localUpdate: (update, index) => {
      if (state !== 'open' || blocked || pulling !== undefined) return;
      frames.push({ attempt, upTo: index });
      send(updateFrame(name, update));
    },
    resync: () => {
      if (state === 'open' && cancelRetry === undefined && !options.held()) handshake();
    },
    pull: (doc) =>
      new Promise((resolve) => {
        pulling?.done(false);
        let open = true;
        const done = (complete: boolean) => {
          if (open) resolve(complete);
          open = false;
        };
        pulling = { doc, done };
        if (state === 'open') handshake();
        else if (state !== 'authenticating') {
          pulling = undefined;
          done(false);
        }
      }),
    push: (next) => {
      target = next;
      pulling = undefined;
      if (state === 'open') handshake();
    },
    sendStateless: (text) => {
      if (state === 'open') send(statelessFrame(name, text));
    },
    send: (frame) => {
      if (state === 'open') send(frame);
    },
  };
};
