import * as v from 'valibot';
import * as Y from 'yjs';
import { SERVER_MESSAGE, type ServerMessage } from '../../../shared/protocol/messages.ts';
import type { Timers } from '../ports.ts';
import type { FrameRefusal, OpenState } from './attachment-state.ts';
import { type ServerFrame, step1Frame, step2Frame } from './frames.ts';
import type { Meter } from './meter.ts';
import { encodeOwnUpdate } from './own-update.ts';

/** Origin of transactions that came from the server: they are not sent back. */
const FROM_SERVER = Symbol('from server');
/** A retryable refusal is repeated this often before the document is rebased. */
const RETRIES = 2;
const RETRY_DELAY = 300;
/** While the server cannot store anything, ask this often at most. */
const UNAVAILABLE_DELAY = 10_000;

/** What the exchange with the server tells. */
export interface ExchangeEvents {
  /** The server's state as of a handshake has been applied; `version` is what `version()` gave when it began. */
  readonly synced: (version: number) => void;
  /** The meter moved. */
  readonly acked: () => void;
  /** What the server refused will not get in like this: rebase. */
  readonly refused: (refusal: FrameRefusal) => void;
  readonly message: (message: ServerMessage) => void;
  readonly awareness: (update: Uint8Array) => void;
}

export interface AttachmentTarget {
  readonly doc: Y.Doc;
  readonly meter: Meter;
}

export interface ExchangeDeps {
  readonly name: string;
  readonly owner: number;
  readonly clock: Timers;
  readonly target: AttachmentTarget;
  readonly version: () => number;
  readonly send: (frame: Uint8Array) => void;
  readonly events: ExchangeEvents;
  /** The document is still open in this state. */
  readonly isCurrent: (line: OpenState) => boolean;
}

/** What an open document says to the server and hears from it. */
export interface Exchange {
  readonly handshake: (line: OpenState) => void;
  readonly receive: (line: OpenState, frame: ServerFrame) => void;
  /** Another document is uploaded from now on. */
  readonly setTarget: (target: AttachmentTarget) => void;
  /** Refusals of an earlier socket do not count. */
  readonly forgetRetries: () => void;
}

export const cancelRetry = ({ exchange }: OpenState): void => {
  if (exchange.kind === 'waiting-to-retry') exchange.cancel();
};

export const createExchange = (deps: ExchangeDeps): Exchange => {
  const { name, owner, clock, send, events, isCurrent } = deps;
  let target = deps.target;
  /** Refusals in a row that may pass by themselves. */
  let retries = 0;

  const handshake = (line: OpenState): void => {
    cancelRetry(line);
    line.exchange = { kind: 'handshake' };
    line.attempt++;
    line.awaited.step1.push(line.attempt);
    line.awaited.step2.push({ attempt: line.attempt, version: deps.version() });
    send(step1Frame(name, Y.encodeStateVector(line.pull?.doc ?? target.doc)));
  };

  const upload = (line: OpenState, stateVector: Uint8Array): void => {
    line.awaited.status.push({ attempt: line.attempt, upTo: target.meter.changes() });
    line.exchange = { kind: 'uploading' };
    send(step2Frame(name, encodeOwnUpdate(target.doc, owner, Y.decodeStateVector(stateVector))));
  };

  const apply = (line: OpenState, update: Uint8Array): void => {
    try {
      Y.applyUpdate(line.pull?.doc ?? target.doc, update, FROM_SERVER);
    } catch {
      // Bytes that cannot be read are as if lost; the handshake brings what is missing.
      if (isCurrent(line)) handshake(line);
    }
  };

  const refused = (line: OpenState, why: FrameRefusal): void => {
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

  const onStatus = (line: OpenState, accepted: boolean) => {
    const frame = line.awaited.status.shift();
    const why = line.refusal ?? { code: 'unavailable', rule: 'ADM-9', retry: true };
    line.refusal = undefined;
    if (frame?.attempt !== line.attempt || line.exchange.kind !== 'uploading') return;
    if (!accepted) return refused(line, why);
    retries = 0;
    target.meter.acked(frame.upTo);
    events.acked();
  };

  const onStep2 = (line: OpenState, update: Uint8Array): void => {
    const answer = line.awaited.step2.shift();
    apply(line, update);
    if (answer?.attempt !== line.attempt) return;
    if (line.pull !== undefined) line.pull.done(true);
    else events.synced(answer.version);
  };

  const onText = (line: OpenState, text: string): void => {
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

  const receive = (line: OpenState, frame: ServerFrame) => {
    switch (frame.kind) {
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
      case 'denied':
      case 'closed':
      case 'authenticated':
      case 'token-wanted':
        return;
    }
  };

  return {
    handshake,
    receive,
    setTarget: (next) => {
      target = next;
    },
    forgetRetries: () => {
      retries = 0;
    },
  };
};
