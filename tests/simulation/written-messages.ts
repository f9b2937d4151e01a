import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { rank, type SimulatedDevice } from './simulated-device.ts';
import type { StoredChapters } from './stored-chapters.ts';

interface Written {
  readonly device: SimulatedDevice;
  readonly conversationId: ConversationId;
  readonly text: string;
  /** The writing device crashed before it had called the message saved: it may be gone. */
  mayBeLost: boolean;
  /** A crash took it from the writing device's disk before that was durable: only the server had it then. */
  leftDevice: boolean;
  /** The disk took nothing when it was written. */
  readonly diskFailed: boolean;
  /** Somebody deleted it for everyone; before it was ever sent, nothing of it need remain. */
  removed: boolean;
}

/** Every message that people wrote, and what may honestly have become of it. */
export class WrittenMessages {
  private readonly written = new Map<MessageId, Written>();

  get size(): number {
    return this.written.size;
  }

  conversations(): ConversationId[] {
    return [...this.written.values()].map(({ conversationId }) => conversationId);
  }

  /** A message is being written; gives the way to take that back. */
  add(device: SimulatedDevice, conversationId: ConversationId, messageId: MessageId, text: string): () => void {
    this.written.set(messageId, {
      device,
      conversationId,
      text,
      mayBeLost: false,
      leftDevice: false,
      diskFailed: device.disk.failing,
      removed: false,
    });
    return () => void this.written.delete(messageId);
  }

  noteRemoved(messageId: MessageId): void {
    const written = this.written.get(messageId);
    if (written !== undefined) written.removed = true;
  }

  /** Call before a browser dies. */
  crashing(device: SimulatedDevice): void {
    for (const [id, written] of this.written)
      if (written.device === device && rank(device.seen.get(id) ?? 'pending') < rank('saved')) written.mayBeLost = true;
  }

  /** What arrived last may not be shown any more, and has its time all the same: call before the device forgets it. */
  noteDues(device: SimulatedDevice): void {
    for (const [id, due] of device.disk.dues()) device.dues.set(id, due);
  }

  /** Call when it has died. */
  crashed(device: SimulatedDevice): void {
    const kept = device.disk.messages();
    this.noteDues(device);
    for (const [id, written] of this.written)
      if (written.device === device && (!kept.has(id) || (written.diskFailed && device.disk.failing)))
        written.leftDevice = true;
  }

  /** What is unsent may stand in a database that is closed, and goes with it. */
  clearing(device: SimulatedDevice): void {
    for (const [id, written] of this.written) {
      if (written.device !== device) continue;
      written.leftDevice = true;
      if (rank(device.seen.get(id) ?? 'pending') < rank('sent')) written.mayBeLost = true;
    }
  }

  /**
   * Each stands on the server or is listed as not sent, unless it may be gone. Throws when one is nowhere.
   * @param stamped ids of all messages that stand in storage
   */
  async check(
    chapters: StoredChapters,
    stamped: ReadonlyMap<string, number>,
    { storage, now, restored }: { readonly storage: Storage; readonly now: number; readonly restored: boolean },
  ): Promise<void> {
    for (const [id, { device, conversationId, text, mayBeLost, leftDevice, removed }] of this.written) {
      const docs = chapters.get(conversationId) ?? [];
      const deleted = docs.some((doc) => doc.getMap('deletions').has(id));
      if (stamped.has(id) || deleted) continue;
      if (device.notSent.some((entry) => entry.text.startsWith(text))) continue;
      const state = device.seen.get(id);
      const wasSent = rank(state ?? 'pending') >= rank('sent') || device.disk.stamps().has(id);
      // The group was ended: what the server had of it is gone, and whoever had it keeps it.
      if (docs.length === 0 && wasSent && (leftDevice || device.disk.messages().has(id))) continue;
      if (mayBeLost || removed) continue;
      // It had its time, and a restored server has forgotten even that.
      if ((device.dues.get(id) ?? Number.POSITIVE_INFINITY) <= now) continue;
      // Its one copy was on the server, and the backup is older.
      if (leftDevice && restored) continue;
      // Added to the group after the backup, and not again since: the words stay on the device, with nowhere to go.
      const isMember = (await storage.facts.membership(conversationId, device.userId)) !== undefined;
      if (restored && !isMember && device.disk.messages().has(id)) continue;
      throw new Error(`${id} "${text}" of ${device.name}, last shown as ${state}, is nowhere`);
    }
  }
}
