import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { TEST_ALG } from '../support/test-alg.ts';
import { rank, type SimulatedDevice } from './simulated-device.ts';
import type { StoredChapters } from './stored-chapters.ts';

interface Written {
  readonly device: SimulatedDevice;
  readonly conversationId: ConversationId;
  readonly text: string;
  /** The writing device crashed before it had called the message saved: it may be gone. */
  mayBeLost: boolean;
  /** A crash removed it from the writing device's disk before it was durable: then only the server had it. */
  leftDevice: boolean;
  /** The disk took nothing when it was written. */
  readonly diskFailed: boolean;
  /** Somebody deleted it for everyone; if that was before it was sent, nothing of it need remain. */
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

  /** Records that a message is being written; returns a function that undoes that. */
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

  /** What arrived last may no longer be shown, and still expires: call before the device forgets it. */
  noteDues(device: SimulatedDevice): void {
    for (const [id, due] of device.disk.dues()) device.dues.set(id, due);
  }

  /** Call after it has died. */
  crashed(device: SimulatedDevice): void {
    const kept = device.disk.messages();
    this.noteDues(device);
    for (const [id, written] of this.written)
      if (written.device === device && (!kept.has(id) || (written.diskFailed && device.disk.failing)))
        written.leftDevice = true;
  }

  /** Unsent messages may be in a closed database, and are lost with it. */
  clearing(device: SimulatedDevice): void {
    for (const [id, written] of this.written) {
      if (written.device !== device) continue;
      written.leftDevice = true;
      if (rank(device.seen.get(id) ?? 'pending') < rank('sent')) written.mayBeLost = true;
    }
  }

  /** Every shown message has the text that was written. */
  checkShown(devices: readonly SimulatedDevice[]): void {
    for (const device of devices)
      for (const { messageId, text, body, unopened, edited } of [...device.timelines.keys()].flatMap((id) =>
        device.messages(id),
      )) {
        const written = this.written.get(messageId);
        if (unopened !== undefined) throw new Error(`${device.name} cannot open ${messageId}: ${unopened}`);
        if (written === undefined || text === undefined || edited) continue;
        // Forwarding takes what the message says by then: an edit made just before may not have been on the screen.
        const isSaid = body?.forwarded ? text.startsWith(written.text) : text === written.text;
        if (!isSaid) throw new Error(`${device.name} shows "${text}" in place of "${written.text}"`);
      }
  }

  /** Storage holds nobody's words. */
  checkSealed(chapters: StoredChapters): void {
    for (const [messageId, { conversationId }] of this.written)
      for (const doc of chapters.get(conversationId) ?? []) {
        const entry = doc.getMap('messages').get(messageId);
        if (entry instanceof Uint8Array && decodeEnvelope(entry)?.alg !== TEST_ALG)
          throw new Error(`${messageId} is not sealed`);
      }
  }

  /**
   * Checks that each message is on the server or listed as not sent, unless it may be gone. Throws when one is nowhere.
   * @param stamped ids of all messages in storage
   */
  async check(
    chapters: StoredChapters,
    stamped: ReadonlyMap<string, number>,
    {
      storage,
      now,
      restored,
      waiting,
    }: {
      readonly storage: Storage;
      readonly now: number;
      readonly restored: boolean;
      /** Shown as waiting for files that are lost. */
      readonly waiting: ReadonlySet<string> | undefined;
    },
  ): Promise<void> {
    for (const [id, { device, conversationId, text, mayBeLost, leftDevice, removed }] of this.written) {
      const docs = chapters.get(conversationId) ?? [];
      const deleted = docs.some((doc) => doc.getMap('deletions').has(id));
      if (stamped.has(id) || deleted || waiting?.has(id) === true) continue;
      if (device.notSent.some((entry) => entry.text.startsWith(text))) continue;
      const state = device.seen.get(id);
      const wasSent = rank(state ?? 'pending') >= rank('sent') || device.disk.stamps().has(id);
      // The group was deleted: the server has nothing of it, and devices keep what they had.
      if (docs.length === 0 && wasSent && (leftDevice || device.disk.messages().has(id))) continue;
      if (mayBeLost || removed) continue;
      // It expired, and a restored server has forgotten even that.
      if ((device.dues.get(id) ?? Number.POSITIVE_INFINITY) <= now) continue;
      // Its only copy was on the server, and the backup is older.
      if (leftDevice && restored) continue;
      // Added to the group after the backup, and not again since: the text stays on the device, with no conversation to go
      // to.
      const isMember = (await storage.facts.membership(conversationId, device.userId)) !== undefined;
      if (restored && !isMember && device.disk.messages().has(id)) continue;
      throw new Error(`${id} "${text}" of ${device.name}, last shown as ${state}, is nowhere`);
    }
  }
}
