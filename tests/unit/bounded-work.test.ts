import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeReceipts } from '../../sync-server/http/merge-receipts.ts';
import { createTurns } from '../../sync-server/sign-in/password-hashing.ts';

it('GATE-10 works that need a processor run one after the other, in their order, also after a failure', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (fails, atOnce) => {
        const inTurn = createTurns(atOnce);
        const begun: number[] = [];
        let running = 0;
        let most = 0;
        const works = fails.map((isFailing, i) =>
          inTurn(async () => {
            begun.push(i);
            most = Math.max(most, ++running);
            await new Promise((resolve) => setImmediate(resolve));
            running--;
            if (isFailing) throw new Error('failed');
            return i;
          }).catch(() => i),
        );
        expect(await Promise.all(works)).toEqual(fails.map((_, i) => i));
        expect(begun).toEqual(fails.map((_, i) => i));
        expect(most).toBeLessThanOrEqual(atOnce);
      },
    ),
    { numRuns: 50 },
  );
});

it('GATE-11 receipts of one conversation become one, with the highest marks', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({ conversationId: 'a', read: i % 7, delivered: i % 9 }));
  expect([...mergeReceipts(many)]).toEqual([['a', { read: 6, delivered: 8 }]]);
  expect([
    ...mergeReceipts([
      { conversationId: 'a', read: 3 },
      { conversationId: 'b', delivered: 2 },
    ]),
  ]).toEqual([
    ['a', { read: 3, delivered: undefined }],
    ['b', { read: undefined, delivered: 2 }],
  ]);
});
