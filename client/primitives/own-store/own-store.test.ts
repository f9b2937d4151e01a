import fc from 'fast-check';
import { createRoot } from 'solid-js';
import { unwrap } from 'solid-js/store';
import { expect, it } from 'vitest';
import { createOwnStore } from './create-own-store.ts';

interface Value {
  readonly lists: readonly (readonly { readonly id: string; readonly text: string }[])[];
}

it('CHAN-6 a listener that changes a value of a topic changes nothing for another listener, nor in another part of it', () => {
  createRoot((dispose) => {
    const nothing: Value['lists'][number] = [];
    const value: Value = { lists: [nothing, nothing] };
    const [first, setFirst] = createOwnStore(value, { key: 'id' });
    const [second] = createOwnStore(value, { key: 'id' });
    setFirst({ lists: [[{ id: 'a', text: 'the mast' }], nothing] });
    expect(unwrap(first).lists).toEqual([[{ id: 'a', text: 'the mast' }], []]);
    expect(unwrap(second)).toEqual({ lists: [[], []] });
    expect(value).toEqual({ lists: [[], []] });
    dispose();
  });
});

it('CHAN-6 a store shows what it was given last, whatever the values share', () => {
  const item = fc.record({ id: fc.constantFrom('a', 'b', 'c'), text: fc.string({ maxLength: 3 }) });
  const pool = fc.array(fc.uniqueArray(item, { selector: ({ id }) => id, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  });
  const picks = fc.array(fc.record({ first: fc.nat(3), second: fc.nat(3) }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(pool, picks, (lists, chosen) => {
      const list = (n: number) => lists[n % lists.length] ?? [];
      const values = chosen.map(({ first, second }) => ({ first: list(first), second: list(second) }));
      const copies = structuredClone(values);
      createRoot((dispose) => {
        const [state, set] = createOwnStore<(typeof values)[number]>({ first: [], second: [] }, { key: 'id' });
        for (const [n, next] of values.entries()) {
          set(next);
          expect(unwrap(state)).toEqual(copies[n]);
        }
        dispose();
      });
      expect(values).toEqual(copies);
    }),
  );
});

it('CHAN-6 bytes are handed on as they are', () => {
  createRoot((dispose) => {
    const picture = Uint8Array.of(1, 2, 3);
    const [state] = createOwnStore({ picture }, { key: 'id' });
    expect(state.picture).toBe(picture);
    dispose();
  });
});
