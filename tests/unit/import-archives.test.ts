import { expect, it } from 'vitest';
import type { ArchiveStore } from '../../client/archive/archive-store.ts';
import { createJsonWriter } from '../../client/features/own-data/export/write-json.ts';
import { runImport } from '../../client/features/own-data/import/run-import.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';

const ID = makeGroupId(1_700_000_000_000, () => 0.5);
const exportOf = (ids: readonly string[]): Blob => {
  const writer = createJsonWriter({
    ...{ id: ID, kind: 'group', title: 'Crew', picture: undefined, role: 'owner', members: [], chapters: [0] },
    madeAt: Date.UTC(2026, 10, 30),
    pictureFile: undefined,
  });
  const message = (id: string) => ({ id, by: 'Alice', number: 1, own: true, writtenAt: '2026-11-30T12:00:00.000Z' });
  const lines = ids.map((id) => writer.message({ ...message(id), body: { kind: 'text', text: id }, text: id }, []));
  return new Blob([writer.begin(), ...lines, writer.end([])]);
};

/** What the tabs of a browser share; each step is one transaction. */
const disk = () => {
  let kept: Set<string> | undefined;
  const store: Pick<ArchiveStore, 'add' | 'remove'> = {
    add: async (_, messages) => {
      const isNew = kept === undefined;
      const before = kept?.size ?? 0;
      kept = new Set([...(kept ?? []), ...messages.map(({ id }) => id)]);
      return { count: kept.size - before, isNew };
    },
    remove: async (_, only) => {
      if (only !== undefined && kept?.size !== only) return false;
      kept = undefined;
      return true;
    },
  };
  return { store: store as ArchiveStore, kept: () => (kept === undefined ? undefined : [...kept]) };
};
const many = (from: string, count: number) => Array.from({ length: count }, (_, at) => `${from}${at}`);

/** Imports, and is cancelled after the first messages were written. */
const cancelled = async (store: ArchiveStore, file: Blob, between: () => Promise<unknown>): Promise<unknown> => {
  const stop = new AbortController();
  let isBegun = false;
  const add: ArchiveStore['add'] = async (head, messages) => {
    const taken = await store.add(head, messages);
    if (!isBegun) await between();
    isBegun = true;
    stop.abort(new Error('cancelled'));
    return taken;
  };
  return runImport(file, { ...store, add }, stop.signal, () => {}).catch((error: Error) => error.message);
};
const go = new AbortController().signal;

it('EXP-8 an import that is cancelled leaves nothing of a conversation that it brought', async () => {
  const { store, kept } = disk();
  expect(await cancelled(store, exportOf(many('a', 600)), async () => {})).toBe('cancelled');
  expect(kept()).toBeUndefined();
});

it('EXP-8 an import that is cancelled takes nothing from a conversation that was here or came meanwhile', async () => {
  const [before, meanwhile] = [disk(), disk()];
  await runImport(exportOf(['b']), before.store, go, () => {});
  expect(await cancelled(before.store, exportOf(many('a', 600)), async () => {})).toBe('cancelled');
  expect(before.kept()).toContain('b');
  const other = () => runImport(exportOf(['b']), meanwhile.store, go, () => {});
  expect(await cancelled(meanwhile.store, exportOf(many('a', 600)), other)).toBe('cancelled');
  expect(meanwhile.kept()).toContain('b');
});
