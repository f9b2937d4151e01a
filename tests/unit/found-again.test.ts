import { expect, it } from 'vitest';
import * as Y from 'yjs';
import type { ReplicaDocument } from '../../client/replica/documents/replica-document.ts';
import type { LocalState } from '../../client/replica/local-state.ts';
import { forgetFoundAgain } from '../../client/replica/rebase/found-again.ts';
import { parseDocumentName } from '../../shared/document/name.ts';

const ID = `d-${'a'.repeat(32)}`;
const chapter = (n: number) => `conversation/${ID}/${n}`;

const chapterWith = (n: number, ids: readonly string[]) => {
  const doc = new Y.Doc();
  for (const id of ids) doc.getMap('messages').set(id, new Uint8Array([1]));
  return { name: chapter(n), address: parseDocumentName(chapter(n)), doc } as unknown as ReplicaDocument;
};

it('REP-12 what was lost in one chapter and stands in another is lost no more, whether its chapter is open or not', () => {
  const lost = new Map([
    [chapter(0), { messages: [{ id: 'one' }, { id: 'two' }] }],
    [chapter(1), { messages: [{ id: 'one' }] }],
    [chapter(2), { messages: [{ id: 'one' }] }],
  ]);
  const written: unknown[] = [];
  const forgotten: unknown[] = [];
  const localState = {
    tables: { lost },
    commit: async (changes: unknown) => written.push(changes),
  } as unknown as LocalState;
  const open = { forgetLost: (ids: unknown) => forgotten.push(ids) } as unknown as ReplicaDocument;
  const peek = (name: string) => (name === chapter(1) ? open : undefined);
  forgetFoundAgain({ localState, pool: { peek } }, chapterWith(2, ['one']));
  expect(written).toEqual([[{ kind: 'lost', key: chapter(0), value: { messages: [{ id: 'two' }] } }]]);
  expect(forgotten).toEqual([new Set(['one'])]);
  forgetFoundAgain({ localState, pool: { peek } }, chapterWith(2, ['three']));
  expect([written.length, forgotten.length]).toEqual([1, 1]);
});
