import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { ALG_PLAIN, encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import type { Scheduler } from './scheduler.ts';
import type { Peer, SimulatedServer } from './simulated-server.ts';

/**
 * Somebody with a program of their own, who keeps lines open from when they were let in and writes on them whatever
 * became of them since. Nothing they send passes through an honest replica.
 */
export class HostileMember {
  private readonly scheduler: Scheduler;
  private readonly random: () => number;
  private readonly userId: UserId;
  private readonly number: AccountNumber;
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

  /** Writes a message; gives its id. undefined: no server to write to. */
  async write(id: ConversationId, chapter: number): Promise<MessageId | undefined> {
    const messageId = makeMessageId(this.scheduler.now, this.random);
    const body = encodeBody({ kind: 'text', text: 'forged' });
    const sent = await this.send(chapterDocument(id, chapter), 'messages', messageId, this.envelope(body));
    return sent ? messageId : undefined;
  }

  rename(id: ConversationId, name: string): Promise<boolean> {
    const body = encodeBody({ kind: 'name', text: name });
    return this.send(conversationDocument(id), 'profile', 'name', this.envelope(body));
  }

  set(id: ConversationId, key: string, value: string): Promise<boolean> {
    return this.send(conversationDocument(id), 'settings', key, value);
  }

  private envelope(body: Uint8Array): Uint8Array {
    return encodeEnvelope({ by: this.number, device: 13, at: this.scheduler.now, alg: ALG_PLAIN, body });
  }

  private async send(name: string, root: string, key: string, value: unknown): Promise<boolean> {
    const line = this.connect();
    if (line === undefined) return false;
    const frame = (type: number, write: (out: encoding.Encoder) => void): void => {
      const out = encoding.createEncoder();
      encoding.writeVarString(out, name);
      encoding.writeVarUint(out, type);
      write(out);
      line.server.frame(line.peer, encoding.toUint8Array(out));
    };
    // Only once: an honest client would ask again after it was put out.
    if (!this.opened.has(name)) {
      const epoch = await line.server.storage.facts.epoch();
      if (this.line !== line) return false;
      this.opened.add(name);
      frame(2, (out) => {
        encoding.writeVarUint(out, 0);
        encoding.writeVarString(out, JSON.stringify({ protocol: PROTOCOL, epoch }));
      });
    }
    const doc = new Y.Doc();
    doc.clientID = makeClientId(this.number, this.random);
    doc.getMap(root).set(key, value);
    frame(0, (out) => {
      encoding.writeVarUint(out, 2);
      encoding.writeVarUint8Array(out, Y.encodeStateAsUpdate(doc));
    });
    return true;
  }

  private connect(): { readonly server: SimulatedServer; readonly peer: Peer } | undefined {
    const server = this.reach();
    if (server === undefined || !server.alive) return undefined;
    if (this.line?.server === server) return this.line;
    if (this.line !== undefined) this.line.server.disconnect(this.line.peer);
    const peer: Peer = {
      userId: this.userId,
      receive: (frame) => {
        // Denied: the next try asks again.
        const from = decoding.createDecoder(frame);
        const name = decoding.readVarString(from);
        if (decoding.readVarUint(from) === 2 && decoding.readVarUint(from) === 1) this.opened.delete(name);
      },
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
