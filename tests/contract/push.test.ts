import { describe, expect, it } from 'vitest';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { ACTIVE_MS } from '../../storage/rules/decide-push.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld } from './world.ts';

const BEGINNING = { device: 0, conversation: 0 };

describe.each(ADAPTERS)('pushes on $name', (adapter) => {
  it('PUSH-8 what is behind is walked through place by place, without those who wait or are there', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, carol, clock } = world;
    const { push } = world.storage;
    const deviceOf = async ({ userId }: AccountFact): Promise<number> => {
      const keys = { endpoint: `https://push.example/${userId}`, p256dh: 'p', auth: 'a', serverKey: 'k' };
      await push.putDevice({ ...keys, userId, session: userId, content: 'full', zone: 'UTC' }, clock.now);
      return (await push.sessions(0, 10)).find(({ session }) => session === userId)?.number ?? 0;
    };
    const bobs = await deviceOf(bob);
    const carols = await deviceOf(carol);
    const groups = [await world.group(alice, bob, carol), await world.group(alice, bob, carol)];
    for (const id of groups) await world.say(id, alice);
    const now = clock.now + 10 * ACTIVE_MS;
    const behind = (after = BEGINNING, limit = 10, at = now) => push.behind(at, after, limit);

    const all = await behind();
    expect(all.map(({ device, id }) => [device, id])).toEqual(
      [bobs, carols].flatMap((device) => groups.map((id) => [device, id])),
    );
    const walked: (typeof all)[number][] = [];
    for (let next = await behind(BEGINNING, 1); next[0] !== undefined; next = await behind(next[0], 1))
      walked.push(next[0]);
    expect(walked).toEqual(all);

    await push.tried(bobs, now + 1);
    expect(new Set((await behind()).map(({ device }) => device))).toEqual(new Set([carols]));
    await push.active(carol.userId, now - ACTIVE_MS + 1);
    expect(await behind()).toEqual([]);
    expect(await behind(BEGINNING, 10, now + 1)).toHaveLength(4);
    await push.mark(all.slice(1).map(({ device, conversation }) => ({ device, conversation, seq: 1 })));
    expect(await behind(BEGINNING, 10, now + 1)).toEqual(all.slice(0, 1));
  });
});
