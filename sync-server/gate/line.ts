import * as Y from 'yjs';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import type { Admission } from '../admission/admission.ts';
import type { ServerDocument } from '../admission/server-document.ts';
import type { Access } from '../documents/access.ts';
import { Denied } from '../documents/denied.ts';
import { deniedFrame, messageFrame, statusFrame, step1Frame, step2Frame } from './answers.ts';
import type { Frame, PresenceEntry } from './parse-frame.ts';

/** A document that one socket has open. */
export interface OpenDocument {
  readonly live: ServerDocument;
  readonly access: Access;
  /** Bytes that were loaded to open it; 0 when it was in memory. */
  readonly loadedBytes: number;
  /** A single change of this device was admitted: its broadcast need not go back. */
  wrote(update: Uint8Array): void;
  /** Broadcasts to everybody who has it open. */
  applyPresence(entry: PresenceEntry): void;
  /** Closes it for this socket and tells the device why. */
  close(reason: Denied['reason'] | typeof LEFT): void;
}

/** The reason when the device itself closes a document. */
const LEFT = 'left';

/** The socket of a line. */
export interface LineSocket {
  send(frame: Uint8Array): void;
  /** Resolves when the device has read most of what was sent, or is gone. */
  drained(): Promise<void>;
}

type Written = Pick<OpenDocument, 'live' | 'access'>;

export interface LineDependencies {
  /** Begins to admit an update. Must not reject. */
  readonly admit: (document: Written, update: Uint8Array, isSync: boolean) => Promise<Admission>;
  /** Whether an update brings only what the document has. */
  readonly isKnown: (document: OpenDocument, update: Uint8Array) => boolean;
  readonly onAdmitted: (document: Written, admission: Extract<Admission, { kind: 'admitted' }>) => void;
  readonly onPresence: (document: OpenDocument, entry: PresenceEntry) => void;
  readonly onMessage: (line: Line, document: OpenDocument, text: string) => void;
}

/**
 * One document on one socket. Updates go to admission as their frames arrive; each frame is answered with its own outcome,
 * in the order of arrival.
 */
export class Line {
  readonly name: string;
  #document: OpenDocument | undefined;
  #isClosed = false;
  /** The device was sent the state of the document, and is sent all that comes after. */
  #isStateSent = false;
  readonly #socket: LineSocket;
  readonly #deps: LineDependencies;
  readonly #opened: Promise<void>;
  readonly #lineOf: (name: string) => Line | undefined;
  #answers: Promise<void> = Promise.resolve();

  /**
   * @param open opens the document; rejects with `Denied`
   * @param lineOf another document of the same socket
   */
  constructor(
    name: string,
    socket: LineSocket,
    deps: LineDependencies,
    open: () => Promise<OpenDocument>,
    lineOf: (name: string) => Line | undefined,
  ) {
    this.name = name;
    this.#socket = socket;
    this.#deps = deps;
    this.#lineOf = lineOf;
    this.#opened = open().then(
      (document) => {
        // The socket may have closed while the document was loading.
        if (this.#isClosed) document.close(LEFT);
        else this.#document = document;
      },
      (error: unknown) => {
        if (this.#isClosed) return;
        this.#isClosed = true;
        socket.send(deniedFrame(name, error instanceof Denied ? error.reason : 'unavailable'));
      },
    );
  }

  /** Resolves when it is open or denied. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get document(): OpenDocument | undefined {
    return this.#isClosed ? undefined : this.#document;
  }

  /** Takes the next frame; resolves when it is answered. Never rejects. */
  take(frame: Frame): Promise<void> {
    return this.#document === undefined ? this.#opened.then(() => this.#handle(frame)) : this.#handle(frame);
  }

  send(frame: Uint8Array): void {
    if (!this.#isClosed) this.#socket.send(frame);
  }

  tell(message: ServerMessage): void {
    this.send(messageFrame(this.name, message));
  }

  /** Whether the device was sent another document of its socket, up to a version. */
  readonly hasVersion = (name: string, version: number): boolean => {
    const line = this.#lineOf(name);
    return line?.document !== undefined && line.#isStateSent && line.document.live.version >= version;
  };

  /** The socket or the server has closed it. Updates under way are admitted, but not answered here. */
  end(): void {
    this.#isClosed = true;
  }

  #handle(frame: Frame): Promise<void> {
    const { document } = this;
    if (document === undefined) return Promise.resolve();
    switch (frame.kind) {
      case 'update':
        return this.#takeUpdate(document, frame.update, frame.isSync);
      case 'too-large':
        return this.#answer(Promise.resolve(refuse('too-large')), (refusal) => this.#refuse(refusal));
      case 'state-vector':
        // Evaluated when its turn comes, not now: the state before it may fill what the device has to read.
        this.#answers = this.#answers.then(() => this.#socket.drained());
        return this.#answer(Promise.resolve(), () => this.#sendState(document, frame.vector));
      case 'presence':
        this.#deps.onPresence(document, frame.entry);
        return Promise.resolve();
      case 'message':
        this.#deps.onMessage(this, document, frame.text);
        return Promise.resolve();
      case 'malformed':
        document.close('refused');
        return Promise.resolve();
      case 'close':
        document.close(LEFT);
        return Promise.resolve();
      case 'open':
      case 'ignored':
        return Promise.resolve();
    }
  }

  #takeUpdate(document: OpenDocument, update: Uint8Array, isSync: boolean): Promise<void> {
    if (document.access.readOnly)
      return this.#answer(Promise.resolve(), () => {
        // A reader's sync returns what the reader was sent, which counts as saved.
        this.send(statusFrame(this.name, isSync && this.#deps.isKnown(document, update)));
      });
    return this.#answer(this.#deps.admit(document, update, isSync), (admission) => {
      if (admission.kind === 'refused') return this.#refuse(admission.refusal);
      this.send(statusFrame(this.name, true));
      if (admission.kind !== 'admitted') return;
      if (!isSync) document.wrote(update);
      this.#deps.onAdmitted(document, admission);
    });
  }

  #refuse(refusal: Extract<Admission, { kind: 'refused' }>['refusal']): void {
    this.send(messageFrame(this.name, { type: 'refused', ...refusal }));
    this.send(statusFrame(this.name, false));
  }

  #sendState(document: OpenDocument, vector: Uint8Array): void {
    if (this.#isClosed) return;
    const { doc } = document.live;
    const state = Y.encodeStateAsUpdate(doc, vector);
    this.send(step2Frame(this.name, state));
    this.#isStateSent = true;
    this.send(step1Frame(this.name, Y.encodeStateVector(doc)));
  }

  /** Answers when all frames before it are answered. Unreadable bytes close the document. */
  #answer<T>(outcome: Promise<T>, answer: (outcome: T) => void): Promise<void> {
    this.#answers = this.#answers.then(async () => {
      const result = await outcome;
      try {
        answer(result);
      } catch {
        this.document?.close('refused');
      }
    });
    return this.#answers;
  }
}
