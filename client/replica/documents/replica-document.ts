import * as Y from 'yjs';
import type { DocumentAddress, DocumentName } from '../../../shared/document/name.ts';
import type { AccountNumber } from '../../../shared/ids/account.ts';
import { makeClientId } from '../../../shared/ids/client-id.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { type ChapterIndex, createChapterIndex } from '../../../shared/timeline/chapter-index.ts';
import type { Bodies } from '../bodies/bodies.ts';
import type { BodyShelf } from '../bodies/body-shelf.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock, Disk, DocumentStore, Random } from '../ports.ts';
import { type DocumentRecord, NEW_DOCUMENT, UNKNOWN_EPOCH } from '../records.ts';
import type { Attachment } from '../sync/attachment.ts';
import type { FrameRefusal } from '../sync/attachment-state.ts';
import { createMeter, type Meter } from '../sync/meter.ts';
import { createSaver, type Saver } from './saver.ts';

export interface DocumentChanged {
  readonly type: 'document-changed';
  readonly live: ReplicaDocument;
  /** Messages that look different now; undefined: any may. */
  readonly messages: ReadonlySet<MessageId> | undefined;
  /** A person changed it on this device. */
  readonly local: boolean;
}

/** What happens to the documents on this device. */
export type DocumentEvent =
  | { readonly type: 'document-opened'; readonly live: ReplicaDocument }
  | DocumentChanged
  /** Bodies are open that were not when these were read: messages by their ids, drafts by their keys. */
  | { readonly type: 'bodies-opened'; readonly live: ReplicaDocument; readonly about: ReadonlySet<string> }
  /** Its counts or its durability changed. */
  | { readonly type: 'document-progressed'; readonly live: ReplicaDocument }
  /** The device has stored all the server has: what is missing from it is gone for certain. */
  | { readonly type: 'document-complete'; readonly live: ReplicaDocument }
  /** A message became due to disappear. */
  | { readonly type: 'message-due'; readonly id: ConversationId }
  /** Other documents than before are needed from the server. */
  | { readonly type: 'documents-wanted' };

/** Origin of transactions that a person of this device made. */
export const FROM_HERE = Symbol('from here');

/** Origin of transactions that let messages disappear. */
const EXPIRED = Symbol('expired');

export interface DocumentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly localState: LocalState;
  readonly bodies: Bodies;
  readonly me: AccountNumber;
  readonly databaseName: (name: DocumentName, generation: number) => string;
  readonly emit: (event: DocumentEvent) => void;
  /** The epoch that a document made now belongs to. */
  readonly epoch: () => string;
}

const COMPACT_AFTER = 1_000;
const ESTIMATE_AFTER = 50;

/** A client id that no struct of the document has: a reused one would silently lose what is written under it. */
export const freshClientId = (doc: Y.Doc, me: AccountNumber, random: Random): number => {
  for (;;) {
    const id = makeClientId(me, random);
    if (!doc.store.clients.has(id)) return id;
  }
};

/** One open document: contents, store, counts. Its contents can be exchanged by a rebase; everything else stays. */
export class ReplicaDocument {
  readonly name: DocumentName;
  readonly address: DocumentAddress;
  doc: Y.Doc;
  store: DocumentStore;
  meter: Meter;
  saver: Saver;
  readonly bodies: BodyShelf;
  index: ChapterIndex | undefined;
  /** Set by the sync session. */
  attachment: Attachment | undefined;
  /** Who needs it open. */
  users = 0;
  /** By the pool's count, for closing the longest unused first. */
  usedAt = 0;
  /** Set while a rebase is at work. */
  rebasing = false;
  /** Why a rebase has to be made before anything may be uploaded. */
  wantsRebase: FrameRefusal | undefined;
  /** Until then what is applied is not durable: the record still names the generation before a rebase. */
  switched: Promise<void> | undefined;
  /** Rebases since the server last accepted something. */
  rebases = 0;
  /** Durability version of own messages written since the document was opened. */
  readonly written = new Map<MessageId, number>();
  private readonly deps: DocumentDeps;
  private cancelCompact: (() => void) | undefined;
  private closed = false;
  /** Encoded size when last estimated, and local writes since. */
  private bytes: number | undefined;
  private writesSinceEstimate = 0;

  private constructor(
    deps: DocumentDeps,
    name: DocumentName,
    address: DocumentAddress,
    doc: Y.Doc,
    store: DocumentStore,
    meter: Meter,
    bodies: BodyShelf,
  ) {
    this.deps = deps;
    this.name = name;
    this.address = address;
    this.doc = doc;
    this.store = store;
    this.meter = meter;
    this.bodies = bodies;
    this.saver = this.makeSaver(store);
  }

  static async open(deps: DocumentDeps, name: DocumentName, address: DocumentAddress): Promise<ReplicaDocument> {
    const { localState, disk } = deps;
    const stored = localState.tables.document.get(name);
    const record: DocumentRecord = stored ?? { ...NEW_DOCUMENT, epoch: deps.epoch() };
    const { building: abandoned, ...rest } = record;
    // Before the store is made: what is stored must never be unknown.
    if (stored === undefined || abandoned !== undefined)
      await localState.commit([{ kind: 'document', key: name, value: rest }]);
    // The document a rebase was building when the device stopped; its number may have been lost.
    if (abandoned !== undefined || stored?.open === true)
      await disk.remove(deps.databaseName(name, record.generation + 1)).catch(() => undefined);
    const doc = new Y.Doc({ guid: name });
    const store = await disk.openDocument(deps.databaseName(name, record.generation), doc);
    doc.clientID = freshClientId(doc, deps.me, deps.random);
    const isEmpty = store.isLoaded() && doc.store.clients.size === 0;
    const isLost = isEmpty && (record.synced > 0 || record.unsent > 0);
    const meter = createMeter(isLost ? 0 : record.unsent, record.open || isLost || !store.isLoaded());
    let live: ReplicaDocument | undefined;
    const bodies = await deps.bodies.shelfOf(name, (about) => {
      if (live !== undefined) deps.emit({ type: 'bodies-opened', live, about });
    });
    live = new ReplicaDocument(deps, name, address, doc, store, meter, bodies);
    live.listen();
    // A store without a record: the disk lost the one and kept the other. Whose server it knew is anybody's guess.
    if (stored === undefined && !isEmpty && store.isLoaded()) void live.update({ epoch: UNKNOWN_EPOCH, open: true });
    // The other way round: it is fetched from the beginning.
    if (isLost) void live.update({ synced: 0, unsent: 0, open: true });
    if (!store.isLoaded()) {
      void live.update({ synced: 0, open: true });
      live.saver.touch();
    }
    if (record.compact) live.scheduleCompact();
    return live;
  }

  get record(): DocumentRecord {
    const record = this.deps.localState.tables.document.get(this.name);
    if (record === undefined) throw new Error(`no record of ${this.name}`);
    return record;
  }

  update(change: Partial<DocumentRecord>): Promise<boolean> {
    return this.deps.localState.commit([{ kind: 'document', key: this.name, value: { ...this.record, ...change } }]);
  }

  /** The newest state is on the server. */
  get clean(): boolean {
    return this.store.isLoaded() && this.meter.clean() && !this.needsRebase;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  get needsRebase(): boolean {
    return (
      this.rebasing ||
      this.wantsRebase !== undefined ||
      this.record.handled.length > 0 ||
      this.record.epoch !== this.deps.epoch()
    );
  }

  /** From now on it may be written to: noted on disk, so that a crash between a write and its count is not forgotten. */
  openForWriting(): void {
    if (!this.record.open) void this.update({ open: true });
  }

  /** Encoded size, estimated now and then: encoding a whole chapter takes milliseconds. */
  encodedBytes(): number {
    if (this.bytes === undefined || this.writesSinceEstimate >= ESTIMATE_AFTER) {
      this.bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
      this.writesSinceEstimate = 0;
    }
    return this.bytes;
  }

  write(work: (doc: Y.Doc) => void, messageId?: MessageId): void {
    this.openForWriting();
    this.doc.transact(() => work(this.doc), FROM_HERE);
    if (messageId !== undefined) this.written.set(messageId, this.saver.version());
    this.writesSinceEstimate++;
  }

  /** What time takes away: nobody's change, so neither counted nor sent by itself. */
  expire(work: (doc: Y.Doc) => void, ids: ReadonlySet<MessageId>): void {
    this.doc.transact(() => work(this.doc), EXPIRED);
    this.showLost(ids);
  }

  /** These stand again, elsewhere. */
  forgetLost(ids: ReadonlySet<MessageId>): void {
    this.showLost(ids);
  }

  /** Deleted text is still in the store's rows until it is rewritten. */
  purge(): void {
    if (!this.record.compact) void this.update({ compact: true });
    this.scheduleCompact();
  }

  /** Other contents from now on; the caller keeps the old ones and closes them. */
  exchange(doc: Y.Doc, store: DocumentStore): void {
    this.unlisten();
    this.saver.stop();
    this.doc = doc;
    this.store = store;
    this.meter = createMeter(0, true);
    this.saver = this.makeSaver(store);
    this.bodies.restart();
    this.listen();
    this.bytes = undefined;
    this.deps.emit({ type: 'document-changed', live: this, messages: undefined, local: false });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.attachment?.close();
    this.cancelCompact?.();
    this.unlisten();
    this.saver.stop();
    await this.bodies.close();
    await this.store.destroy();
    this.doc.destroy();
  }

  private makeSaver(store: DocumentStore): Saver {
    store.watch({
      ended: () => {
        if (store === this.store && !this.closed) this.saver.touch();
        this.deps.emit({ type: 'document-progressed', live: this });
      },
      loaded: () => {
        if (store === this.store && !this.closed) this.loadedLate();
      },
    });
    return createSaver(
      this.deps.clock,
      async () => {
        await this.switched;
        const stored = await store.barrier();
        const noted = await this.deps.localState.durable();
        return stored && noted;
      },
      () => {
        for (const [id, version] of this.written) if (version <= this.saver.saved()) this.written.delete(id);
        this.deps.emit({ type: 'document-progressed', live: this });
      },
    );
  }

  /** What was unsent in the store has come among what was exchanged with the server before. */
  private loadedLate(): void {
    this.meter.add();
    void this.update({ unsent: this.meter.unsent(), open: true });
    this.saver.touch();
    this.attachment?.resync();
    this.bytes = undefined;
    this.deps.emit({ type: 'document-changed', live: this, messages: undefined, local: false });
  }

  /** The person's own account document was written to: its next generation may need what is unsent here. */
  private touchedBy({ changed }: Y.Transaction): Pick<DocumentRecord, 'touched'> {
    if (this.address.kind !== 'account') return {};
    const touched = new Set(this.record.touched);
    for (const [type, keys] of changed)
      for (const [root, shared] of this.doc.share)
        if (shared === type) for (const key of keys) touched.add(key === null ? root : `${root}/${key}`);
    return { touched: [...touched] };
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown, _: Y.Doc, transaction: Y.Transaction): void => {
    if (origin === FROM_HERE) {
      const index = this.meter.add();
      void this.update({ unsent: this.meter.unsent(), ...this.touchedBy(transaction) });
      this.attachment?.localUpdate(update, index);
    }
    this.saver.touch();
    if (this.index === undefined)
      this.deps.emit({ type: 'document-changed', live: this, messages: undefined, local: origin === FROM_HERE });
  };

  private readonly onTransaction = (transaction: Y.Transaction): void => {
    // A disappeared message leaves no deletion entry.
    const isRemoval = transaction.deleteSet.clients.size > 0;
    const purged: readonly unknown[] = [
      this.doc.getMap('deletions'),
      ...(isRemoval ? [this.doc.getMap('messages'), this.doc.getMap('edits')] : []),
    ];
    if ([...transaction.changed.keys()].some((type) => purged.includes(type))) this.purge();
    if (transaction.changed.size > 0) this.showLost();
  };

  private listen(): void {
    this.doc.on('update', this.onUpdate);
    if (this.address.kind !== 'chapter') return;
    this.doc.on('afterTransaction', this.onTransaction);
    const { chapter } = this.address;
    this.index = createChapterIndex(
      this.doc,
      chapter,
      (messages, local) =>
        this.deps.emit({ type: 'document-changed', live: this, messages, local: local === FROM_HERE }),
      this.bodies,
    );
    this.showLost();
    if (this.store.isLoaded()) this.bodies.sweep();
  }

  /** What a restored server has lost is still shown; what came back, was deleted or has disappeared goes from the disk. */
  private showLost(gone: ReadonlySet<MessageId> = new Set()): void {
    const { localState } = this.deps;
    const known = localState.tables.lost.get(this.name)?.messages;
    if (known === undefined || this.index === undefined) return;
    this.index.showLost(known.filter(({ id }) => !gone.has(id)));
    for (const { id } of known) if (this.index.get(id) === undefined) this.bodies.renew(id, () => {});
    const messages = [...this.index.lost()];
    if (messages.length === known.length) return;
    const value = messages.length === 0 ? undefined : { messages };
    void localState.commit([{ kind: 'lost', key: this.name, value }]);
  }

  private unlisten(): void {
    this.doc.off('update', this.onUpdate);
    this.doc.off('afterTransaction', this.onTransaction);
    this.index?.destroy();
    this.index = undefined;
  }

  private scheduleCompact(): void {
    this.cancelCompact?.();
    this.cancelCompact = this.deps.clock.setTimer(COMPACT_AFTER, () => {
      void (async () => {
        const { store } = this;
        if (!(await this.saver.whenSaved()) || store !== this.store) return;
        const before = this.saver.version();
        // Opened copies of deleted text are removed first: the record stays marked until both steps are done.
        if ((await this.bodies.save()) && (await store.compact())) {
          if (before === this.saver.version() && store === this.store) await this.update({ compact: false });
          else if (!this.closed) this.scheduleCompact();
        } else if (!this.closed) this.scheduleCompact();
      })();
    });
  }
}

/** Takes out the message and all that is known to hang on it. */
export const removeContents = (doc: Y.Doc, index: ChapterIndex | undefined, messageId: MessageId): void => {
  for (const root of ['edits', 'reactions', 'votes'] as const)
    for (const key of index?.keysOf(root, messageId) ?? []) doc.getMap(root).delete(key);
  doc.getMap('messages').delete(messageId);
};
