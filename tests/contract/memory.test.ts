import { describe, expect, it } from 'vitest';
import { accountDocument } from '../../shared/document/name.ts';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import { mulberry as createRandom } from '../support/mulberry.ts';
import { plainWrite, text, userId } from './plain-write.ts';

const alice = { userId: userId('alice'), name: 'Alice', email: 'alice@example.org', at: 1 };
const document = accountDocument(alice.userId, 0);
const options = () => ({ now: () => 1, random: createRandom(1) });

describe('memory', () => {
  it('MEM-1 a backup is a moment: it can be restored more than once, and later writes do not reach it', async () => {
    const storage = createMemoryStorage(options());
    await storage.journal.commit([plainWrite(document, 0, 'before')]);
    const backup = storage.backup();
    await storage.journal.commit([plainWrite(document, 1, 'after')]);
    for (let i = 0; i < 2; i++) {
      const restored = createMemoryStorage({ ...options(), from: backup });
      expect(await restored.facts.epoch()).toBe(await storage.facts.epoch());
      await restored.journal.commit([plainWrite(document, 1, 'another future')]);
      const { tail } = await restored.journal.load(document);
      expect(tail.map((row) => text(row.updates[0]))).toEqual(['before', 'another future']);
    }
    expect(text((await storage.journal.tail(document, 1))[0]?.updates[0])).toBe('after');
  });

  it('MEM-2 a failure before the commit reaches the caller and writes nothing', async () => {
    let fail = false;
    const beforeCommit = async () => {
      if (fail) throw new Error('disk full');
    };
    const storage = createMemoryStorage({ ...options(), beforeCommit });
    await storage.journal.commit([plainWrite(document, 0)]);
    fail = true;
    await expect(storage.journal.commit([plainWrite(document, 1)])).rejects.toThrow('disk full');
    await expect(storage.facts.putAccount(alice)).rejects.toThrow('disk full');
    await expect(
      storage.journal.saveSnapshot(document, { position: 1, state: new Uint8Array() }, () => true),
    ).rejects.toThrow('disk full');
    fail = false;
    expect(await storage.facts.accountsCount()).toBe(0);
    expect(await storage.journal.load(document)).toMatchObject({
      version: 1,
      snapshot: undefined,
      tail: [{ position: 1 }],
    });
  });

  it('MEM-3 the same steps give the same bytes', async () => {
    const run = async () => {
      const storage = createMemoryStorage(options());
      await storage.facts.putAccount(alice);
      await storage.journal.commit([plainWrite(document, 0)]);
      await storage.facts.startEpoch();
      return Buffer.from(storage.backup().bytes).toString('base64');
    };
    expect(await run()).toBe(await run());
  });
});
