import { describe, expect, it } from 'vitest';
import { ADAPTERS } from './adapters.ts';
import { userId } from './plain-write.ts';
import { createWorld } from './world.ts';

const hash = (fill: number) => new Uint8Array(32).fill(fill);
const device = { agent: 'A browser', address: '192.0.2.1' };

describe.each(ADAPTERS)('devices on $name', (adapter) => {
  it('DEV-2 the server recognizes a session that was ended from elsewhere, until it forgets it', async () => {
    const { storage, alice } = await createWorld(adapter);
    const { devices } = storage;
    expect(await devices.endedSession(hash(1))).toBeUndefined();
    await devices.endSession({ tokenHash: hash(1), userId: alice.userId, at: 1_000 });
    await devices.endSession({ tokenHash: hash(1), userId: alice.userId, at: 2_000 });
    await devices.endSession({ tokenHash: hash(2), userId: userId('nobody'), at: 1_000 });
    expect(await devices.endedSession(hash(1))).toBe('ended');
    expect(await devices.endedSession(hash(2))).toBeUndefined();
    await devices.forgetEnded(1_000, 0);
    expect(await devices.endedSession(hash(1))).toBe('ended');
    await devices.forgetEnded(1_001, 0);
    expect(await devices.endedSession(hash(1))).toBeUndefined();
  });

  it('DEV-6 a link signs in the first device that claims it, once, after it is approved', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    const { devices } = storage;
    await devices.addLink({ tokenHash: hash(1), userId: alice.userId, expiresAt: 100 });
    expect(await devices.linkOf(hash(1), alice.userId, 0)).toEqual({ kind: 'open' });
    expect(await devices.linkOf(hash(1), bob.userId, 0)).toBeUndefined();
    expect(await devices.confirmLink(hash(1), alice.userId, 0)).toBe(false);
    const claim = (fill: number, now = 0) =>
      devices.claimLink({ tokenHash: hash(1), claimHash: hash(fill), device, now });
    expect(await claim(10, 100)).toBeUndefined();
    expect(await claim(11)).toBe(alice.userId);
    expect(await claim(12)).toBeUndefined();
    expect(await devices.linkOf(hash(1), alice.userId, 0)).toEqual({ kind: 'claimed', device });
    expect(await devices.takeLink(hash(11), 0)).toBe('waiting');
    expect(await devices.confirmLink(hash(1), bob.userId, 0)).toBe(false);
    expect(await devices.confirmLink(hash(1), alice.userId, 0)).toBe(true);
    expect(await devices.takeLink(hash(12), 0)).toBeUndefined();
    expect(await devices.takeLink(hash(11), 100)).toBeUndefined();
    expect(await devices.takeLink(hash(11), 0)).toEqual({ userId: alice.userId });
    expect(await devices.takeLink(hash(11), 0)).toBeUndefined();
    expect(await claim(13)).toBeUndefined();
  });

  it('DEV-6 a new link replaces the earlier one, and can be revoked', async () => {
    const { storage, alice, bob } = await createWorld(adapter);
    const { devices } = storage;
    await devices.addLink({ tokenHash: hash(1), userId: alice.userId, expiresAt: 100 });
    await devices.addLink({ tokenHash: hash(2), userId: alice.userId, expiresAt: 100 });
    expect(await devices.linkOf(hash(1), alice.userId, 0)).toBeUndefined();
    await devices.dropLink(hash(2), bob.userId);
    expect(await devices.linkOf(hash(2), alice.userId, 0)).toEqual({ kind: 'open' });
    await devices.dropLink(hash(2), alice.userId);
    expect(await devices.linkOf(hash(2), alice.userId, 0)).toBeUndefined();
    await devices.addLink({ tokenHash: hash(3), userId: alice.userId, expiresAt: 100 });
    await devices.forgetEnded(0, 101);
    expect(await devices.linkOf(hash(3), alice.userId, 0)).toBeUndefined();
  });
});
