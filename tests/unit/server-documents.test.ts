import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { ADMITTED, FROM_JOURNAL } from '../../sync-server/admission/live-document.ts';
import { assertDoor } from '../../sync-server/documents/assert-door.ts';
import { createPace } from '../../sync-server/documents/pace.ts';

/** What is said when a change of this origin comes into a live document. */
const reasonFor = (origin: unknown): string | undefined => {
  const doc = new Y.Doc();
  let said: string | undefined;
  assertDoor(doc, 'conversation/x', (reason) => {
    said = reason;
    throw new Error(reason);
  });
  try {
    doc.transact(() => doc.getMap('messages').set('a', 1), origin);
  } catch {
    // Yjs may or may not pass a listener's exception on; the real one does not return.
  }
  return said;
};

it('ADM-8 an update that comes around the door ends the process', () => {
  for (const origin of [ADMITTED, FROM_JOURNAL]) expect(reasonFor(origin)).toBeUndefined();
  for (const origin of [undefined, 'local', { source: 'connection' }])
    expect(reasonFor(origin)).toMatch('around the door');
});

it('ADM-10 who sends faster than people do waits, and others do not', async () => {
  let now = 0;
  const pace = createPace(() => now, true);
  const soon = (promise: Promise<void>) =>
    Promise.race([promise.then(() => 'at once'), new Promise((resolve) => setImmediate(() => resolve('later')))]);
  for (let i = 0; i < 2_000; i++) expect(await soon(pace(1024, 100))).toBe('at once');
  expect(await soon(pace(1024, 100))).toBe('later');
  expect(await soon(pace(1025, 100))).toBe('at once');
  now += 60_000;
  expect(await soon(pace(1024, 100))).toBe('at once');
});
