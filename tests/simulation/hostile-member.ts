import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { ALG_PLAIN, type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedServer } from './simulated-server.ts';
import type { Peer } from './simulated-socket.ts';

/** One key in one document, with the value an attacker wants. */
export interface Forgery {
  readonly document: string;
  readonly root: string;
  readonly key: string;
  readonly value: unknown;
  /** The client id it is written under; the attacker's own when absent. */
  readonly under?: number | undefined;
}

/** Without a random guid, which takes longer to make than the document. */
const newDoc = (): Y.Doc => new Y.Doc({ guid: '' });

/**
 * An attacker with their own program, who keeps connections open from when they joined, writes on them whatever happened to
 * their membership since, and keeps everything they receive. Nothing they send passes through an honest replica.
 */
export class HostileMember {
  readonly userId: UserId;
  readonly number: AccountNumber;
  /** Everything received, by document name. */
  readonly heard = new Map<string, Y.Doc>();
  private readonly scheduler: Scheduler;
  private readonly random: () => number;
  private readonly reach: () => SimulatedServer | undefined;
  private line: { readonly server: SimulatedServer; readonly peer: Peer } | undefined;
  private readonly opened = new Set<string>();

  constructor(
    who: { readonly userId: string; readonly number: number },
    deps: { scheduler: Scheduler; random: () => number; reach: () => SimulatedServer | undefined },
  ) {
    this.userId = who.userId as UserId;
    this.number = who.number as AccountNumber;
    this.scheduler = deps.scheduler;
    this.random = deps.random;
    this.reach = deps.reach;
  }

  /** Writes a message; returns its id. undefined: no server to write to. */
  async write(id: ConversationId, chapter: number): Promise<MessageId | undefined> {
    const messageId = makeMessageId(this.scheduler.now, this.random);
    const value = this.envelope({ kind: 'text', text: 'forged' });
    const sent = await this.forge({ document: chapterDocument(id, chapter), root: 'messages', key: messageId, value });
    return sent ? messageId : undefined;
  }

  rename(id: ConversationId, name: string): Promise<boolean> {
    const value = this.envelope({ kind: 'name', text: name });
    return this.forge({ document: conversationDocument(id), root: 'profile', key: 'name', value });
  }

  set(id: ConversationId, key: string, value: string): Promise<boolean> {
    return this.forge({ document: conversationDocument(id), root: 'settings', key, value });
  }

  envelope(body: Body, more: Partial<Envelope> = {}): Uint8Array {
    const own = { by: this.number, device: 13, at: this.scheduler.now, alg: ALG_PLAIN, body: encodeBody(body) };
    return encodeEnvelope({ ...own, ...more });
  }

  /** Sends an update, allowed or not. False: there is no server. */
  async forge({ document, root, key, value, under = this.number }: Forgery): Promise<boolean> {
    const line = this.connect();
    if (line === undefined || !(await this.open(line, document))) return false;
    const doc = newDoc();
    doc.clientID = makeClientId(under as AccountNumber, this.random);
    doc.getMap(root).set(key, value);
    this.update(line, document, Y.encodeStateAsUpdate(doc));
    return true;
  }

  /**
   * Deletes a key that was received, without recording who did it. False: it was not received, or there is no server.
   */
  async erase(document: string, root: string, key: string): Promise<boolean> {
    const line = this.connect();
    const heard = this.heard.get(document);
    if (line === undefined || heard === undefined || !(await this.open(line, document))) return false;
    const doc = newDoc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(heard));
    if (!doc.getMap(root).has(key)) return false;
    doc.clientID = makeClientId(this.number, this.random);
    const before = Y.encodeStateVector(doc);
    doc.getMap(root).delete(key);
    this.update(line, document, Y.encodeStateAsUpdate(doc, before));
    return true;
  }

  private update(line: { server: SimulatedServer; peer: Peer }, document: string, update: Uint8Array): void {
    this.frame(line, document, 0, (out) => {
      encoding.writeVarUint(out, 2);
      encoding.writeVarUint8Array(out, update);
    });
  }

  /** Opens a document to read along. */
  async listen(document: string): Promise<boolean> {
    const line = this.connect();
    return line !== undefined && this.open(line, document);
  }

  /** Once only: an honest client would ask again after it was disconnected. */
  private async open(line: { server: SimulatedServer; peer: Peer }, document: string): Promise<boolean> {
    if (this.opened.has(document)) return true;
    const epoch = await line.server.storage.facts.epoch();
    if (this.line !== line) return false;
    this.opened.add(document);
    this.frame(line, document, 2, (out) => {
      encoding.writeVarUint(out, 0);
      encoding.writeVarString(out, JSON.stringify({ protocol: PROTOCOL, epoch }));
    });
    this.frame(line, document, 0, (out) => {
      encoding.writeVarUint(out, 0);
      encoding.writeVarUint8Array(out, Y.encodeStateVector(newDoc()));
    });
    return true;
  }

  private frame(
    { server, peer }: { server: SimulatedServer; peer: Peer },
    document: string,
    type: number,
    write: (out: encoding.Encoder) => void,
  ): void {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, document);
    encoding.writeVarUint(out, type);
    write(out);
    server.frame(peer, encoding.toUint8Array(out));
  }

  private receive(frame: Uint8Array): void {
    const from = decoding.createDecoder(frame);
    const name = decoding.readVarString(from);
    const type = decoding.readVarUint(from);
    const kind = type === 0 || type === 2 ? decoding.readVarUint(from) : undefined;
    // Denied: the next attempt asks again.
    if (type === 2 && kind === 1) this.opened.delete(name);
    if (type !== 0 || kind === 0) return;
    const doc = this.heard.get(name) ?? newDoc();
    this.heard.set(name, doc);
    Y.applyUpdate(doc, decoding.readVarUint8Array(from));
  }

  private connect(): { readonly server: SimulatedServer; readonly peer: Peer } | undefined {
    const server = this.reach();
    if (server === undefined || !server.alive) return undefined;
    if (this.line?.server === server) return this.line;
    if (this.line !== undefined) this.line.server.disconnect(this.line.peer);
    const peer: Peer = {
      userId: this.userId,
      receive: (frame) => this.receive(frame),
      closed: () => {
        this.line = undefined;
        this.opened.clear();
      },
    };
    server.connect(peer);
    this.opened.clear();
    this.line = { server, peer };
    return this.line;
  }
}
