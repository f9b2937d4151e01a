import type * as Y from 'yjs';
import { isStoredStamp, itemAt } from '../document/chapter.ts';
import { decodeEnvelope } from '../envelope/envelope.ts';
import type { MessageId } from '../ids/ulid.ts';
import type { CutUpdate } from './cut.ts';
import { isInRanges, type StructId } from './delete-ranges.ts';
import type { JudgeContext } from './judge-context.ts';
import { bytesAt } from './live.ts';
import type { Entry } from './read-entry.ts';
import { Refused } from './refused.ts';
import type { Work } from './work.ts';

/** A document and an update that is not applied yet: what is known of a message by either of them. */
export class Proposal {
  readonly doc: Y.Doc;
  readonly context: JudgeContext;
  readonly cut: CutUpdate;
  readonly entries: readonly Entry[];
  /** By root/key, what the update writes. */
  readonly written: ReadonlyMap<string, Entry>;
  readonly work: Work;
  private readonly authors = new Map<MessageId, number | undefined>();

  constructor(doc: Y.Doc, context: JudgeContext, cut: CutUpdate, entries: readonly Entry[], work: Work) {
    this.doc = doc;
    this.context = context;
    this.cut = cut;
    this.entries = entries;
    this.work = work;
    const written = new Map<string, Entry>();
    for (const entry of entries) {
      const place = `${entry.root}/${entry.key}`;
      if (written.has(place) && !entry.permission.overwrite) throw new Refused('already-written');
      written.set(place, entry);
    }
    this.written = written;
  }

  /** Whether the update removes what it brings itself. */
  removesNew(id: StructId): boolean {
    this.work.add();
    return isInRanges(this.cut.deletes, id);
  }

  /** Author of a message: as it lives here, as its deletion names it, or as this update brings it. */
  authorOf(messageId: MessageId): number | undefined {
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

  /** A deleted own message without a deletion entry: deleted before it was sent. */
  isDeadOwn(messageId: MessageId): boolean {
    const item = itemAt(this.doc, 'messages', messageId);
    return item?.deleted === true && Math.floor(item.id.client / 2 ** 22) === this.context.number;
  }

  isDeleted(messageId: MessageId | undefined): boolean {
    return (
      messageId !== undefined &&
      (itemAt(this.doc, 'deletions', messageId) !== undefined || this.written.has(`deletions/${messageId}`))
    );
  }

  /** Deleted, or due to disappear: everybody may remove what hangs on it. */
  isGone(messageId: MessageId | undefined): boolean {
    if (messageId === undefined || this.isDeleted(messageId)) return messageId !== undefined;
    const stamp: unknown = this.doc.getMap('stamps').get(messageId);
    return isStoredStamp(stamp) && stamp[2] !== undefined && stamp[2] <= this.context.now;
  }
}
