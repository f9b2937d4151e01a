import { describe, expect, it } from 'vitest';
import { ADAPTERS } from './adapters.ts';
import { createWorld } from './world.ts';

const token = (byte: number) => new Uint8Array(32).fill(byte);

describe.each(ADAPTERS)('invitations on $name', (adapter) => {
  it('JOIN-2 and JOIN-3 an invitation is used as often as it says, and not after its end', async () => {
    const { storage, alice } = await createWorld(adapter);
    const { facts } = storage;
    const make = (invitationId: string, byte: number, uses: number, expiresAt: number) =>
      facts.createInvitation({ invitationId, token: token(byte), by: alice.userId, at: byte, expiresAt, uses });
    await make('one', 1, 2, 100);
    await make('two', 2, 1, 50);
    const first = { invitationId: 'one', by: 'Alice', createdAt: 1, expiresAt: 100, uses: 2, used: 0 };
    expect(await facts.invitations(0)).toMatchObject([{ invitationId: 'two' }, first]);
    expect(await facts.invitationOf(token(1), 99)).toEqual(first);
    expect(await facts.invitationOf(token(1), 100)).toBeUndefined();
    expect(await facts.invitationOf(token(9), 0)).toBeUndefined();

    const claims = await Promise.all([1, 2, 3, 4].map(() => facts.claimInvitation(token(1), 10)));
    expect(claims.filter(Boolean)).toHaveLength(2);
    expect(await facts.invitationOf(token(1), 10)).toBeUndefined();
    await facts.releaseInvitation(token(1));
    expect(await facts.claimInvitation(token(1), 10)).toBe(true);
    expect(await facts.claimInvitation(token(1), 10)).toBe(false);
    expect(await facts.claimInvitation(token(2), 50)).toBe(false);

    // Given back more often than taken, it still has no more uses than it was made with.
    for (let i = 0; i < 5; i++) await facts.releaseInvitation(token(1));
    expect(await facts.invitationOf(token(1), 10)).toMatchObject({ used: 0 });
    expect(await facts.removeInvitation('one')).toBe(true);
    expect(await facts.removeInvitation('one')).toBe(false);
    expect(await facts.claimInvitation(token(1), 10)).toBe(false);
    expect(await facts.invitations(51)).toEqual([]);
  });

  it('JOIN-5 and JOIN-10 accounts are found by username, and listed for administrators', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    const { facts } = storage;
    const put = (username?: string) =>
      facts.putAccount({ userId: alice.userId, name: 'Alice', email: 'alice@example.org', username, at: 1 });
    const { cursor } = await facts.feed(alice.userId, 0, 50);
    await put('sea.fox');
    expect((await facts.feed(alice.userId, cursor, 50)).people).toMatchObject([{ username: 'sea.fox' }]);
    expect(await facts.searchPeople('SEA.', bob.userId, 5)).toMatchObject([{ username: 'sea.fox', name: 'Alice' }]);
    expect(await facts.searchPeople('sea_', bob.userId, 5)).toEqual([]);
    const everybody = await facts.administeredAccounts('', 0, 50);
    expect(everybody.map(({ number }) => number)).toEqual([...everybody.map(({ number }) => number)].sort());
    expect(await facts.administeredAccounts('fox', 0, 50)).toMatchObject([
      { userId: alice.userId, email: 'alice@example.org', username: 'sea.fox' },
    ]);
    expect(await facts.administeredAccounts('', everybody.at(-1)?.number ?? 0, 50)).toEqual([]);
    await put();
    expect((await facts.account(alice.userId))?.username).toBeUndefined();
  });
});
