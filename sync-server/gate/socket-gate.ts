import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { Denied } from '../documents/denied.ts';
import type { Timers } from '../timers.ts';
import { deniedFrame } from './answers.ts';
import { type FairQueue, type Flow, shareOfAccount, type Work } from './fair-queue.ts';
import { costOf, costOfLoad, heldBy } from './frame-cost.ts';
import { Line, type LineDependencies, type LineSocket, type OpenDocument } from './line.ts';
import { type AddressedFrame, type Frame, type PresenceEntry, parseFrame } from './parse-frame.ts';

/** A socket as the gate sees it. */
export interface GateSocket extends LineSocket, Flow {
  close(code: number, reason: string): void;
  /** What was sent has mostly been read. */
  readonly isDrained: boolean;
  /** The address that pays for requests before sign-in. */
  readonly address: string;
  /** Its account is known from now on: the bounds for unknown sockets no longer apply. */
  signedIn(account: string): void;
}

export interface SocketGateDependencies {
  readonly queue: FairQueue;
  /** Bytes of the largest update. */
  readonly updateBytes: number;
  readonly documentsPerSocket: number;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly timers: Pick<Timers, 'setTimer'>;
  readonly line: LineDependencies;
  /** Opens a document, or rejects with `Denied`. Must call `signedIn` as soon as the sender is known. */
  readonly open: (line: { readonly name: string; end(): void }, token: string) => Promise<OpenDocument>;
}

/** RFC 6455. */
const PROTOCOL_ERROR = 1002;
const POLICY = 1008;

const IGNORED: Frame = { kind: 'ignored' };

/** What one document keeps until its turn: only the newest counts. */
interface Newest {
  presence: PresenceEntry | undefined;
  presenceAt: number;
  cancelPresence: (() => void) | undefined;
  message: string | undefined;
}

export interface SocketGate {
  /** @param data may be reused by its owner as soon as this returns */
  handleMessage(data: Uint8Array): void;
  handleClose(): void;
  /** The sender is known. @returns false when this socket belongs to another account already */
  signIn(account: string): boolean;
}

/**
 * The gate of one socket. Each frame is read once, bounded by its kind, waits for its turn in the queue of its account, and
 * is answered with its own outcome.
 */
export const createSocketGate = (socket: GateSocket, deps: SocketGateDependencies): SocketGate => {
  const { queue, now } = deps;
  const lines = new Map<string, Line>();
  const newest = new Map<Line, Newest>();
  /** Frames that arrived before the account was known, behind the Auth frame that is being checked. */
  let early: AddressedFrame[] = [];
  let isLookingUp = false;
  let failedOpens = 0;
  let account: string | undefined;
  let leaveQueue: (() => void) | undefined;
  let isClosed = false;

  const payer = (): string => (account === undefined ? `address ${socket.address}` : shareOfAccount(account));

  const push = (frame: Frame, start: Work['start'], line?: Line): void =>
    queue.push(payer(), { cost: costOf(frame, line?.document?.live.bytes), bytes: heldBy(frame), start });

  const forget = (line: Line): void => {
    newest.get(line)?.cancelPresence?.();
    newest.delete(line);
    if (lines.get(line.name) === line) lines.delete(line.name);
  };

  const newestOf = (line: Line): Newest => {
    const known = newest.get(line);
    if (known !== undefined) return known;
    const made: Newest = {
      presence: undefined,
      presenceAt: Number.NEGATIVE_INFINITY,
      cancelPresence: undefined,
      message: undefined,
    };
    newest.set(line, made);
    return made;
  };

  /** Presence is forwarded at most twice a second; of several states in between only the newest counts. */
  const takePresence = (line: Line, frame: Extract<Frame, { kind: 'presence' }>): void => {
    const one = newestOf(line);
    const isWaiting = one.presence !== undefined;
    one.presence = frame.entry;
    if (isWaiting) return;
    const wait = one.presenceAt + GATE_LIMITS.presenceEveryMs - now();
    const start = async (): Promise<void> => {
      const entry = one.presence;
      one.presence = undefined;
      one.presenceAt = now();
      if (entry !== undefined) await line.take({ kind: 'presence', entry });
    };
    if (wait <= 0) push(frame, start);
    else one.cancelPresence = deps.timers.setTimer(wait, () => push(frame, start));
  };

  /** Of waiting messages only the newest counts: each states all that its device wants. */
  const takeMessage = (line: Line, frame: Extract<Frame, { kind: 'message' }>): void => {
    const one = newestOf(line);
    const isWaiting = one.message !== undefined;
    one.message = frame.text;
    if (isWaiting) return;
    push(frame, async () => {
      const text = one.message;
      one.message = undefined;
      if (text !== undefined) await line.take({ kind: 'message', text });
    });
  };

  /**
   * A state is encoded once its device has read the previous ones. Until then the socket is not read; the person's other
   * devices are not delayed.
   */
  const takeStateVector = (line: Line, frame: Frame): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    push(
      frame,
      async (release) => {
        if (socket.isDrained) await line.take(frame);
        else {
          release();
          socket.pause();
          await socket.drained();
          socket.resume();
          await takeStateVector(line, frame);
        }
        resolve();
      },
      line,
    );
    return promise;
  };

  const openLine = (name: string, frame: Extract<Frame, { kind: 'open' }>): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const begin = Promise.withResolvers<OpenDocument>();
    const end = (): void => {
      line.end();
      forget(line);
    };
    const line: Line = new Line(
      name,
      socket,
      deps.line,
      () => begin.promise,
      (other) => lines.get(other),
    );
    lines.set(name, line);
    push(frame, async () => {
      if (isClosed) begin.reject(new Denied('unavailable'));
      else deps.open({ name, end }, frame.token).then(begin.resolve, begin.reject);
      await line.opened;
      if (line.isClosed) forget(line);
      else queue.charge(payer(), costOfLoad(line.document?.loadedBytes ?? 0));
      resolve();
    });
    return promise;
  };

  const take = ({ name, frame }: AddressedFrame): void => {
    const line = lines.get(name);
    if (frame.kind === 'open' && line === undefined) {
      if (lines.size < deps.documentsPerSocket) void openLine(name, frame);
      else push(frame, async () => socket.send(deniedFrame(name, 'too-many-documents')));
    } else if (frame.kind === 'open' || line === undefined) {
      // Already open, closed meanwhile, or never opened: not answered, but charged.
      push(IGNORED, () => Promise.resolve());
    } else if (frame.kind === 'presence') takePresence(line, frame);
    else if (frame.kind === 'message') takeMessage(line, frame);
    else if (frame.kind === 'state-vector') void takeStateVector(line, frame);
    else push(frame, () => line.take(frame), line);
  };

  /** Checks one Auth frame after another until the account is known; meanwhile the socket is not read. */
  const lookUpEarly = async (): Promise<void> => {
    isLookingUp = true;
    socket.pause();
    for (let next = early.shift(); next !== undefined && !isClosed; next = early.shift()) {
      if (account !== undefined) take(next);
      else if (next.frame.kind === 'open' && !lines.has(next.name)) {
        await openLine(next.name, next.frame);
        if (account === undefined && ++failedOpens >= GATE_LIMITS.failedOpens) socket.close(POLICY, 'signed-out');
      }
    }
    isLookingUp = false;
    if (!isClosed) socket.resume();
  };

  const flow: Flow = { pause: () => socket.pause(), resume: () => socket.resume() };

  return {
    handleMessage: (data) => {
      if (isClosed) return;
      const parsed = parseFrame(data, deps.updateBytes);
      if (parsed === undefined) return socket.close(PROTOCOL_ERROR, 'unreadable');
      if (account !== undefined && !isLookingUp) return take(parsed);
      early.push(parsed);
      if (!isLookingUp) void lookUpEarly();
    },
    handleClose: () => {
      isClosed = true;
      early = [];
      leaveQueue?.();
      for (const line of [...lines.values()]) {
        const { document } = line;
        line.end();
        forget(line);
        document?.close('unavailable');
      }
    },
    signIn: (next) => {
      if (account !== undefined) return account === next;
      if (isClosed) return false;
      account = next;
      leaveQueue = queue.join(payer(), flow);
      socket.signedIn(next);
      return true;
    },
  };
};
