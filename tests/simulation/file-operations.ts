import type { FileBody } from '../../shared/envelope/file-body.ts';
import { type BlobId, makeBlobId } from '../../shared/ids/blob.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeMessageId } from '../../shared/ids/ulid.ts';
import { summaryOf } from '../../shared/protocol/summary-of.ts';
import { mulberry } from '../support/mulberry.ts';
import type { SimulatedBlobStore } from './simulated-blob-store.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import type { WrittenMessages } from './written-messages.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0xf17e5;
const OFTEN = 0.15;
/** Bytes: several parts now and then. */
const SIZES = [1, 400, 70_000, 2_500_000];

export interface FileDeps {
  readonly now: () => number;
  readonly devices: readonly SimulatedDevice[];
  readonly written: WrittenMessages;
  readonly store: SimulatedBlobStore;
  readonly log: (text: string) => void;
}

/** People send files, pause and cancel them; stores forget what was sent, and devices what they kept. */
export class FileOperations {
  readonly counts = { filesSent: 0, paused: 0, uploadsCancelled: 0, forgotten: 0, filesLost: 0 };
  private readonly random: () => number;
  private readonly deps: FileDeps;
  /** Messages that were cancelled in time, with the device that did it. */
  private readonly cancelled = new Map<MessageId, SimulatedDevice>();
  /** Messages with files: the device that sent them, and their blobs. */
  private readonly sent = new Map<MessageId, { readonly by: SimulatedDevice; readonly blobs: readonly string[] }>();

  constructor(seed: number, deps: FileDeps) {
    this.random = mulberry(seed ^ STREAM);
    this.deps = deps;
  }

  async act(): Promise<void> {
    if (this.random() > OFTEN) return;
    const roll = this.random();
    const isAboutUploads = roll >= 0.5 && roll < 0.85;
    const device = this.pick(this.deps.devices.filter(({ uploads }) => !isAboutUploads || uploads.length > 0));
    if (device === undefined || !device.running || device.session.kind !== 'signed-in') return;
    if (roll < 0.5) await this.send(device);
    else if (roll < 0.7) this.pauseOrGoOn(device);
    else if (roll < 0.85) this.cancel(device);
    else if (roll < 0.95) {
      this.deps.log('the blob store forgets everything that is not complete, and some that is');
      this.counts.forgotten++;
      this.deps.store.forget(() => this.random() < 0.5);
    } else {
      this.deps.log(`${device.name}'s browser removes its files`);
      this.counts.filesLost++;
      device.files.files.clear();
      device.files.parts.clear();
    }
  }

  /** Nobody holds anything back any more. */
  settle(): void {
    for (const device of this.deps.devices)
      for (const { conversationId, messageId, state } of device.uploads)
        if (state === 'paused') void device.call('pauseUpload', { conversationId, messageId, on: false });
        else if (state === 'failed') void device.call('retryUpload', { conversationId, messageId });
  }

  /**
   * What waits for files says truthfully why; nothing of cancelled messages is in a chapter or, unless a database was put
   * back, on the server.
   * @param carried messages that another device may send, which is asked apart
   */
  check(inChapters: ReadonlySet<string>, restored: boolean, carried: ReadonlySet<string> = new Set()): void {
    // What is forwarded may have been deleted meanwhile.
    for (const { name, uploads } of this.deps.devices)
      for (const { messageId, state, reason } of uploads)
        if (reason !== 'lost' || (this.counts.filesLost === 0 && this.sent.has(messageId)))
          throw new Error(`${name} still has ${messageId} to upload: ${state} ${reason}`);
    const held = new Set(this.deps.store.held());
    for (const [messageId, device] of this.cancelled) {
      if (carried.has(messageId)) continue;
      const { by, blobs } = this.sent.get(messageId) ?? { by: device, blobs: [] };
      // A server that was put back lacks it, and all devices of the person send it again: one of them cancelled.
      if (restored && by !== device) continue;
      if (inChapters.has(messageId)) throw new Error(`${messageId} was cancelled, and is in a chapter`);
      const left = restored ? undefined : blobs.find((blob) => held.has(blob));
      if (left !== undefined) throw new Error(`${messageId} was cancelled, and ${left} is on the server`);
    }
  }

  /** Messages whose bytes a browser removed before the server had them. */
  lost(): ReadonlySet<string> {
    return new Set(
      this.deps.devices.flatMap(({ uploads }) =>
        uploads.flatMap(({ messageId, reason }) => (reason === 'lost' ? [messageId] : [])),
      ),
    );
  }

  private async send(device: SimulatedDevice): Promise<void> {
    const id = this.pick(device.conversations.filter(({ state }) => state === 'ready' || state === 'waiting'))?.id;
    if (id === undefined) return;
    const files: FileBody[] = [];
    for (let i = 0; i <= Math.floor(this.random() * 2); i++) {
      const file = await device.files.attach(this.blobId(), this.pick(SIZES) ?? 1, this.deps.now());
      if (file !== undefined) files.push(file);
    }
    if (files.length === 0) return;
    const body = { kind: 'files' as const, files };
    const messageId = makeMessageId(this.deps.now(), this.random);
    device.look(id);
    this.deps.log(`${device.name} sends ${files.length} files as ${messageId} in ${id}`);
    this.counts.filesSent++;
    this.sent.set(messageId, { by: device, blobs: files.map(({ blob }) => blob) });
    const takeBack = this.deps.written.add(device, id, messageId, summaryOf(body));
    void device.call('send', { conversationId: id, messageId, body }).then((result) => {
      if (!result.ok) takeBack();
    });
  }

  private pauseOrGoOn(device: SimulatedDevice): void {
    const upload = this.pick(device.uploads);
    if (upload === undefined) return;
    const { conversationId, messageId, state } = upload;
    this.deps.log(`${device.name} ${state === 'paused' ? 'goes on with' : 'pauses'} ${messageId}`);
    this.counts.paused++;
    void device.call('pauseUpload', { conversationId, messageId, on: state !== 'paused' });
  }

  private cancel(device: SimulatedDevice): void {
    const upload = this.pick(device.uploads);
    if (upload === undefined) return;
    const { conversationId, messageId } = upload;
    this.deps.log(`${device.name} cancels ${messageId}`);
    // A device that dies before it answers may have it still.
    this.deps.written.noteRemoved(messageId);
    void this.cancelUpload(device, conversationId, messageId);
  }

  private async cancelUpload(device: SimulatedDevice, conversationId: ConversationId, messageId: MessageId) {
    const isFailing = device.disk.failing;
    const result = await device.call('cancelUpload', { conversationId, messageId });
    if (!result.ok || isFailing || device.disk.failing) return;
    this.counts.uploadsCancelled++;
    this.cancelled.set(messageId, device);
  }

  private blobId(): BlobId {
    return makeBlobId(Uint8Array.from({ length: 16 }, () => Math.floor(this.random() * 256)));
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
