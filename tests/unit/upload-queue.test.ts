import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Candidate, nextBlobs, uploadView, waitingMessage } from '../../client/replica/uploads/upload-queue.ts';
import { makeBlobId } from '../../shared/ids/blob.ts';
import { parseConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';

const MB = 1024 * 1024;
const LARGE = 8 * MB;
const id = parseConversationId('g-01K742SRSWS16MM0ADVMBBK0XH') ?? ('g' as never);
const idOf = (n: number) => makeBlobId(Uint8Array.from({ length: 16 }, (_, i) => (i < 2 ? (n >> (8 * i)) & 255 : i)));

const messages = fc
  .array(
    fc.record({
      sizes: fc.array(fc.constantFrom(0, 10, 70_000, MB, 9 * MB, 900 * MB), { minLength: 1, maxLength: 4 }),
      isPaused: fc.boolean(),
      hasFailed: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ sizes, isPaused, hasFailed }, m) => {
      const files = sizes.map((size, f) => ({
        blob: idOf(m * 10 + f),
        key: 'A'.repeat(43),
        size,
        name: 'a',
        type: 'image/png',
      }));
      const messageId = makeMessageId(m, () => 0.5);
      const message = waitingMessage(`${m}`, { id, messageId, body: { kind: 'files', files }, at: m });
      message.isPaused = isPaused;
      if (hasFailed) message.failure = { reason: 'failed', againAt: undefined };
      return message;
    }),
  );

it('UPLOAD-3 blobs are sent a few at a time, one of them large, small ones first, each once', () => {
  fc.assert(
    fc.property(messages, (all) => {
      const underWay = new Map<string, Candidate>();
      const order: Candidate[] = [];
      for (let round = 0; round < 40; round++) {
        const next = nextBlobs(all, underWay);
        for (const candidate of next) underWay.set(candidate.blob.blob, candidate);
        order.push(...next);
        expect(underWay.size).toBeLessThanOrEqual(3);
        expect([...underWay.values()].filter(({ blob }) => blob.size > LARGE).length).toBeLessThanOrEqual(1);
        const [first] = underWay.values();
        if (first === undefined) break;
        underWay.delete(first.blob.blob);
        first.blob.isDone = true;
      }
      const runnable = all.filter(({ isPaused, failure }) => !isPaused && failure === undefined);
      expect(order.length).toBe(runnable.flatMap(({ blobs }) => [...blobs.keys()]).length);
      expect(new Set(order.map(({ blob }) => blob.blob)).size).toBe(order.length);
      const small = order.filter(({ blob }) => blob.size <= LARGE).map(({ blob }) => blob.size);
      expect(small).toEqual(small.toSorted((a, b) => a - b));
    }),
  );
});

it('UPLOAD-1 what is shown of a message adds up', () => {
  fc.assert(
    fc.property(messages, fc.boolean(), (all, isOnline) => {
      for (const message of all) {
        const view = uploadView(message, { title: 'Crew', isOnline, isUnderWay: () => false });
        expect(view.size).toBe(view.files.reduce((sum, { size }) => sum + size, 0));
        expect(view.sent).toBe(0);
        if (message.isPaused) expect(view).toMatchObject({ state: 'paused' });
        else if (message.failure !== undefined) expect(view).toMatchObject({ state: 'failed', reason: 'failed' });
        else expect(view).toMatchObject(isOnline ? { state: 'waiting' } : { state: 'waiting', reason: 'offline' });
      }
    }),
  );
});
