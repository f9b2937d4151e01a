import { expect, it } from 'vitest';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { Push, PushPlace } from '../../storage/ports/push.ts';
import { createPushRounds } from '../../sync-server/push/push-rounds.ts';

it('PUSH-8 a sweep goes on where the last one ended, and begins anew after the end', async () => {
  const id = makeGroupId(1, () => 0.5);
  const left = Array.from({ length: 700 }, (_, i) => ({ device: 1 + i, conversation: 5, id }));
  const asked: PushPlace[] = [];
  const behind: Push['behind'] = async (_now, after, limit) => {
    asked.push({ device: after.device, conversation: after.conversation });
    return left.filter(({ device }) => device > after.device).slice(0, limit);
  };
  let sweep = (): void => undefined;
  const rounds = createPushRounds({
    push: { behind } as Push,
    send: async () => undefined,
    endedSessions: async () => new Set(),
    publicKey: 'k',
    timers: {
      setTimer: () => () => undefined,
      repeat: (_ms, task) => {
        sweep = task;
        return () => undefined;
      },
    },
    now: () => 1,
    onError: (error) => expect(error).toBeUndefined(),
  });
  for (const times of [1, 2, 3]) {
    await expect.poll(() => asked.length).toBe(times);
    await new Promise((resolve) => setImmediate(resolve));
    sweep();
  }
  expect(asked.map(({ device }) => device)).toEqual([0, 500, 0, 500]);
  await rounds.stop();
});
