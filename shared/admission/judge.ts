import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { ALG_PLAIN, type Body, type BodyKind, decodeBody, isMessageBody } from '../envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../envelope/envelope.ts';
import type { EditId, MessageId } from '../ids/ulid.ts';
import type { Standing } from '../permissions/standing.ts';
import {
  DRAFT_PREFIX,
  isModerator,
  mayCallEveryone,
  mayWrite,
  type Permission,
  permissionFor,
} from '../permissions/table.ts';
import { isDisappearing } from '../protocol/disappearing.ts';
import { isHistory } from '../protocol/facts.ts';
import type { Limits } from '../protocol/limits.ts';
import { type Refusal, type RefusalCode, refuse } from '../protocol/refusal.ts';
import { summaryOf } from '../protocol/summary-of.ts';
import { countShown } from './count-shown.ts';
import { type CutUpdate, cutUpdate } from './cut.ts';
import { type DocumentFacts, rightsIn } from './document-facts.ts';
import { type ParsedKey, parseKey } from './keys.ts';
import { bytesAt, liveParts, placeOfItem } from './live.ts';
import { resolveWrites, type Write } from './resolve.ts';
import { type DeleteRange, type StructId, scanUpdate } from './scan.ts';

/** Who asks, and what the facts say about them and the document. */
export interface JudgeContext {
  readonly kind: 'account' | 'conversation' | 'chapter';
  /** The writer's account number. */
  readonly number: number;
  readonly standing: Standing;
  /** ms since 1970: what is due by then may be removed by everybody. */
  readonly now: number;
  readonly limits: Limits;
  /** Chapters only. `open`: takes new messages; `far`: above twice the limit, for good. */
  readonly newMessages: 'open' | 'full' | 'closed';
  /** Encoded size of the document now, in bytes (account and conversation documents are bounded by it). */
  readonly bytes: number;
  /** A single change (not a sync after an absence): it has no reason to carry anything of others. */
  readonly strict: boolean;
}

export interface JudgedMessage {
  readonly id: MessageId;
  readonly at: number;
  /** In one line; undefined when sealed. */
  readonly text: string | undefined;
  /** Account numbers it names, each once. */
  readonly mentions: readonly number[];
  readonly everyone: boolean;
}

/** An update found good: what to apply, and what it means. */
export interface Judged {
  readonly ok: true;
  /** Bytes to apply; undefined when the update brings nothing. */
  readonly update: Uint8Array | undefined;
  /** New, living messages and edits, each to be stamped, in the order in which they were written. */
  readonly messages: readonly JudgedMessage[];
  readonly edits: readonly { readonly id: EditId; readonly messageId: MessageId; readonly text: string | undefined }[];
  /** Messages deleted for everyone by this update. */
  readonly deletions: readonly MessageId[];
  /** Deletions of what was deleted before: the first entry stands, so the server writes it again behind these. */
  readonly secondDeletions: readonly { readonly messageId: MessageId; readonly id: StructId }[];
  /** What the server removes in the same transaction: everything that hangs on a deleted message. */
  readonly sweep: readonly DeleteRange[];
  /** How many things it makes appear to others. */
  readonly shown: number;
  /** Text disappears: the journal must be compacted soon. */
  readonly purge: boolean;
  /** What it says of the conversation itself, in plain. */
  readonly wrote: DocumentFacts;
  /** Foreign structs were left out that this document lacks. */
  readonly foreignUnknown: boolean;
}

const HANGING_ROOTS = ['edits', 'reactions', 'votes'] as const;
const PLAIN_BYTES = 4096;

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
  readonly body: Body | undefined;
}

/** Judges one update of one person as a whole; never changes the document, never throws. */
export const judge = (doc: Y.Doc, update: Uint8Array, context: JudgeContext): Judged | ({ ok: false } & Refusal) => {
  const no = (code: RefusalCode) => ({ ok: false as const, ...refuse(code) });
  if (update.byteLength > context.limits.updateBytes) return no('too-large');
  const scan = scanUpdate(update, context.limits.updateEntries);
  if (!scan.ok) return no(scan.code);
  const cut = cutUpdate(doc, update, scan.scanned, context.number);
  if (context.strict && cut.foreignSections) return no('not-your-client-id');
  if (cut.bytes === undefined) return { ...NOTHING, foreignUnknown: cut.foreignUnknown };
  if (context.kind !== 'chapter' && context.bytes + cut.bytes.byteLength > context.limits.accountBytes)
    return no('too-large');
  const resolved = resolveWrites(doc, cut.sections);
  if (!resolved.ok) return no(resolved.code);
  try {
    return new Judgement(doc, context, cut, resolved.writes).run();
  } catch (error) {
    if (error instanceof Refused) return no(error.code);
    throw error;
  }
};

const NOTHING = {
  ok: true,
  update: undefined,
  messages: [],
  edits: [],
  deletions: [],
  secondDeletions: [],
  sweep: [],
  shown: 0,
  purge: false,
  wrote: {},
} as const;

/** One judgement: the entries an update writes and removes, looked up in the table one by one. */
class Judgement {
  private readonly doc: Y.Doc;
  private readonly context: JudgeContext;
  private readonly cut: CutUpdate;
  private readonly entries: Entry[];
  /** By root/key, what the update writes. */
  private readonly written = new Map<string, Entry>();
  private readonly removedNew: (id: { client: number; clock: number }) => boolean;

  constructor(doc: Y.Doc, context: JudgeContext, cut: CutUpdate, writes: readonly Write[]) {
    this.doc = doc;
    this.context = context;
    this.cut = cut;
    this.removedNew = rangesContain(cut.deletes);
    this.entries = writes.flatMap((write) => this.entryOf(write) ?? []);
  }

  run(): Judged {
    for (const entry of this.entries) {
      const place = `${entry.root}/${entry.key}`;
      if (this.written.has(place) && !entry.permission.overwrite) throw new Refused('already-written');
      this.written.set(place, entry);
    }
    for (const entry of this.entries) this.checkWrite(entry);
    const purge = this.checkRemovals();
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
      .flatMap(({ parsed, envelope, body }) =>
        parsed.messageId === undefined || envelope === undefined
          ? []
          : [{ id: parsed.messageId, at: envelope.at, text: textOf(body), ...calledBy(body) }],
      )
      // One's own backlog of several sessions in the order of writing: message ids begin with their time.
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    if (messages.length > 0 && this.context.newMessages !== 'open')
      throw new Refused(this.context.newMessages === 'full' ? 'chapter-full' : 'chapter-closed');
    const edits = this.entries
      .filter((entry) => entry.root === 'edits' && living(entry))
      .flatMap(({ parsed, body }) =>
        parsed.messageId === undefined || parsed.editId === undefined
          ? []
          : [{ id: parsed.editId, messageId: parsed.messageId, text: textOf(body) }],
      );
    const sweep = this.sweep(deletions);
    return {
      ok: true,
      update: this.cut.bytes,
      messages,
      edits,
      deletions,
      secondDeletions,
      sweep,
      shown: countShown(this.doc, this.entries),
      purge: purge || sweep.length > 0 || deletions.length > 0,
      wrote: this.context.kind === 'conversation' ? this.saidOfConversation() : {},
      foreignUnknown: this.cut.foreignUnknown,
    };
  }

  private saidOfConversation(): DocumentFacts {
    const setting = (key: string) => plainOf(this.written.get(`settings/${key}`));
    const [name, picture] = ['name', 'picture'].map((key) => this.written.get(`profile/${key}`)?.body);
    const [disappear, history] = [setting('disappear'), setting('history')];
    return {
      name: name?.kind === 'name' ? name.text : undefined,
      picture: picture?.kind === 'picture' ? picture.hash : undefined,
      disappear: isDisappearing(disappear) ? disappear : undefined,
      history: isHistory(history) ? history : undefined,
      rights: rightsIn(setting),
    };
  }

  /** What a write is, by the table; undefined for a draft's text, which only its owner can reach. */
  private entryOf(write: Write): Entry | undefined {
    const { kind } = this.context;
    if (kind === 'account' && write.root.startsWith(DRAFT_PREFIX)) {
      if (write.key !== undefined) throw new Refused('bad-key');
      if (write.content.kind !== 'string' && write.content.kind !== 'deleted') throw new Refused('bad-value');
      return undefined;
    }
    const permission = permissionFor(kind, write.root);
    if (permission === undefined) throw new Refused('unknown-root');
    if (permission.who === 'server') throw new Refused('server-only');
    const parsed = write.key === undefined ? undefined : parseKey(permission.key, write.key);
    if (parsed === undefined) throw new Refused('bad-key');
    if (permission.value === 'plain') {
      if (!isPlain(write.content)) throw new Refused('bad-value');
      if (permission.accepts !== undefined && write.key !== undefined && write.content.kind !== 'deleted') {
        const [value, ...more] = write.content.kind === 'plain' ? write.content.values : [];
        if (more.length > 0 || !permission.accepts(write.key, value)) throw new Refused('bad-value');
      }
      return { ...write, permission, parsed, envelope: undefined, body: undefined };
    }
    if (write.content.kind === 'deleted') return { ...write, permission, parsed, envelope: undefined, body: undefined };
    if (write.content.kind !== 'bytes' || write.length !== 1) throw new Refused('bad-value');
    const kinds = isKinds(permission.bodies) ? permission.bodies : permission.bodies[write.key ?? ''];
    return { ...write, permission, parsed, ...this.readEnvelope(write.content.value, kinds ?? []) };
  }

  private readEnvelope(bytes: Uint8Array, kinds: readonly BodyKind[]): { envelope: Envelope; body: Body | undefined } {
    const { limits } = this.context;
    if (bytes.byteLength > limits.envelopeBytes) throw new Refused('too-large');
    const envelope = decodeEnvelope(bytes);
    if (envelope === undefined || envelope.body.byteLength > limits.bodyBytes) throw new Refused('bad-value');
    if (envelope.by !== this.context.number) throw new Refused('not-yours');
    if (envelope.alg !== ALG_PLAIN) return { envelope, body: undefined };
    const body = decodeBody(envelope.body);
    if (body === undefined || !kinds.includes(body.kind)) throw new Refused('bad-value');
    if (body.kind === 'text' && body.everyone === true && !mayCallEveryone(this.context.standing))
      throw new Refused('not-allowed');
    return { envelope, body };
  }

  private checkWrite(entry: Entry): void {
    const { permission, parsed, root, key } = entry;
    // What was written and deleted before it was ever sent is no posting.
    const isDead = entry.content.kind === 'deleted' && permission.remove === 'with-deletion';
    if (!isDead && !mayWrite(permission, this.context.standing, key ?? '')) throw new Refused('not-allowed');
    if (permission.most !== undefined && entry.content.kind !== 'deleted') this.checkRoom(permission.most, entry);
    if (!permission.overwrite && key !== undefined && itemAt(this.doc, root, key) !== undefined) {
      // A second deletion is as good as the first: nothing is lost by taking it.
      if (root !== 'deletions') throw new Refused('already-written');
    }
    if (parsed.account !== undefined && parsed.account !== this.context.number) throw new Refused('not-yours');
    const { messageId } = parsed;
    if (messageId === undefined) return;
    if (root === 'messages') {
      if (entry.content.kind !== 'deleted' && itemAt(this.doc, 'deletions', messageId) !== undefined)
        throw new Refused('deleted');
      return;
    }
    if (root === 'deletions') this.checkDeletion(entry, messageId);
    else if (this.isDeleted(messageId)) return;
    else if (permission.who === 'author') {
      const author = this.authorOf(messageId);
      if (author === undefined) throw new Refused('unknown-message');
      if (author !== this.context.number) throw new Refused('not-yours');
    } else if (this.authorOf(messageId) === undefined) throw new Refused('unknown-message');
  }

  private checkDeletion({ envelope }: Entry, messageId: MessageId): void {
    if (envelope?.author === undefined) throw new Refused('bad-value');
    const author = this.authorOf(messageId);
    const moderator = isModerator(this.context.standing.role);
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

  private checkRoom(most: number, { root, key }: Entry): void {
    const map = this.doc.getMap(root);
    let count = key !== undefined && map.has(key) ? 0 : 1;
    for (const _ of map.keys()) count++;
    for (const one of this.written.values())
      if (one.root === root && one.key !== key && !map.has(one.key ?? '')) count++;
    if (count > most) throw new Refused('too-large');
  }

  /** Every removal must be allowed; true when text of others' reach disappears. */
  private checkRemovals(): boolean {
    let purge = false;
    for (const range of this.cut.deletes) {
      for (const { item } of liveParts(this.doc, range)) {
        const place = placeOfItem(this.doc, item);
        if (place === undefined) throw new Refused('nested');
        this.checkRemoval(place.root, place.key);
        purge ||= place.root !== 'reactions' && place.root !== 'votes';
      }
    }
    for (const entry of this.entries) if (this.removedNew(entry.id)) this.checkRemoval(entry.root, entry.key);
    return purge;
  }

  private checkRemoval(root: string, key: string | undefined): void {
    if (this.context.kind === 'account' && root.startsWith(DRAFT_PREFIX)) return;
    const permission = permissionFor(this.context.kind, root);
    if (permission === undefined || key === undefined) throw new Refused('unknown-root');
    if (permission.who === 'server') throw new Refused('server-only');
    // What is overwritten in the same update is not removed.
    if (permission.overwrite && this.written.has(`${root}/${key}`)) return;
    const parsed = parseKey(permission.key, key);
    if (parsed === undefined) throw new Refused('bad-key');
    switch (permission.remove) {
      case 'anyone':
        if (!mayWrite(permission, this.context.standing, key)) throw new Refused('not-allowed');
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
    const gone = new Set<string>(deletions);
    for (const id of deletions) add(itemAt(this.doc, 'messages', id));
    for (const root of HANGING_ROOTS)
      for (const [key, item] of this.doc.getMap(root)._map) if (gone.has(key.slice(0, 26))) add(item);
    return ranges;
  }
}

const textOf = (body: Body | undefined): string | undefined => (isMessageBody(body) ? summaryOf(body) : undefined);

const isKinds = (bodies: Permission['bodies']): bodies is readonly BodyKind[] => Array.isArray(bodies);

const calledBy = (body: Body | undefined): Pick<JudgedMessage, 'mentions' | 'everyone'> =>
  body?.kind === 'text'
    ? { mentions: [...new Set(body.mentions?.map(({ by }) => by))], everyone: body.everyone === true }
    : { mentions: [], everyone: false };

const plainOf = (entry: Entry | undefined): unknown =>
  entry?.content.kind === 'plain' ? entry.content.values.at(-1) : undefined;

const rangesContain = (ranges: readonly DeleteRange[]) => {
  const byClient = Map.groupBy(ranges, (range) => range.client);
  return (id: { client: number; clock: number }): boolean =>
    byClient.get(id.client)?.some((range) => id.clock >= range.clock && id.clock < range.clock + range.length) ?? false;
};

const isPlain = (content: Write['content']): boolean => {
  if (content.kind === 'deleted') return true;
  if (content.kind === 'bytes') return content.value.byteLength <= PLAIN_BYTES;
  if (content.kind !== 'plain') return false;
  try {
    return JSON.stringify(content.values).length <= PLAIN_BYTES;
  } catch {
    return false;
  }
};

/** Size and fullness of a chapter. `bytes` is the encoded size the caller tracks. */
export const isChapterFull = (doc: Y.Doc, bytes: number, limits: Limits, times = 1): boolean =>
  doc.getMap('messages')._map.size >= limits.chapterMessages * times ||
  doc.store.clients.size >= limits.chapterClientIds * times ||
  bytes >= limits.chapterBytes * times;
