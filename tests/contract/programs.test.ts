import { describe, expect, it } from 'vitest';
import { makeWebhookId } from '../../shared/ids/account.ts';
import { TOKEN_LIMITS } from '../../shared/protocol/limits.ts';
import { ADAPTERS } from './adapters.ts';
import { createWorld } from './world.ts';

const hash = (...fill: number[]) => new Uint8Array(32).fill(0).map((_, i) => fill[i] ?? 7);

describe.each(ADAPTERS)('programs on $name', (adapter) => {
  it('BOT-16 tokens are found by their hash, listed by account, and gone when they are removed', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    const { programs } = storage;
    const base = {
      name: 'A bot',
      access: 'write',
      conversationId: undefined,
      expiresAt: undefined,
      device: 2 ** 32 - 1,
    } as const;
    const add = (id: string, fill: number, userId = alice.userId, createdAt = fill) =>
      programs.addToken({ ...base, id, userId, createdAt, hash: hash(fill) });
    expect(await add('one', 1)).toBe(true);
    expect(await add('two', 2)).toBe(true);
    expect(await add('three', 3, bob.userId)).toBe(true);
    await expect(add('four', 1)).rejects.toThrow();
    expect(await programs.tokenBy(hash(1))).toEqual({ ...base, id: 'one', userId: alice.userId, createdAt: 1 });
    expect(await programs.tokenBy(hash(9))).toBeUndefined();
    expect((await programs.tokensOf(alice.userId)).map(({ id }) => id)).toEqual(['one', 'two']);
    await programs.noteUse('two', 50);
    expect(await programs.token('two')).toMatchObject({ usedAt: 50, access: 'write' });
    await programs.removeTokens(['one', 'none']);
    expect(await programs.tokenBy(hash(1))).toBeUndefined();
    for (let i = 1; i < TOKEN_LIMITS.tokensOfAccount; i++) expect(await add(`more ${i}`, 100 + i)).toBe(true);
    expect(await add('too many', 99)).toBe(false);
  });

  it('BOT-16 the tokens of a deleted account are gone with it', async () => {
    const { storage, alice } = await createWorld(adapter);
    const { programs, leaving } = storage;
    const token = {
      id: 'one',
      name: 'A bot',
      access: 'read',
      conversationId: undefined,
      device: 1,
      expiresAt: undefined,
      createdAt: 1,
    } as const;
    await programs.addToken({ ...token, userId: alice.userId, hash: hash(1) });
    await leaving.removeAccount({ userId: alice.userId, messages: false, at: 2 });
    expect(await programs.tokenBy(hash(1))).toBeUndefined();
    expect(await programs.token('one')).toBeUndefined();
  });

  it('BOT-10 webhooks of a group are its members; people searches and receipts leave them out', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const { facts, programs } = storage;
    const id = await world.group(alice, bob);
    const userId = makeWebhookId('abc');
    await facts.putAccount({ userId, name: 'Builds', email: '', at: 1 });
    const token = {
      id: 'one',
      name: 'Builds',
      access: 'post',
      conversationId: id,
      device: 1,
      createdAt: 1,
      expiresAt: undefined,
    } as const;
    expect(await programs.addToken({ ...token, userId, hash: hash(1) })).toBe(true);
    expect(await programs.webhooksOf(id)).toEqual([]);
    await facts.act(id, alice.userId, { kind: 'add', who: userId, role: 'member' }, 1);
    expect(await programs.webhooksOf(id)).toEqual([{ ...token, userId }]);
    await world.say(id, alice, 'hello');
    expect(await facts.receipts(id, 1, alice.userId)).toMatchObject({ others: 1 });
    expect(await facts.searchPeople('Builds', alice.userId, 10)).toEqual([]);
    expect(await facts.administeredAccounts('Builds', 0, 10)).toEqual([]);
    expect(await facts.accountsCount()).toBe(3);
    await facts.act(id, alice.userId, { kind: 'remove', who: userId }, 2);
    expect(await programs.webhooksOf(id)).toEqual([]);
    expect(await programs.tokenBy(hash(1))).toMatchObject({ conversationId: id });
    await facts.act(id, alice.userId, { kind: 'delete-group' }, 3);
    expect(await programs.tokenBy(hash(1))).toBeUndefined();
  });

  it('BOT-2 the message under an id is known with its place and author, edits are none', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob } = world;
    const id = await world.group(alice, bob);
    const one = await world.say(id, alice, 'one');
    const two = await world.say(id, bob, 'two');
    await world.edit(id, alice, one, 'changed');
    expect(await storage.facts.message(id, two)).toEqual({ seq: 2, chapter: 0, author: bob.number, isDeleted: false });
    await world.erase(id, alice, one);
    expect(await storage.facts.message(id, one)).toMatchObject({ seq: 1, isDeleted: true });
    expect(await storage.facts.message(id, world.messageId())).toBeUndefined();
    expect(await storage.facts.message(await world.group(alice), one)).toBeUndefined();
  });
});
