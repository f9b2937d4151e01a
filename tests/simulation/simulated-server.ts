import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { type DocumentName, parseDocumentName } from '../../shared/document/name.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { Storage } from '../../storage/ports.ts';
import { createDeviceRegister } from '../../sync-server/admission/device-register.ts';
import { createDoor, type Door } from '../../sync-server/admission/door.ts';
import { createGroupCommit } from '../../sync-server/admission/group-commit.ts';
import { LiveDocument } from '../../sync-server/admission/live-document.ts';
import { createServerWrite } from '../../sync-server/admission/server-write.ts';
import { type Access, createAccess } from '../../sync-server/documents/access.ts';
import { Denied } from '../../sync-server/documents/denied.ts';
import { createMemberships, type Memberships } from '../../sync-server/documents/memberships.ts';
import { loadInto, saveSnapshot } from '../../sync-server/documents/persistence.ts';
import { turnGeneration } from '../../sync-server/documents/turn-generation.ts';
import { createEventWriter, type EventWriter } from '../../sync-server/own-writes/event-writer.ts';
import { createPurger } from '../../sync-server/own-writes/purger.ts';
import type { Runner } from '../../sync-server/own-writes/runner.ts';
import { createSweeper } from '../../sync-server/own-writes/sweeper.ts';
import type { Scheduler } from './scheduler.ts';

/** What a simulated socket carries back. */
export interface Peer {
  readonly userId: UserId;
  /** The session it was opened with is no more. */
  isEnded?(): boolean;
  receive(frame: Uint8Array): void;
  closed(): void;
}

interface OpenDocument {
  readonly live: LiveDocument;
  readonly loaded: Promise<void>;
  readonly peers: Set<Line>;
}

/** One (socket, document): frames are handled one after another, as Hocuspocus does. */
interface Line {
  readonly peer: Peer;
  readonly name: string;
  queue: Promise<void>;
  access: Access | undefined;
}

/**
 * A server instance of the simulation: the real door, access, memberships and persistence over a storage, speaking the
 * wire protocol to simulated sockets. Only Hocuspocus and the sockets are replaced, since their timers are real.
 */
export class SimulatedServer {
  alive = true;
  /** Presence as devices announce it; it goes nowhere. */
  onAwareness: (document: string, update: Uint8Array) => void = () => {};
  readonly storage: Storage;
  readonly memberships: Memberships;
  private readonly scheduler: Scheduler;
  private readonly limits: Limits;
  private readonly door: Door;
  readonly events: EventWriter;
  private readonly sweeper: Runner;
  private readonly purger: Runner;
  private readonly serverClientId: number;
  /** An account moves on only while nobody has its document open; several instances have to ask each other. */
  /** False in seeds that were run before removals were looked at as closely. */
  private readonly isToldElsewhere: boolean;
  private readonly expelElsewhere: (self: SimulatedServer, id: ConversationId, userId: UserId | undefined) => void;
  private readonly openElsewhere: (self: SimulatedServer, name: string) => boolean;
  private readonly access: ReturnType<typeof createAccess>;
  private readonly documents = new Map<string, OpenDocument>();
  private readonly lines = new Map<Peer, Map<string, Line>>();
  private readonly followers = new Map<UserId, Map<Line, number>>();
  private readonly notifyOthers: (userIds: Iterable<UserId>) => void;

  constructor(deps: {
    storage: Storage;
    scheduler: Scheduler;
    random: () => number;
    limits: Limits;
    /** Tells the other instances that facts of these accounts changed. */
    notifyOthers: (userIds: Iterable<UserId>) => void;
    openElsewhere: (self: SimulatedServer, name: string) => boolean;
    /** Lets the other instances close what somebody, or everybody, has open of a conversation. */
    expelElsewhere?: (self: SimulatedServer, id: ConversationId, userId: UserId | undefined) => void;
  }) {
    this.storage = deps.storage;
    this.scheduler = deps.scheduler;
    this.limits = deps.limits;
    this.notifyOthers = deps.notifyOthers;
    this.memberships = createMemberships(deps.storage.facts, () => deps.scheduler.now);
    const { journal } = deps.storage;
    this.openElsewhere = deps.openElsewhere;
    this.expelElsewhere = deps.expelElsewhere ?? (() => {});
    this.isToldElsewhere = deps.expelElsewhere !== undefined;
    this.serverClientId = makeClientId(SERVER_NUMBER, deps.random);
    const dead = () => {
      if (!this.alive) throw new Error('crashed');
    };
    this.access = createAccess(deps.storage.facts, this.memberships);
    // A crash between judging and the disk, or between the disk and the answer, is a crash of whoever waits here.
    const commit = createGroupCommit(
      {
        ...journal,
        commit: async (requests) => {
          dead();
          const results = await journal.commit(requests);
          await deps.scheduler.sleep(deps.random() * 5);
          dead();
          return results;
        },
      },
      (work) => void deps.scheduler.after(deps.random() * 3, () => this.alive && work()),
    );
    const { serverClientId } = this;
    const now = () => deps.scheduler.now;
    this.door = createDoor({
      journal,
      standingOf: this.memberships.standingOf,
      forgetStanding: this.memberships.forget,
      devices: createDeviceRegister(deps.storage.devices),
      commit,
      limits: deps.limits,
      now,
      serverClientId,
    });
    const ownWrites = {
      facts: deps.storage.facts,
      write: createServerWrite({ commit, catchUp: this.door.catchUp, serverClientId }),
      withDocument: <T>(name: DocumentName, work: (live: LiveDocument) => Promise<T>) => this.withDocument(name, work),
      announce: async (id: ConversationId) => this.announce((await this.memberships.of(id)).keys()),
      now,
      onError: (error: unknown) => {
        if (this.alive) throw error;
      },
    };
    this.events = createEventWriter(ownWrites);
    this.sweeper = createSweeper(ownWrites);
    this.purger = createPurger(ownWrites);
    this.tick();
  }

  /** As the real server's timer does, and its start. */
  private tick(): void {
    if (!this.alive) return;
    this.events.poke();
    this.sweeper.poke();
    this.purger.poke();
    this.scheduler.after(60_000, () => this.tick());
  }

  private async withDocument<T>(name: DocumentName, work: (live: LiveDocument) => Promise<T>): Promise<T> {
    const open = this.open(name);
    await open.loaded;
    return work(open.live);
  }

  connect(peer: Peer): void {
    this.lines.set(peer, new Map());
  }

  disconnect(peer: Peer): void {
    for (const line of this.lines.get(peer)?.values() ?? []) this.drop(line);
    this.lines.delete(peer);
  }

  /** Stops at once: whatever was not on disk is gone, sockets break. */
  crash(): void {
    this.alive = false;
    void this.events.stop();
    void this.sweeper.stop();
    void this.purger.stop();
    const peers = [...this.lines.keys()];
    this.lines.clear();
    this.documents.clear();
    for (const peer of peers) peer.closed();
  }

  hasOpen(name: string): boolean {
    return this.alive && this.documents.has(name);
  }

  frame(peer: Peer, data: Uint8Array): void {
    const lines = this.lines.get(peer);
    if (!this.alive || lines === undefined) return;
    const name = decoding.readVarString(decoding.createDecoder(data));
    const line = lines.get(name) ?? { peer, name, queue: Promise.resolve(), access: undefined };
    lines.set(name, line);
    line.queue = line.queue.then(() => this.handle(line, data)).catch((error: unknown) => this.failed(line, error));
  }

  notify(userIds: Iterable<UserId>): void {
    const ids = [...userIds];
    this.scheduler.after(40, () => {
      for (const id of ids) void this.push(id);
    });
  }

  /** Tells the devices of these accounts, here and, a while later, at the other instances. */
  announce(userIds: Iterable<UserId>): void {
    const ids = [...userIds];
    this.notify(ids);
    this.notifyOthers(ids);
  }

  /** Says something to the devices of an account, over its account document. */
  tell(userId: UserId, message: ServerMessage): void {
    for (const line of this.followers.get(userId)?.keys() ?? [])
      this.send(line, 5, (out) => encoding.writeVarString(out, JSON.stringify(message)));
  }

  /** What is told after members or groups changed. */
  readonly groupAnnounce = {
    notify: (userIds: Iterable<UserId>) => this.announce(userIds),
    membersChanged: (id: ConversationId) => {
      this.memberships.forget(id);
      this.events.poke();
    },
    expel: (id: ConversationId, userId?: UserId) => {
      this.expel(id, userId);
      this.expelElsewhere(this, id, userId);
    },
    purge: () => this.purger.poke(),
  };

  expel(conversationId: ConversationId, userId?: UserId): void {
    this.memberships.forget(conversationId);
    for (const lines of this.lines.values())
      for (const line of lines.values()) {
        const { access } = line;
        if (
          access === undefined ||
          (userId !== undefined && access.userId !== userId) ||
          access.address.kind === 'account' ||
          access.address.conversationId !== conversationId
        )
          continue;
        this.drop(line);
        this.send(line, 7, (out) => encoding.writeVarString(out, 'not-a-member'));
      }
  }

  /** Takes in what other instances wrote, as a timer or a wake-up would. */
  async catchUp(): Promise<void> {
    for (const { live, loaded } of this.documents.values()) {
      await loaded;
      if (this.alive) await live.lane.run(() => this.door.catchUp(live));
    }
  }

  /** Compacts every open document. */
  async compact(): Promise<void> {
    for (const { live, loaded } of this.documents.values()) {
      await loaded;
      const { address } = live;
      if (address.kind !== 'account' && (await this.storage.facts.isDeleted(address.conversationId))) continue;
      if (this.alive) await saveSnapshot(this.storage.journal, live, Y.encodeStateAsUpdate(live.doc));
    }
  }

  private failed(line: Line, error: unknown): void {
    if (error instanceof Denied) {
      this.send(line, 2, (out) => {
        encoding.writeVarUint(out, 1);
        encoding.writeVarString(out, error.reason);
      });
      this.lines.get(line.peer)?.delete(line.name);
      return;
    }
    if (this.alive) throw error;
  }

  private drop(line: Line): void {
    line.access = undefined;
    this.lines.get(line.peer)?.delete(line.name);
    this.documents.get(line.name)?.peers.delete(line);
    for (const set of this.followers.values()) set.delete(line);
  }

  private async handle(line: Line, data: Uint8Array): Promise<void> {
    if (!this.alive) return;
    const from = decoding.createDecoder(data);
    decoding.readVarString(from);
    const type = decoding.readVarUint(from);
    if (type === 2) return this.authenticate(line, from);
    const open = this.documents.get(line.name);
    if (line.access === undefined || open === undefined) return;
    if (type === 0)
      return this.sync(line, line.access, open, decoding.readVarUint(from), decoding.readVarUint8Array(from).slice());
    if (type === 1) this.onAwareness(line.name, decoding.readVarUint8Array(from).slice());
    if (type === 5) this.follow(line, line.access, JSON.parse(decoding.readVarString(from)));
  }

  private async authenticate(line: Line, from: decoding.Decoder): Promise<void> {
    decoding.readVarUint(from);
    const token = decoding.readVarString(from);
    if (line.peer.isEnded?.() === true) throw new Denied('signed-out');
    const access = await this.access(line.name, token, {
      userId: line.peer.userId,
      access: 'write',
      sessionId: undefined,
    });
    const open = this.open(line.name as DocumentName);
    await open.loaded;
    const alone = open.peers.size === 0 && !this.openElsewhere(this, line.name);
    if (alone && (await turnGeneration(this.storage, open.live, this.limits, this.serverClientId))) {
      this.documents.delete(line.name);
      throw new Denied('no-such-document');
    }
    if (!this.alive || !this.lines.has(line.peer)) return;
    const { address } = access;
    if (this.isToldElsewhere && address.kind !== 'account') {
      // Membership may have ended while the document was loading.
      const member = await this.memberships.standingOf(address.conversationId, access.userId);
      if (member === undefined || (address.kind === 'chapter' && address.chapter < member.from))
        throw new Denied('not-a-member');
      if (!this.alive || !this.lines.has(line.peer)) return;
    }
    line.access = access;
    open.peers.add(line);
    this.send(line, 2, (out) => {
      encoding.writeVarUint(out, 2);
      encoding.writeVarString(out, 'read-write');
    });
  }

  private open(name: DocumentName): OpenDocument {
    const found = this.documents.get(name);
    if (found !== undefined) return found;
    const address = parseDocumentName(name);
    if (address === undefined) throw new Denied('no-such-document');
    const live = new LiveDocument(name, address, new Y.Doc());
    const open: OpenDocument = { live, loaded: loadInto(this.storage.journal, live), peers: new Set() };
    this.documents.set(name, open);
    live.doc.on('update', (update: Uint8Array) => {
      for (const line of open.peers)
        this.send(line, 0, (out) => {
          encoding.writeVarUint(out, 2);
          encoding.writeVarUint8Array(out, update);
        });
    });
    return open;
  }

  private async sync(
    line: Line,
    access: Access,
    { live }: OpenDocument,
    kind: number,
    bytes: Uint8Array,
  ): Promise<void> {
    if (kind === 0) {
      this.send(line, 0, (out) => {
        encoding.writeVarUint(out, 1);
        encoding.writeVarUint8Array(out, Y.encodeStateAsUpdate(live.doc, bytes));
      });
      this.send(line, 0, (out) => {
        encoding.writeVarUint(out, 0);
        encoding.writeVarUint8Array(out, Y.encodeStateVector(live.doc));
      });
      return;
    }
    const admission = await this.door
      .admit(live, access, bytes, kind === 2)
      .catch(() => ({ kind: 'refused', refusal: { code: 'unavailable', rule: 'ADM-9', retry: true } }) as const);
    if (!this.alive) return;
    if (admission.kind === 'refused')
      this.send(line, 5, (out) =>
        encoding.writeVarString(out, JSON.stringify({ type: 'refused', ...admission.refusal })),
      );
    this.send(line, 8, (out) => encoding.writeVarUint(out, admission.kind === 'refused' ? 0 : 1));
    if (admission.kind === 'admitted' && live.address.kind !== 'account') {
      if (live.address.kind === 'conversation') this.memberships.forget(live.address.conversationId);
      const members = [...(await this.memberships.of(live.address.conversationId)).keys()];
      this.announce(members);
      this.events.poke();
    }
  }

  private follow(line: Line, access: Access, message: { type: string; since: number }): void {
    if (access.address.kind !== 'account' || message.type !== 'follow') return;
    const set = this.followers.get(access.userId) ?? new Map<Line, number>();
    this.followers.set(access.userId, set.set(line, message.since));
    void this.push(access.userId);
  }

  private async push(userId: UserId): Promise<void> {
    for (const [line, cursor] of this.followers.get(userId) ?? []) {
      if (!this.alive) return;
      const page = await this.storage.facts.feed(userId, cursor, 50);
      // Two pushes may run at once: the lower cursor of the two is safe.
      if (page.cursor === cursor || this.followers.get(userId)?.get(line) !== cursor) continue;
      this.followers.get(userId)?.set(line, page.cursor);
      this.send(line, 5, (out) => encoding.writeVarString(out, JSON.stringify({ type: 'feed', page })));
      if (page.more) this.notify([userId]);
    }
  }

  private send(line: Line, type: number, write: (out: encoding.Encoder) => void): void {
    if (!this.alive) return;
    const out = encoding.createEncoder();
    encoding.writeVarString(out, line.name);
    encoding.writeVarUint(out, type);
    write(out);
    line.peer.receive(encoding.toUint8Array(out));
  }
}
