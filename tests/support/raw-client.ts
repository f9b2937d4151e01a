import { Socket } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { FRAME } from '../../shared/protocol/wire.ts';

export type Event =
  | { kind: 'authenticated' }
  | { kind: 'denied'; reason: string }
  | { kind: 'step1'; vector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; update: Uint8Array }
  | { kind: 'stateless'; message: { type: string; code?: string; page?: unknown } & Record<string, unknown> }
  | { kind: 'closed'; reason: string }
  | { kind: 'status'; saved: boolean };

const WAIT_MS = 20_000;

/** One document on a raw socket: sends frames as told, keeps events in order until asked for. */
export class RawDocument {
  readonly events: Event[] = [];
  readonly name: string;
  private readonly client: RawClient;
  private wake: () => void = () => {};

  constructor(client: RawClient, name: string) {
    this.client = client;
    this.name = name;
  }

  take(event: Event): void {
    this.events.push(event);
    this.wake();
  }

  /** The next event of a kind; earlier ones of other kinds are skipped. Throws after a limited time. */
  async next<K extends Event['kind']>(kind: K): Promise<Extract<Event, { kind: K }>> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const index = this.events.findIndex((event) => event.kind === kind);
      if (index >= 0) {
        const [event] = this.events.splice(0, index + 1).slice(-1);
        return event as Extract<Event, { kind: K }>;
      }
      const left = end - Date.now();
      if (left <= 0)
        throw new Error(`no ${kind} on ${this.name}; got ${JSON.stringify(this.events.map((e) => e.kind))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  send(type: number, write: (out: encoding.Encoder) => void): void {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, this.name);
    encoding.writeVarUint(out, type);
    write(out);
    this.client.socket.send(encoding.toUint8Array(out));
  }

  auth(token: string): void {
    this.send(FRAME.auth, (out) => {
      encoding.writeVarUint(out, 0);
      encoding.writeVarString(out, token);
      encoding.writeVarString(out, '4.7.0');
    });
  }

  /** @param kind 0 SyncStep1, 1 SyncStep2, 2 Update */
  sync(kind: 0 | 1 | 2, bytes: Uint8Array): void {
    this.send(FRAME.sync, (out) => {
      encoding.writeVarUint(out, kind);
      encoding.writeVarUint8Array(out, bytes);
    });
  }

  stateless(text: string): void {
    this.send(FRAME.stateless, (out) => encoding.writeVarString(out, text));
  }

  awareness(update: Uint8Array): void {
    this.send(FRAME.awareness, (out) => encoding.writeVarUint8Array(out, update));
  }

  /** Sends an update and returns its outcome: `saved`, or the code of the refusal. */
  async push(update: Uint8Array, kind: 1 | 2 = 2): Promise<string> {
    this.sync(kind, update);
    return this.outcome();
  }

  /** The outcome of the next update that was not asked about; updates are answered in the order they were sent. */
  async outcome(): Promise<string> {
    for (;;) {
      const event = await this.nextOf('status', 'stateless', 'closed');
      if (event.kind === 'closed') return `closed: ${event.reason}`;
      if (event.kind === 'status') return event.saved ? 'saved' : 'not saved';
      if (event.kind === 'stateless' && event.message.type === 'refused') {
        await this.next('status');
        return String(event.message.code);
      }
    }
  }

  private async nextOf<K extends Event['kind']>(...kinds: K[]): Promise<Extract<Event, { kind: K }>> {
    const end = Date.now() + WAIT_MS;
    for (;;) {
      const index = this.events.findIndex((event) => (kinds as string[]).includes(event.kind));
      if (index >= 0) {
        const [event] = this.events.splice(index, 1);
        return event as Extract<Event, { kind: K }>;
      }
      if (Date.now() > end) throw new Error(`none of ${kinds.join()} on ${this.name}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 50);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** The server's whole state. */
  async read(): Promise<Y.Doc> {
    this.sync(0, Y.encodeStateVector(new Y.Doc()));
    const { update } = await this.next('step2');
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    return doc;
  }
}

/** A socket that speaks the protocol by hand, to send what no honest client would. */
export class RawClient {
  readonly socket: WebSocket;
  private readonly documents = new Map<string, RawDocument>();
  private readonly opened = new Set<string>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const document of this.documents.values()) document.take({ kind: 'closed', reason: 'the socket closed' });
    });
    socket.on('message', (data: Buffer) => this.receive(new Uint8Array(data)));
  }

  static async connect(url: string, headers: Record<string, string>): Promise<RawClient> {
    const socket = new WebSocket(url, { headers });
    const client = new RawClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  document(name: string): RawDocument {
    const found = this.documents.get(name) ?? new RawDocument(this, name);
    this.documents.set(name, found);
    return found;
  }

  /** Authenticates one document; resolves with it, or throws with the reason. */
  async open(name: string, token: string): Promise<RawDocument> {
    const document = this.document(name);
    if (this.opened.has(name)) return document;
    document.auth(token);
    const end = Date.now() + WAIT_MS;
    while (Date.now() < end) {
      const event = document.events.shift();
      if (event?.kind === 'authenticated') {
        this.opened.add(name);
        return document;
      }
      if (event?.kind === 'denied' || event?.kind === 'closed') throw new Error(event.reason);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`no answer for ${name}`);
  }

  /** Sends the frames of `work` in as few TCP segments as possible. */
  inOneSegment(work: () => void): void {
    const wire: unknown = Reflect.get(this.socket, '_socket');
    if (!(wire instanceof Socket)) throw new Error('the socket has no wire');
    wire.cork();
    work();
    wire.uncork();
  }

  close(): void {
    this.socket.terminate();
  }

  private receive(data: Uint8Array): void {
    const from = decoding.createDecoder(data);
    const name = decoding.readVarString(from);
    const type = decoding.readVarUint(from);
    const event = readEvent(type, from);
    if (event?.kind === 'closed') this.opened.delete(name);
    if (event !== undefined) this.document(name).take(event);
  }
}

const readEvent = (type: number, from: decoding.Decoder): Event | undefined => {
  switch (type) {
    case FRAME.sync:
    case FRAME.syncReply: {
      const kind = decoding.readVarUint(from);
      const bytes = decoding.readVarUint8Array(from).slice();
      return kind === 0 ? { kind: 'step1', vector: bytes } : { kind: kind === 1 ? 'step2' : 'update', update: bytes };
    }
    case FRAME.awareness:
      return { kind: 'awareness', update: decoding.readVarUint8Array(from).slice() };
    case FRAME.auth:
      return decoding.readVarUint(from) === 2
        ? { kind: 'authenticated' }
        : { kind: 'denied', reason: decoding.readVarString(from) };
    case FRAME.stateless:
      return { kind: 'stateless', message: JSON.parse(decoding.readVarString(from)) };
    case FRAME.close:
      return { kind: 'closed', reason: decoding.readVarString(from) };
    case FRAME.syncStatus:
      return { kind: 'status', saved: decoding.readVarUint(from) === 1 };
    default:
      return undefined;
  }
};
