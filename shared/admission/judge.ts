import * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { OLD_DRAFT_PREFIX, placeOfOldDraft } from '../drafts/old-draft-root.ts';
import { ALG_PLAIN, type BodyKind } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope, EVERYBODY, isCanonicalEnvelope } from '../envelope/envelope.ts';
import { type EditId, type MessageId, timeOfUlid } from '../ids/ulid.ts';
import type { Membership } from '../permissions/membership.ts';
import {
  isModerator,
  mayCallEveryone,
  maySendQuietly,
  mayWrite,
  PERMISSIONS,
  type Permission,
  permissionFor,
} from '../permissions/table.ts';
import { isDisappearing } from '../protocol/disappearing.ts';
import { isHistory } from '../protocol/facts.ts';
import type { Limits } from '../protocol/limits.ts';
import { type Refusal, type RefusalCode, refuse } from '../protocol/refusal.ts';
import { isTime } from '../protocol/time.ts';
import { DRAFTS_ARE_ENTRIES, PROTOCOL } from '../protocol/version.ts';
import { clientIdsOf, type Growth, isFull, measureChapter, writesOf } from './chapter-size.ts';
import { integrationSteps } from './conflicts.ts';
import { countShown } from './count-shown.ts';
import { type CutUpdate, cutUpdate } from './cut.ts';
import { type DeleteRange, isInRanges, type StructId } from './delete-ranges.ts';
import { type DocumentFacts, rightsIn } from './document-facts.ts';
import { hangingOn } from './hanging.ts';
import { hangingCounts } from './hanging-counts.ts';
import { type ParsedKey, parseKey } from './keys.ts';
import { bytesAt, clockOf, placeOfItem } from './live.ts';
import { nameIn, pictureIn, whyBadBody } from './plain-body.ts';
import { resolveWrites, type Write } from './resolve.ts';
import { type ScannedUpdate, scanUpdate } from './scan.ts';
import { Work } from './work.ts';

/** Who asks, and what the facts say about them and the document. */
export interface JudgeContext {
  readonly kind: 'account' | 'conversation' | 'chapter';
  /** The writer's account number. */
  readonly number: number;
  readonly membership: Membership;
  /** ms since 1970: what is due by then may be removed by everybody. */
  readonly now: number;
  readonly limits: Limits;
  /** Chapters only. `open`: takes new messages; `far`: above twice the limit, for good. */
  readonly newMessages: 'open' | 'full' | 'closed';
  /** Encoded size of the document now, in bytes (account and conversation documents are bounded by it). */
  readonly bytes: number;
  /** The device numbers the writer may write under; absent: not looked at. */
  readonly devices?: DeviceNumbers;
  /** The protocol that the writer's device speaks; absent: the newest. */
  readonly protocol?: number | undefined;
  /** A single change (not a sync after an absence): it has no reason to carry anything of others. */
  readonly strict: boolean;
}

/** Device numbers registered to an account, and the one a session may still register by writing under it. */
export interface DeviceNumbers {
  readonly registered: ReadonlySet<number>;
  /** The number the session names; `first`: it names none, so that the first it writes under is its own. */
  readonly session: number | 'first' | undefined;
}

interface JudgedMessage {
  readonly id: MessageId;
  readonly at: number;
  /** As its header says: account numbers, each once, `EVERYBODY` for all; nobody when it is quiet. */
  readonly mentions: readonly number[];
  readonly quiet: boolean;
  /** The bytes of its envelope. */
  readonly entry: Uint8Array;
}

/** An update found good: what to apply, and what it means. */
export interface Judged {
  readonly ok: true;
  /** Bytes to apply; undefined when the update brings nothing. */
  readonly update: Uint8Array | undefined;
  /** New, living messages and edits, each to be stamped, in the order in which they were written. */
  readonly messages: readonly JudgedMessage[];
  readonly edits: readonly (Omit<JudgedMessage, 'id' | 'at' | 'quiet'> & {
    readonly id: EditId;
    readonly messageId: MessageId;
  })[];
  /** Ids of messages that arrive dead: used, and never stamped. */
  readonly dead: readonly MessageId[];
  /** Messages deleted for everyone by this update. */
  readonly deletions: readonly MessageId[];
  /** Account numbers of the authors of the messages that edits and deletions speak of, as the chapter has them. */
  readonly authors: ReadonlyMap<MessageId, number>;
  /** Deletions of what was deleted before: the first entry stands, so the server writes it again behind these. */
  readonly secondDeletions: readonly { readonly messageId: MessageId; readonly id: StructId }[];
  /** What the server removes in the same transaction: everything that hangs on a deleted message. */
  readonly sweep: readonly DeleteRange[];
  /** How many things it makes appear to others. */
  readonly shown: number;
  /** Text disappears: the journal must be compacted soon. */
  readonly purge: boolean;
  /** What it adds to a chapter; the server's own entries for it come on top. */
  readonly growth: Growth;
  /** A device number that the session registers by this update. */
  readonly newDevice: number | undefined;
  /** What it says of the conversation itself, in plain. */
  readonly wrote: DocumentFacts;
  /** It changes something that the server keeps as facts of the conversation. */
  readonly touchesFacts: boolean;
  /** Foreign structs were left out that this document lacks. */
  readonly foreignUnknown: boolean;
}

const PLAIN_BYTES = 4096;
const PLAIN_ONLY: readonly number[] = [ALG_PLAIN];
/** A stamp as the server stores it: id, seq and time under its own client id; rounded up. */
const STAMP_BYTES = 64;
/** The owner and admins go on when everybody else has used up their part of the conversation document. */
const MODERATORS_ROOM = 4;

/** Roots of the conversation document that the server keeps as facts. */
const FACT_ROOTS: ReadonlySet<string> = new Set(['profile', 'settings']);
/** Steps for each struct that is written and read again. */
const COPY_STEPS = 8;

class Refused extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.code = code;
  }
}

interface Entry extends Write {
  readonly permission: Permission;
  readonly parsed: ParsedKey;
  readonly envelope: Envelope | undefined;
}

type Verdict = Judged | ({ readonly ok: false } & Refusal);

const no = (code: RefusalCode) => ({ ok: false as const, ...refuse(code) });

/**
 * Judges one update of one person as a whole; never changes the document, never throws.
 * @param work counts the steps it takes
 */
export const judge = (doc: Y.Doc, update: Uint8Array, context: JudgeContext, work = new Work()): Verdict => {
  if (update.byteLength > context.limits.updateBytes) return no('too-large');
  const scan = scanUpdate(update, context.limits, work);
  return scan.ok ? judgeScanned(doc, scan.scanned, context, work) : no(scan.code);
};

/** Judges what was scanned before. */
export const judgeScanned = (doc: Y.Doc, scanned: ScannedUpdate, context: JudgeContext, work = new Work()): Verdict => {
  const cut = cutUpdate(doc, scanned, context.number, work);
  if (context.strict && cut.foreignSections) return no('not-your-client-id');
  // The sender did not know what the server has of it by now; after a sync it does.
  if (cut.straddles) return no('missing-dependencies');
  if (cut.bytes === undefined) return { ...NOTHING, foreignUnknown: cut.foreignUnknown };
  const { byteLength } = cut.bytes;
  if (context.kind !== 'chapter' && context.bytes + byteLength > context.limits.accountBytes) return no('too-large');
  const resolved = resolveWrites(doc, cut.sections, work);
  if (!resolved.ok) return no(resolved.code);
  if (context.kind === 'account' && !hasRoom(doc, cut, resolved.writes, context.limits, work)) return no('too-large');
  try {
    const judged = new Judgement(doc, context, cut, resolved.writes, work).run();
    const { integrationStepsFree: free, integrationStepsPerByte, integrationSteps: most } = context.limits;
    const allowed = Math.min(most, free + integrationStepsPerByte * byteLength);
    if (integrationSteps(doc, resolved.writes, cut.removals, allowed, work) > allowed) return no('too-large');
    return judged;
  } catch (error) {
    if (error instanceof Refused) return no(error.code);
    throw error;
  }
};

/** Whether an account document has room for what the update adds. Once it has none, its next generation starts. */
const hasRoom = (doc: Y.Doc, cut: CutUpdate, writes: readonly Write[], limits: Limits, work: Work): boolean => {
  const { clients } = doc.store;
  work.add(clients.size + writes.length);
  const newClients = cut.sections.filter(({ client }) => !clients.has(client)).length;
  if (newClients > 0 && clients.size + newClients > limits.accountClientIdsOpen) return false;
  let structs = writes.length;
  for (const list of clients.values()) structs += list.length;
  if (writes.length > 0 && structs > limits.accountStructs) return false;
  const newRoots = new Set(writes.map(({ root }) => root).filter((root) => !doc.share.has(root))).size;
  return newRoots === 0 || doc.share.size + newRoots <= limits.accountRoots;
};

const NOTHING = {
  ok: true,
  update: undefined,
  messages: [],
  edits: [],
  dead: [],
  deletions: [],
  authors: new Map<MessageId, number>(),
  secondDeletions: [],
  sweep: [],
  shown: 0,
  purge: false,
  growth: { messages: 0, clients: [], bytes: 0 },
  newDevice: undefined,
  wrote: {},
  touchesFacts: false,
} as const;

/** One judgement: the entries an update writes and removes, looked up in the table one by one. */
class Judgement {
  private readonly doc: Y.Doc;
  private readonly context: JudgeContext;
  private readonly cut: CutUpdate;
  private readonly entries: Entry[];
  /** By root/key, what the update writes. */
  private readonly written = new Map<string, Entry>();
  private readonly work: Work;
  private readonly authors = new Map<MessageId, number | undefined>();
  /** By root, the living entries there will be, counted once. */
  private readonly counts = new Map<string, number>();
  private newDevice: number | undefined;
  /** What cannot be removed was written or removed. */
  private touchesKept = false;
  private touchesFacts = false;

  constructor(doc: Y.Doc, context: JudgeContext, cut: CutUpdate, writes: readonly Write[], work: Work) {
    this.work = work;
    this.doc = doc;
    this.context = context;
    this.cut = cut;
    this.entries = writes.flatMap((write) => this.entryOf(write) ?? []);
  }

  private removedNew(id: StructId): boolean {
    this.work.add();
    return isInRanges(this.cut.deletes, id);
  }

  run(): Judged {
    for (const entry of this.entries) {
      const place = `${entry.root}/${entry.key}`;
      if (this.written.has(place) && !entry.permission.overwrite) throw new Refused('already-written');
      this.written.set(place, entry);
    }
    for (const entry of this.entries) this.checkWrite(entry);
    const purge = this.checkRemovals();
    this.checkKept();
    this.checkIds();
    const growth = this.growth();
    this.checkGrowth(growth);
    const authors = this.authorsSpokenOf();
    const deletions = this.entries.filter((e) => e.root === 'deletions').flatMap((e) => e.parsed.messageId ?? []);
    const secondDeletions = this.entries
      .filter((e) => e.root === 'deletions' && e.content.kind !== 'deleted')
      .flatMap(({ parsed: { messageId }, id }) =>
        messageId !== undefined && bytesAt(this.doc, 'deletions', messageId) !== undefined
          ? [{ messageId, id: { client: id.client, clock: id.clock } }]
          : [],
      );
    const living = (entry: Entry) =>
      entry.content.kind !== 'deleted' && !this.removedNew(entry.id) && !this.isDeleted(entry.parsed.messageId);
    const messages = this.entries
      .filter((entry) => entry.root === 'messages' && living(entry))
      .flatMap(({ parsed, envelope, content }) =>
        parsed.messageId === undefined || envelope === undefined || content.kind !== 'bytes'
          ? []
          : [
              {
                id: parsed.messageId,
                at: envelope.at,
                mentions: envelope.mentions ?? [],
                quiet: envelope.quiet === true,
                entry: content.value,
              },
            ],
      )
      // One's own backlog of several sessions in the order of writing: message ids begin with their time.
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const edits = this.entries
      .filter((entry) => entry.root === 'edits' && living(entry))
      .flatMap(({ parsed, envelope, content }) =>
        parsed.messageId === undefined ||
        parsed.editId === undefined ||
        envelope === undefined ||
        content.kind !== 'bytes'
          ? []
          : [
              {
                id: parsed.editId,
                messageId: parsed.messageId,
                mentions: envelope.mentions ?? [],
                entry: content.value,
              },
            ],
      )
      // Edits stamped together are shown by their ids.
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const dead = this.entries
      .filter((entry) => entry.root === 'messages' && entry.content.kind === 'deleted')
      .flatMap(({ parsed }) => parsed.messageId ?? []);
    const sweep = this.sweep(deletions);
    return {
      ok: true,
      update: this.cut.bytes,
      messages,
      edits,
      dead,
      deletions,
      authors,
      secondDeletions,
      sweep,
      shown: countShown(this.doc, this.entries),
      growth,
      newDevice: this.newDevice,
      purge: purge || sweep.length > 0 || deletions.length > 0,
      wrote: this.context.kind === 'conversation' ? this.saidOfConversation() : {},
      touchesFacts: this.touchesFacts,
      foreignUnknown: this.cut.foreignUnknown,
    };
  }

  /** By message that an edit or deletion speaks of; a deletion names the author where the chapter does not have the message. */
  private authorsSpokenOf(): Map<MessageId, number> {
    const authors = new Map<MessageId, number>();
    for (const { root, parsed, envelope } of this.entries) {
      const { messageId } = parsed;
      if (messageId === undefined || (root !== 'deletions' && root !== 'edits')) continue;
      const author = this.authorOf(messageId) ?? (root === 'deletions' ? envelope?.author : undefined);
      if (author !== undefined) authors.set(messageId, author);
    }
    return authors;
  }

  private saidOfConversation(): DocumentFacts {
    const setting = (key: string) => plainOf(this.written.get(`settings/${key}`));
    const [disappear, history] = [setting('disappear'), setting('history')];
    return {
      name: nameIn(this.written.get('profile/name')?.envelope),
      picture: pictureIn(this.written.get('profile/picture')?.envelope),
      disappear: isDisappearing(disappear) ? disappear : undefined,
      history: isHistory(history) ? history : undefined,
      rights: rightsIn(setting),
    };
  }

  /** What a write is, by the table; undefined for a draft in the old form, which only its owner can reach. */
  private entryOf(write: Write): Entry | undefined {
    const { kind } = this.context;
    this.work.add();
    if (kind === 'account' && write.root.startsWith(OLD_DRAFT_PREFIX)) {
      this.checkOldDraft(write);
      return undefined;
    }
    const permission = permissionFor(kind, write.root);
    if (permission === undefined) throw new Refused('unknown-root');
    if (permission.who === 'server') throw new Refused('server-only');
    const parsed = write.key === undefined ? undefined : parseKey(permission.key, write.key);
    if (parsed === undefined) throw new Refused('bad-key');
    // Only what was overwritten before it was ever sent becomes one dead struct with several clocks.
    if (write.length !== 1 && !(write.content.kind === 'deleted' && permission.overwrite))
      throw new Refused('bad-value');
    if (permission.value === 'plain') {
      if (!isPlain(write.content)) throw new Refused('bad-value');
      if (permission.accepts !== undefined && write.key !== undefined && write.content.kind !== 'deleted') {
        const [value] = write.content.kind === 'plain' ? write.content.values : [];
        if (!permission.accepts(write.key, value)) throw new Refused('bad-value');
      }
      return { ...write, permission, parsed, envelope: undefined };
    }
    if (write.content.kind === 'deleted') return { ...write, permission, parsed, envelope: undefined };
    if (write.content.kind !== 'bytes') throw new Refused('bad-value');
    const kinds = isKinds(permission.bodies) ? permission.bodies : permission.bodies[write.key ?? ''];
    return { ...write, permission, parsed, envelope: this.readEnvelope(write.content.value, permission, kinds ?? []) };
  }

  /** Newer devices only remove such texts, with what was unsent of them when they were moved. */
  private checkOldDraft({ root, key, content }: Write): void {
    const isOld = (this.context.protocol ?? PROTOCOL) < DRAFTS_ARE_ENTRIES;
    if (placeOfOldDraft(root) === undefined || (content.kind === 'string' && !isOld)) throw new Refused('unknown-root');
    if (key !== undefined) throw new Refused('bad-key');
    if (content.kind !== 'string' && content.kind !== 'deleted') throw new Refused('bad-value');
  }

  private readEnvelope(bytes: Uint8Array, permission: Permission, kinds: readonly BodyKind[]): Envelope {
    const { limits, membership } = this.context;
    const { algs = PLAIN_ONLY, envelopeBytes, root } = permission;
    if (bytes.byteLength > Math.min(limits.envelopeBytes, envelopeBytes ?? limits.envelopeBytes))
      throw new Refused('too-large');
    const envelope = decodeEnvelope(bytes);
    if (envelope === undefined || envelope.body.byteLength > limits.bodyBytes) throw new Refused('bad-value');
    if (envelope.by !== this.context.number) throw new Refused('not-yours');
    if (!isTime(envelope.at) || !algs.includes(envelope.alg) || !isCanonicalEnvelope(bytes, envelope))
      throw new Refused('bad-value');
    this.checkDevice(envelope.device);
    this.checkNotifying(envelope, permission);
    const fault = whyBadBody(envelope, { kinds, membership, isEdit: root === 'edits' });
    if (fault !== undefined) throw new Refused(fault);
    return envelope;
  }

  /** Whom a header may notify, by the table. */
  private checkNotifying({ mentions = [], quiet }: Envelope, { notifies }: Permission): void {
    const { limits, membership } = this.context;
    if (mentions.length === 0 && quiet === undefined) return;
    if (notifies === undefined || (mentions.length > 0 && quiet !== undefined)) throw new Refused('bad-value');
    if (mentions.length > limits.headerMentions) throw new Refused('too-large');
    if (mentions.includes(EVERYBODY) && !mayCallEveryone(membership)) throw new Refused('not-allowed');
    if (quiet !== undefined && !maySendQuietly(membership)) throw new Refused('not-allowed');
  }

  private checkDevice(device: number): void {
    const { devices } = this.context;
    if (devices === undefined || devices.registered.has(device) || device === this.newDevice) return;
    if (devices.session !== device && (devices.session !== 'first' || this.newDevice !== undefined))
      throw new Refused('not-your-device');
    this.newDevice = device;
  }

  private checkWrite(entry: Entry): void {
    this.work.add();
    const { permission, parsed, root, key } = entry;
    // Dead entries take the same right as living ones: they use ids and make a chapter full all the same.
    if (!mayWrite(permission, this.context.membership, key ?? '')) throw new Refused('not-allowed');
    if (permission.most !== undefined && entry.content.kind !== 'deleted') this.checkRoom(permission.most, entry);
    if (!permission.overwrite && key !== undefined && itemAt(this.doc, root, key) !== undefined) {
      // A second deletion is as good as the first: nothing is lost by taking it.
      if (root !== 'deletions' || isWritten(this.doc, root, key, this.context.limits.messageDeletions))
        throw new Refused('already-written');
    }
    if (parsed.account !== undefined && parsed.account !== this.context.number) throw new Refused('not-yours');
    if (parsed.device !== undefined && entry.envelope !== undefined && parsed.device !== entry.envelope.device)
      throw new Refused('bad-key');
    const { messageId } = parsed;
    if (messageId === undefined) return;
    if (root === 'messages') {
      if (entry.content.kind !== 'deleted' && itemAt(this.doc, 'deletions', messageId) !== undefined)
        throw new Refused('deleted');
      return;
    }
    if (root === 'deletions') {
      this.checkDeletion(entry, messageId);
      return;
    }
    const author = this.authorOf(messageId);
    if (permission.who === 'author' && author !== undefined && author !== this.context.number)
      throw new Refused('not-yours');
    // The server sweeps whatever arrives for a deleted message.
    if (author === undefined && !this.isDeleted(messageId)) throw new Refused('unknown-message');
  }

  private checkDeletion({ envelope }: Entry, messageId: MessageId): void {
    if (envelope?.author === undefined) throw new Refused('bad-value');
    const author = this.authorOf(messageId);
    const moderator = isModerator(this.context.membership.role);
    // What was written and deleted before it was ever sent has no envelope left; only its author can have done that.
    if (author === undefined && !moderator) {
      const own = this.written.get(`messages/${messageId}`)?.content.kind === 'deleted' || this.isDeadOwn(messageId);
      if (!own) throw new Refused('unknown-message');
    }
    const claimed = author ?? (moderator ? envelope.author : this.context.number);
    if (envelope.author !== claimed) throw new Refused('bad-value');
    if (claimed !== this.context.number && !moderator) throw new Refused('not-yours');
  }

  /** Author of a message: as it lives here, as its deletion names it, or as this update brings it. */
  private authorOf(messageId: MessageId): number | undefined {
    if (!this.authors.has(messageId)) this.authors.set(messageId, this.findAuthor(messageId));
    return this.authors.get(messageId);
  }

  private findAuthor(messageId: MessageId): number | undefined {
    const bytes = bytesAt(this.doc, 'messages', messageId);
    if (bytes !== undefined) return decodeEnvelope(bytes)?.by;
    const deletion = bytesAt(this.doc, 'deletions', messageId);
    if (deletion !== undefined) return decodeEnvelope(deletion)?.author;
    return this.written.get(`messages/${messageId}`)?.envelope?.by;
  }

  /** A dead message item of one's own without any deletion entry: deleted before it was sent. */
  private isDeadOwn(messageId: MessageId): boolean {
    const item = itemAt(this.doc, 'messages', messageId);
    return item?.deleted === true && Math.floor(item.id.client / 2 ** 22) === this.context.number;
  }

  private isDeleted(messageId: MessageId | undefined): boolean {
    return (
      messageId !== undefined &&
      (itemAt(this.doc, 'deletions', messageId) !== undefined || this.written.has(`deletions/${messageId}`))
    );
  }

  /** Deleted, or due to disappear: everybody may remove what hangs on it. */
  private isGone(messageId: MessageId | undefined): boolean {
    if (messageId === undefined || this.isDeleted(messageId)) return messageId !== undefined;
    const stamp: unknown = this.doc.getMap('stamps').get(messageId);
    return isStoredStamp(stamp) && stamp[2] !== undefined && stamp[2] <= this.context.now;
  }

  /** What cannot be removed still has a value afterwards, whatever was written over it; seen on a copy of a small document. */
  private checkKept(): void {
    const { kind } = this.context;
    if (kind !== 'conversation' || this.cut.bytes === undefined) return;
    this.touchesFacts ||= this.entries.some(({ root }) => FACT_ROOTS.has(root));
    if (!this.touchesFacts) return;
    // Here and for the facts the document is copied whole.
    for (const structs of this.doc.store.clients.values()) this.work.add(structs.length * COPY_STEPS);
    const isTouched = this.touchesKept || this.entries.some(({ permission }) => isKept(permission));
    if (!isTouched) return;
    const places = PERMISSIONS.filter((row) => row.document === kind && isKept(row)).flatMap(({ root }) =>
      [...this.doc.getMap(root).keys()].map((key) => [root, key] as const),
    );
    if (places.length === 0) return;
    const copy = new Y.Doc();
    try {
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc));
      Y.applyUpdate(copy, this.cut.bytes);
      for (const [root, key] of places) if (!copy.getMap(root).has(key)) throw new Refused('not-allowed');
    } finally {
      copy.destroy();
    }
  }

  /** Ids of messages and edits share one space: none is used twice, and none that bears a stamp is used again. */
  private checkIds(): void {
    const used = new Set<string>();
    for (const { root, parsed } of this.entries) {
      const id = root === 'messages' ? parsed.messageId : root === 'edits' ? parsed.editId : undefined;
      if (id === undefined) continue;
      if (timeOfUlid(id) > this.context.limits.latestTime) throw new Refused('bad-key');
      const isOther = root === 'edits' && itemAt(this.doc, 'messages', id) !== undefined;
      if (used.has(id) || isOther || itemAt(this.doc, 'stamps', id) !== undefined) throw new Refused('already-written');
      used.add(id);
    }
  }

  private growth(): Growth {
    const messages = this.entries.filter(({ root }) => root === 'messages').length;
    const stamped = this.entries.filter(({ root }) => root === 'messages' || root === 'edits').length;
    return {
      messages,
      clients: this.cut.sections.map(({ client }) => client),
      bytes: (this.cut.bytes?.byteLength ?? 0) + stamped * STAMP_BYTES,
    };
  }

  /** How much one account may write into a document, and how large a document becomes. */
  private checkGrowth(growth: Growth): void {
    const { kind, limits, number, membership, newMessages } = this.context;
    if (kind === 'account' || this.cut.sections.length === 0) return;
    let writes = writesOf(this.doc, number);
    for (const { client, clock, end } of this.cut.sections) writes += end - Math.max(clock, clockOf(this.doc, client));
    if (kind === 'conversation') {
      const isLeading = isModerator(membership.role);
      if (writes > limits.conversationWritesOfOne * (isLeading ? MODERATORS_ROOM : 1)) throw new Refused('too-large');
      if (
        membership.kind === 'group' &&
        !isLeading &&
        this.context.bytes + growth.bytes > limits.conversationBytesOfMembers
      )
        throw new Refused('too-large');
      return;
    }
    if (writes > limits.chapterWritesOfOne) throw new Refused('too-large');
    if (growth.messages > 0 && newMessages !== 'open')
      throw new Refused(newMessages === 'full' ? 'chapter-full' : 'chapter-closed');
    const onlyDeletes = this.entries.every(({ root }) => root === 'deletions');
    const ids = clientIdsOf(this.doc, number, growth.clients);
    const idsBefore = clientIdsOf(this.doc, number);
    // A deletion of an old message may come from a device that never wrote in its chapter.
    if (ids > idsBefore && ids > limits.chapterClientIdsOfOne * (onlyDeletes ? 2 : 1))
      throw new Refused(idsBefore < limits.chapterClientIdsOfOne ? 'too-large' : 'chapter-full');
    if (onlyDeletes) return;
    const after = measureChapter(this.doc, this.context.bytes, growth);
    if (isFull(after, limits, limits.chapterMostTimes)) throw new Refused('chapter-full');
    this.checkHanging();
  }

  /** What hangs on one message, and what one account hangs on the messages of a chapter, is bounded. */
  private checkHanging(): void {
    const { limits, number } = this.context;
    const hung = this.entries.filter(({ root }) => root === 'edits' || root === 'reactions' || root === 'votes');
    if (hung.length === 0) return;
    const before = hangingCounts(this.doc);
    let bytes = before.bytesBy(number);
    const byMessage = new Map<string, { edits: number; editBytes: number; reactions: number }>();
    for (const { root, key, parsed, content } of hung) {
      const { messageId } = parsed;
      if (messageId === undefined) continue;
      const size = content.kind === 'bytes' ? content.value.byteLength : 0;
      bytes += size + (key?.length ?? 0);
      const added = byMessage.get(messageId) ?? { edits: 0, editBytes: 0, reactions: 0 };
      byMessage.set(messageId, added);
      if (root === 'edits') {
        added.edits++;
        added.editBytes += size;
      } else if (root === 'reactions') added.reactions++;
    }
    if (bytes > limits.hangingBytesOfOne) throw new Refused('too-large');
    for (const [messageId, { edits, editBytes, reactions }] of byMessage) {
      const there = before.editsOf(messageId);
      if (edits > 0 && there.count + edits > limits.messageEdits) throw new Refused('too-large');
      if (editBytes > 0 && there.bytes + editBytes > limits.messageEditBytes) throw new Refused('too-large');
      if (
        reactions > 0 &&
        (before.reactionsBy(messageId, number) + reactions > limits.messageReactionsOfOne ||
          before.reactionsOf(messageId) + reactions > limits.messageReactions)
      )
        throw new Refused('too-large');
    }
  }

  private checkRoom(most: number, { root }: Entry): void {
    if (!this.counts.has(root)) this.counts.set(root, this.countLiving(root));
    if ((this.counts.get(root) ?? 0) > most) throw new Refused('too-large');
  }

  /** Entries of the root that live now, and those that the update adds. */
  private countLiving(root: string): number {
    const map = this.doc.getMap(root);
    let count = 0;
    for (const item of map._map.values()) if (!item.deleted) count++;
    for (const one of this.written.values())
      if (one.root === root && one.content.kind !== 'deleted' && !map.has(one.key ?? '')) count++;
    this.work.add(map._map.size + this.written.size);
    return count;
  }

  /** Every removal must be allowed; true when text of others' reach disappears. */
  private checkRemovals(): boolean {
    let purge = false;
    for (const { item } of this.cut.removals) {
      this.work.add();
      const place = placeOfItem(this.doc, item, this.work);
      if (place === undefined) throw new Refused('nested');
      this.checkRemoval(place.root, place.key);
      purge ||= place.root !== 'reactions' && place.root !== 'votes';
    }
    for (const entry of this.entries) if (this.removedNew(entry.id)) this.checkRemoval(entry.root, entry.key);
    return purge;
  }

  private checkRemoval(root: string, key: string | undefined): void {
    if (this.context.kind === 'account' && root.startsWith(OLD_DRAFT_PREFIX)) return;
    const permission = permissionFor(this.context.kind, root);
    if (permission === undefined || key === undefined) throw new Refused('unknown-root');
    if (permission.who === 'server') throw new Refused('server-only');
    this.touchesKept ||= isKept(permission);
    this.touchesFacts ||= FACT_ROOTS.has(root);
    // What is overwritten in the same update is not removed.
    if (permission.overwrite && this.written.has(`${root}/${key}`)) return;
    const parsed = parseKey(permission.key, key);
    if (parsed === undefined) throw new Refused('bad-key');
    switch (permission.remove) {
      case 'anyone':
        if (!mayWrite(permission, this.context.membership, key)) throw new Refused('not-allowed');
        return;
      case 'never':
        throw new Refused('not-allowed');
      case 'self':
        if (parsed.account === this.context.number || this.isGone(parsed.messageId)) return;
        throw new Refused('not-yours');
      case 'with-deletion':
        if (this.isGone(parsed.messageId)) return;
        throw new Refused('not-allowed');
    }
  }

  /** Ranges of everything that hangs on messages deleted now, and of what this update brings for deleted ones. */
  private sweep(deletions: readonly MessageId[]): DeleteRange[] {
    const ranges: DeleteRange[] = [];
    for (const { root, parsed, content, id, length } of this.entries) {
      if (root === 'deletions' || content.kind === 'deleted' || this.removedNew(id)) continue;
      if (this.isDeleted(parsed.messageId)) ranges.push({ client: id.client, clock: id.clock, length });
    }
    if (deletions.length === 0) return ranges;
    const alive = (item: Y.Item | undefined) => item !== undefined && !item.deleted && !this.removedNew(item.id);
    const add = (item: Y.Item | undefined) => {
      if (item !== undefined && alive(item))
        ranges.push({ client: item.id.client, clock: item.id.clock, length: item.length });
    };
    for (const id of new Set(deletions)) {
      add(itemAt(this.doc, 'messages', id));
      for (const { root, key } of hangingOn(this.doc, id, this.work)) add(itemAt(this.doc, root, key));
    }
    return ranges;
  }
}

const isKinds = (bodies: Permission['bodies']): bodies is readonly BodyKind[] => Array.isArray(bodies);

const plainOf = (entry: Entry | undefined): unknown =>
  entry?.content.kind === 'plain' ? entry.content.values.at(-1) : undefined;

const isPlain = (content: Write['content']): boolean => {
  if (content.kind === 'bytes') return content.value.byteLength <= PLAIN_BYTES;
  return content.kind === 'deleted' || (content.kind === 'plain' && content.bytes <= PLAIN_BYTES);
};

/** What can be replaced and cannot be removed. */
const isKept = ({ overwrite, remove }: Permission): boolean => overwrite && remove === 'never';

/** Whether a key was written that many times, dead writes included. */
const isWritten = (doc: Y.Doc, root: string, key: string, times: number): boolean => {
  let count = 0;
  for (let item: Y.Item | null = itemAt(doc, root, key) ?? null; item !== null && count < times; item = item.left)
    count += item.length;
  return count >= times;
};
