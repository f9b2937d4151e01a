import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { type DocumentName, parseDocumentName } from '../../shared/document/name.ts';
import { SERVER_NUMBER, type UserId } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import type { DeniedReason, ServerMessage } from '../../shared/protocol/messages.ts';
import { refuse } from '../../shared/protocol/refusal.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { type AdmissionPath, createAdmissionPath } from '../../sync-server/admission/admission-path.ts';
import { createDeviceRegister } from '../../sync-server/admission/device-register.ts';
import { createGroupCommit } from '../../sync-server/admission/group-commit.ts';
import { ServerDocument } from '../../sync-server/admission/server-document.ts';
import { createServerWrite } from '../../sync-server/admission/server-write.ts';
import { type Access, createAccess } from '../../sync-server/documents/access.ts';
import { Denied } from '../../sync-server/documents/denied.ts';
import { createHistoryCheck, type HistoryCheck } from '../../sync-server/documents/history-check.ts';
import { createMemberships, type Memberships } from '../../sync-server/documents/memberships.ts';
import { loadInto, saveSnapshot } from '../../sync-server/documents/persistence.ts';
import { turnGeneration } from '../../sync-server/documents/turn-generation.ts';
import { messageFrame, openedFrame } from '../../sync-server/gate/answers.ts';
import { Line, type LineDependencies, type OpenDocument } from '../../sync-server/gate/line.ts';
import { parseFrame } from '../../sync-server/gate/parse-frame.ts';
import { encodePresence } from '../../sync-server/gate/presence.ts';
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

interface LoadedDocument {
  readonly live: ServerDocument;
  readonly loaded: Promise<void>;
  readonly peers: Set<Seat>;
}

/** One document on one socket. */
interface Seat {
  readonly peer: Peer;
  readonly name: string;
  readonly line: Line;
  access: Access | undefined;
}

/**
 * A server instance of the simulation: the real gate's parsing and lines, admission, access, memberships and persistence over
 * a storage, speaking the wire protocol to simulated sockets. Only Hocuspocus, the sockets and the fair queue are
 * replaced, since their timers are real.
 */
export class SimulatedServer {
  alive = true;
  /** Presence as devices announce it; it goes nowhere. */
  onAwareness: (document: string, update: Uint8Array) => void = () => {};
  readonly storage: Storage;
  readonly memberships: Memberships;
  private readonly scheduler: Scheduler;
  private readonly limits: Limits;
  private readonly admissionPath: AdmissionPath;
  readonly events: EventWriter;
  private readonly sweeper: Runner;
  private readonly purger: Runner;
  private readonly serverClientId: number;
  /** An account moves on only while nobody has its document open; several instances have to ask each other. */
  /** False in seeds that were run before removals were looked at as closely. */
  private readonly isToldElsewhere: boolean;
  private readonly closeRemovedElsewhere: (
    self: SimulatedServer,
    id: ConversationId,
    userId: UserId | undefined,
  ) => void;
  private readonly openElsewhere: (self: SimulatedServer, name: string) => boolean;
  private readonly access: ReturnType<typeof createAccess>;
  private readonly documents = new Map<string, LoadedDocument>();
  private readonly lines = new Map<Peer, Map<string, Seat>>();
  private readonly followers = new Map<UserId, Map<Seat, number>>();
  readonly history: HistoryCheck;
  private readonly notifyOthers: (userIds: Iterable<UserId>) => void;

  readonly asksStrangers: boolean;

  constructor(deps: {
    storage: Storage;
    scheduler: Scheduler;
    /** Its wall clock, when that is not the scheduler's. */
    now?: () => number;
    random: () => number;
    limits: Limits;
    /** Tells the other instances that facts of these accounts changed. */
    notifyOthers: (userIds: Iterable<UserId>) => void;
    openElsewhere: (self: SimulatedServer, name: string) => boolean;
    /** Lets the other instances close what somebody, or everybody, has open of a conversation. */
    /** A device showed that an older database had been put back. */
    onNoticed?: () => void;
    /** People whom a stranger puts into a group are asked first. */
    asksStrangers?: boolean;
    closeRemovedElsewhere?: (self: SimulatedServer, id: ConversationId, userId: UserId | undefined) => void;
  }) {
    this.storage = deps.storage;
    this.asksStrangers = deps.asksStrangers ?? false;
    this.scheduler = deps.scheduler;
    this.limits = deps.limits;
    this.notifyOthers = deps.notifyOthers;
    this.memberships = createMemberships(deps.storage.facts, () => deps.scheduler.now);
    const { journal } = deps.storage;
    this.openElsewhere = deps.openElsewhere;
    this.closeRemovedElsewhere = deps.closeRemovedElsewhere ?? (() => {});
    this.history = createHistoryCheck({
      facts: deps.storage.facts,
      log: { warn: () => deps.onNoticed?.() },
      onEpoch: () => this.closeAll('epoch-changed'),
    });
    this.isToldElsewhere = deps.closeRemovedElsewhere !== undefined;
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
    const now = deps.now ?? (() => deps.scheduler.now);
    this.admissionPath = createAdmissionPath({
      journal,
      membershipOf: this.memberships.membershipOf,
      forgetMembership: this.memberships.forget,
      devices: createDeviceRegister(deps.storage.devices),
      commit,
      limits: deps.limits,
      now,
      monotonic: () => deps.scheduler.now,
      serverClientId,
    });
    const ownWrites = {
      facts: deps.storage.facts,
      write: createServerWrite({ commit, catchUp: this.admissionPath.catchUp, serverClientId }),
      withDocument: <T>(name: DocumentName, work: (live: ServerDocument) => Promise<T>) =>
        this.withDocument(name, work),
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

  private async withDocument<T>(name: DocumentName, work: (live: ServerDocument) => Promise<T>): Promise<T> {
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

  /** Takes a frame as the real gate does: read at once, for its bytes may be used again. */
  frame(peer: Peer, data: Uint8Array): void {
    const seats = this.lines.get(peer);
    if (!this.alive || seats === undefined) return;
    const parsed = parseFrame(data, this.limits.updateBytes);
    if (parsed === undefined) throw new Error('a frame without a document');
    const { name, frame } = parsed;
    const seat = seats.get(name);
    if (frame.kind === 'open' && seat === undefined) this.seat(peer, name, frame.token);
    else if (seat !== undefined) void seat.line.take(frame);
  }

  /** Several frames that came in one read of the socket, whose memory is used for something else afterwards. */
  segment(peer: Peer, frames: readonly Uint8Array[]): void {
    const memory = Buffer.concat(frames);
    let start = 0;
    for (const { byteLength } of frames) {
      this.frame(peer, memory.subarray(start, start + byteLength));
      start += byteLength;
    }
    memory.fill(255);
  }

  private seat(peer: Peer, name: string, token: string): void {
    const opened = Promise.withResolvers<OpenDocument>();
    const socket = {
      send: (bytes: Uint8Array) => {
        if (this.alive && this.lines.has(peer)) peer.receive(bytes);
      },
      drained: () => Promise.resolve(),
    };
    const seat: Seat = { peer, name, access: undefined, line: new Line(name, socket, this.line, () => opened.promise) };
    this.lines.get(peer)?.set(name, seat);
    this.authenticate(seat, token).then(opened.resolve, (error: unknown) => {
      if (this.lines.get(peer)?.get(name) === seat) this.lines.get(peer)?.delete(name);
      opened.reject(error);
      // A fault of the server, and so of the run.
      if (this.alive && !(error instanceof Denied)) void Promise.reject(error);
    });
  }

  private readonly line: LineDependencies = {
    admit: (document, update, isSync) =>
      this.admissionPath
        .admit(document.live, document.access, update, !isSync)
        .catch(() => ({ kind: 'refused', refusal: refuse('unavailable') }) as const),
    isKnown: ({ live, access }, update) => this.admissionPath.isKnown(live, access, update),
    onAdmitted: ({ live: { address } }) => {
      if (!this.alive || address.kind === 'account') return;
      const { conversationId } = address;
      if (address.kind === 'conversation') this.memberships.forget(conversationId);
      void this.memberships.of(conversationId).then((members) => {
        if (!this.alive) return;
        this.announce([...members.keys()]);
        this.events.poke();
      });
    },
    onPresence: ({ live }, entry) => this.onAwareness(live.name, encodePresence(entry)),
    onMessage: (line, { access }, text) => {
      const seat = [...(this.documents.get(line.name)?.peers ?? [])].find((one) => one.line === line);
      if (seat !== undefined) void this.follow(seat, access, JSON.parse(text));
    },
  };

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
    for (const { line } of this.followers.get(userId)?.keys() ?? []) line.send(messageFrame(line.name, message));
  }

  /** What is told after members or groups changed. */
  readonly groupAnnounce = {
    notify: (userIds: Iterable<UserId>) => this.announce(userIds),
    membersChanged: (id: ConversationId) => {
      this.memberships.forget(id);
      this.events.poke();
    },
    removed: (id: ConversationId, userId?: UserId) => {
      this.closeRemoved(id, userId);
      this.closeRemovedElsewhere(this, id, userId);
    },
    groupDeleted: () => this.purger.poke(),
  };

  closeRemoved(conversationId: ConversationId, userId?: UserId): void {
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
        this.close(line, 'not-a-member');
      }
  }

  private closeAll(reason: DeniedReason): void {
    for (const lines of this.lines.values())
      for (const line of [...lines.values()]) if (line.access !== undefined) this.close(line, reason);
  }

  /** Takes in what other instances wrote, as a timer or a wake-up would. */
  async catchUp(): Promise<void> {
    for (const { live, loaded } of this.documents.values()) {
      await loaded;
      if (this.alive) await live.queue.run(() => this.admissionPath.catchUp(live));
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

  private close(seat: Seat, reason: string): void {
    const { alive } = this;
    this.drop(seat);
    if (alive) seat.peer.receive(closedFrame(seat.name, reason));
  }

  private drop(line: Seat): void {
    line.access = undefined;
    line.line.end();
    this.lines.get(line.peer)?.delete(line.name);
    this.documents.get(line.name)?.peers.delete(line);
    for (const set of this.followers.values()) set.delete(line);
  }

  private async authenticate(line: Seat, token: string): Promise<OpenDocument> {
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
    if (!this.alive || !this.lines.has(line.peer)) throw new Denied('unavailable');
    const { address } = access;
    if (this.isToldElsewhere && address.kind !== 'account') {
      // Membership may have ended while the document was loading.
      const member = await this.memberships.membershipOf(address.conversationId, access.userId);
      if (member === undefined || (address.kind === 'chapter' && address.chapter < member.from))
        throw new Denied('not-a-member');
      if (!this.alive || !this.lines.has(line.peer)) throw new Denied('unavailable');
    }
    line.access = access;
    open.peers.add(line);
    line.line.send(openedFrame(line.name, false));
    return {
      live: open.live,
      access,
      loadedBytes: 0,
      applyPresence: () => {},
      close: (reason) => this.close(line, reason),
    };
  }

  private open(name: DocumentName): LoadedDocument {
    const found = this.documents.get(name);
    if (found !== undefined) return found;
    const address = parseDocumentName(name);
    if (address === undefined) throw new Denied('no-such-document');
    const live = new ServerDocument(name, address, new Y.Doc({ guid: name }));
    const open: LoadedDocument = { live, loaded: loadInto(this.storage.journal, live), peers: new Set() };
    this.documents.set(name, open);
    live.doc.on('update', (update: Uint8Array) => {
      for (const { line } of open.peers) line.send(updateFrame(name, update));
    });
    return open;
  }

  private async follow(
    line: Seat,
    access: Access,
    message: { type: string; since: number; proof?: string },
  ): Promise<void> {
    if (access.address.kind !== 'account' || message.type !== 'follow') return;
    await this.history.check(message.proof);
    if (!this.alive) return;
    const set = this.followers.get(access.userId) ?? new Map<Seat, number>();
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
      line.line.send(messageFrame(line.name, { type: 'feed', page }));
      if (page.more) this.notify([userId]);
    }
  }
}

const frameOf = (name: string, type: number, write: (out: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarString(out, name);
    encoding.writeVarUint(out, type);
    write(out);
  });
const closedFrame = (name: string, reason: string): Uint8Array =>
  frameOf(name, FRAME.close, (out) => encoding.writeVarString(out, reason));
const updateFrame = (name: string, update: Uint8Array): Uint8Array =>
  frameOf(name, FRAME.sync, (out) => {
    encoding.writeVarUint(out, SYNC.update);
    encoding.writeVarUint8Array(out, update);
  });
