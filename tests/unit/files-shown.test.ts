import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TimelineEntry } from '../../client/channel/timeline-view.ts';
import { iconOf, mayRun } from '../../client/features/message-content/files/file-kinds.ts';
import { FITTED, movedBy, zoomedAt } from '../../client/features/message-content/files/lightbox/zoom.ts';
import { boxOf, lengthOf } from '../../client/features/message-content/files/looks.ts';
import { uploadWords } from '../../client/features/message-content/files/upload-words.ts';
import { entryAfter } from '../../client/features/message-content/files/voice/message-after.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

it('MEDIA-35 a picture has its place before it is there, whatever its message says of its size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 1, max: 65_535 }), (width, height) => {
      const box = boxOf({ width, height });
      expect(box.width).toBeLessThanOrEqual(360);
      expect(box.width / box.ratio).toBeLessThanOrEqual(645);
      expect(box.width).toBeGreaterThan(100);
    }),
  );
  expect(boxOf({ width: 1200, height: 800 })).toEqual({ width: 360, ratio: 1.5 });
});

it('MEDIA-36 what is zoomed keeps the point under the finger and never leaves its stage', () => {
  const picture = { width: 3_000, height: 2_000 };
  const stage = { width: 900, height: 600 };
  const near = zoomedAt(FITTED, 2, 100, 50, picture, stage);
  // The point that stood at (100, 50) stands there still.
  expect([near.scale, near.x + 100 * near.scale, near.y + 50 * near.scale]).toEqual([2, 100, 50]);
  expect(zoomedAt(near, 0.1, 0, 0, picture, stage)).toEqual(FITTED);
  const sides = fc.integer({ min: 1, max: 9_000 });
  const drags = fc.array(
    fc.tuple(fc.double({ min: 0.2, max: 4, noNaN: true }), fc.integer({ min: -2_000, max: 2_000 })),
  );
  fc.assert(
    fc.property(sides, sides, drags, (width, height, moves) => {
      let zoom = FITTED;
      for (const [factor, by] of moves) {
        zoom = zoomedAt(zoom, factor, by, -by, { width, height }, stage);
        zoom = movedBy(zoom, by, by, { width, height }, stage);
        const ratio = Math.min(stage.width / width, stage.height / height, 1);
        expect(Math.abs(zoom.x)).toBeLessThanOrEqual(
          Math.max(0, (width * ratio * zoom.scale - stage.width) / 2) + 1e-6,
        );
        expect(zoom.scale).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});

it('MEDIA-37 lengths are said as clocks do; the message that follows is the one that plays next', () => {
  expect([0, 7.4, 59.6, 754, 3_723].map(lengthOf)).toEqual(['0:00', '0:07', '1:00', '12:34', '1:02:03']);
  const entry = (id: string) => ({ kind: 'message', key: id, messageId: id }) as unknown as TimelineEntry;
  const day: TimelineEntry = { kind: 'day', key: 'day', at: 0 };
  const entries = [entry('a'), day, entry('b'), entry('c')];
  const after = (id: string) => entryAfter(entries, id as MessageId)?.messageId;
  expect([after('a'), after('b'), after('c'), after('d')]).toEqual(['b', 'c', undefined, undefined]);
});

it('MEDIA-38 programs and scripts are known by their ending, in any letters', () => {
  for (const name of ['setup.EXE', 'run.sh', 'a.pdf.js', 'page.html', 'drawing.svg', 'macro.docm ', 'photo.jpg.scr'])
    expect(mayRun(name), name).toBe(true);
  for (const name of ['notes.txt', 'photo.jpg', 'minutes.pdf', 'exe', 'tar.gz', ''])
    expect(mayRun(name), name).toBe(false);
  expect(['a.pdf', 'b.zip', 'c.MP3', 'd.exe', 'e'].map(iconOf)).toEqual([
    'text',
    'package',
    'sound',
    'program',
    'file',
  ]);
});

it('MEDIA-39 an upload says in a sentence how far it is, and why it waits', () => {
  const upload = {
    conversationId: 'g-1',
    conversationTitle: 'Boat club',
    messageId: '01',
    size: 12 * 1024 * 1024,
    sent: 3 * 1024 * 1024,
    files: [],
  } as unknown as Parameters<typeof uploadWords>[0];
  expect(uploadWords({ ...upload, state: 'uploading' })).toBe('Uploading 3 MB of 12 MB (25 %)');
  expect(uploadWords({ ...upload, state: 'paused' })).toBe('Paused at 3 MB of 12 MB');
  expect(uploadWords({ ...upload, state: 'waiting' })).toBe('Waiting to upload 12 MB');
  expect(uploadWords({ ...upload, state: 'failed', reason: 'quota-full' })).toBe(
    'Your storage on this server is full. 12 MB don’t fit.',
  );
  expect(uploadWords({ ...upload, state: 'failed' })).toBe('Couldn’t upload 12 MB.');
});
