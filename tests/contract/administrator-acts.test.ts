import { describe, expect, it } from 'vitest';
import { ADMINISTRATION_LIMITS } from '../../shared/protocol/limits.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld } from './world.ts';

describe.each(ADAPTERS)('acts of administrators on $name', (adapter) => {
  it('JOIN-16 the newest come first, page by page, and a deleted account keeps no name', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    const { facts, leaving } = storage;
    await facts.noteAdministratorAct({ by: alice.userId, act: 'invitation-made', at: 1 });
    await facts.noteAdministratorAct({ by: alice.userId, act: 'disabled', person: bob.userId, at: 2 });
    const all = await facts.administratorActs(Number.MAX_SAFE_INTEGER, ADMINISTRATION_LIMITS.actsAtOnce);
    const by = { userId: alice.userId, name: alice.name };
    expect(all).toMatchObject([
      { by, act: 'disabled', person: { userId: bob.userId, name: bob.name }, at: 2 },
      { by, act: 'invitation-made', person: undefined, at: 1 },
    ]);
    expect(await facts.administratorActs(all[0]?.place ?? 0, 10)).toEqual([all[1]]);
    expect(await facts.administratorActs(Number.MAX_SAFE_INTEGER, 1)).toEqual([all[0]]);
    await leaving.removeAccount({ userId: bob.userId, messages: false, at: 3 });
    expect(await facts.administratorActs(Number.MAX_SAFE_INTEGER, 1)).toMatchObject([
      { person: { userId: bob.userId, name: '' } },
    ]);
  });
});
