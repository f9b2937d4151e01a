import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createAccountState, raisedKey } from '../../client/replica/account/account-state.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';

describe('what a person clears for themself', () => {
  it('LIST-10 two devices that clear apart keep the further one, in whatever order their documents meet', () => {
    const id = makeGroupId(1_000, () => 0.5);
    const cleared = fc.record({ device: fc.constantFrom(1, 2), seq: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(cleared, { minLength: 1, maxLength: 8 }), fc.boolean(), (all, turned) => {
        const docs = [new Y.Doc(), new Y.Doc()];
        const furthest = new Map<number, number>();
        for (const { device, seq } of all) {
          const known = furthest.get(device) ?? 0;
          // A device clears up to the newest it knows, which never goes back.
          furthest.set(device, Math.max(known, seq));
          docs[device - 1]?.getMap('preferences').set(raisedKey('clear', id, device), Math.max(known, seq));
        }
        const updates = docs.map((doc) => Y.encodeStateAsUpdate(doc));
        const [state, merged] = [createAccountState(), new Y.Doc()];
        state.refresh(merged);
        for (const update of turned ? updates.toReversed() : updates) {
          Y.applyUpdate(merged, update);
          state.refresh(merged);
        }
        const to = Math.max(...furthest.values());
        expect(state.clearedTo(id)).toBe(to);
        const message = 'M' as MessageId;
        expect([to, to + 1, undefined].map((seq) => state.isHidden(id, message, seq))).toEqual([true, false, false]);
        expect(state.removedAt(id)).toBe(0);
      }),
    );
  });
});
