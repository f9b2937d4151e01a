import { describe, expect, it } from 'vitest';
import { accountDocument, chapterDocument } from '../../shared/document/name.ts';
import { ADAPTERS } from './adapters.ts';
import { bytes, plainWrite, text } from './plain-write.ts';
import { createWorld } from './world.ts';

const always = () => true;

describe.each(ADAPTERS)('compaction on $name', (adapter) => {
  const written = async (rows: number) => {
    const world = await createWorld(adapter);
    const document = accountDocument(world.alice.userId, 0);
    for (let i = 0; i < rows; i++)
      await world.commit({ ...plainWrite(document, i), encode: () => [bytes(`row ${i + 1}`)] });
    return { ...world, document, journal: world.storage.journal };
  };

  it('JRN-12 a snapshot takes the place of the rows it contains, and positions go on', async () => {
    const { document, journal, commit } = await written(4);
    await journal.saveSnapshot(document, { position: 3, state: bytes('state 3') }, always);
    const stored = await journal.load(document);
    expect(text(stored.snapshot?.state)).toBe('state 3');
    expect(stored.snapshot?.position).toBe(3);
    expect(stored.tail.map((row) => row.position)).toEqual([4]);
    expect(stored.version).toBe(4);
    expect(await commit(plainWrite(document, 4))).toMatchObject({ kind: 'done', position: 5 });
  });

  it('JRN-13 rows that a snapshot does not contain stay and are loaded, until one contains them', async () => {
    const { document, journal } = await written(3);
    await journal.saveSnapshot(document, { position: 3, state: bytes('without 2') }, (row) => row.position !== 2);
    expect((await journal.load(document)).tail.map((row) => text(row.updates[0]))).toEqual(['row 2']);
    await journal.saveSnapshot(document, { position: 3, state: bytes('whole') }, always);
    const stored = await journal.load(document);
    expect(text(stored.snapshot?.state)).toBe('whole');
    expect(stored.tail).toEqual([]);
  });

  it('JRN-14 saving a snapshot again, or a late and older one, changes nothing', async () => {
    const { document, journal } = await written(4);
    await journal.saveSnapshot(document, { position: 3, state: bytes('state 3') }, always);
    const before = await journal.load(document);
    await journal.saveSnapshot(document, { position: 3, state: bytes('again') }, always);
    await journal.saveSnapshot(document, { position: 2, state: bytes('older') }, always);
    expect(await journal.load(document)).toEqual(before);
  });

  it('JRN-15 refuses a snapshot of positions the journal does not have', async () => {
    const { document, journal } = await written(2);
    const ahead = { position: 3, state: bytes('ahead') };
    await expect(journal.saveSnapshot(document, ahead, always)).rejects.toThrow();
    expect((await journal.load(document)).snapshot).toBeUndefined();
  });

  it('JRN-16 a snapshot removes the rows of another server that it contains, and no others', async () => {
    const { document, journal, disk } = await written(2);
    const other = (await disk.open()).journal;
    await other.commit([{ ...plainWrite(document, 2), encode: () => [bytes('theirs')] }]);
    await journal.saveSnapshot(document, { position: 2, state: bytes('ours') }, always);
    expect((await other.load(document)).tail.map((row) => text(row.updates[0]))).toEqual(['theirs']);
    await other.saveSnapshot(document, { position: 3, state: bytes('both') }, always);
    expect((await journal.load(document)).tail).toEqual([]);
  });

  it('JRN-17 names the documents with deleted text or long tails, until they are compacted', async () => {
    const world = await written(3);
    const { journal, alice, document } = world;
    const id = await world.group(alice);
    const chapter = chapterDocument(id, 0);
    const message = await world.say(id, alice);
    expect(await journal.documentsToCompact(2, 10)).toEqual([document]);
    expect(await journal.documentsToCompact(100, 10)).toEqual([]);
    await world.erase(id, alice, message);
    expect([...(await journal.documentsToCompact(2, 10))].sort()).toEqual([document, chapter].sort());
    expect(await journal.documentsToCompact(2, 1)).toHaveLength(1);
    // A snapshot from before the deletion does not end the need for one after it.
    await journal.saveSnapshot(chapter, { position: 1, state: bytes('with the text') }, always);
    expect(await journal.documentsToCompact(100, 10)).toEqual([chapter]);
    await journal.saveSnapshot(chapter, { position: 2, state: bytes('without') }, always);
    expect(await journal.documentsToCompact(100, 10)).toEqual([]);
    await journal.saveSnapshot(document, { position: 3, state: bytes('state') }, always);
    expect(await journal.documentsToCompact(2, 10)).toEqual([]);
  });

  it('JRN-18 while a row older than the snapshot is left, the document stays to be purged', async () => {
    const world = await written(0);
    const { journal, alice } = world;
    const id = await world.group(alice);
    const message = await world.say(id, alice);
    await world.erase(id, alice, message);
    const chapter = chapterDocument(id, 0);
    await journal.saveSnapshot(chapter, { position: 2, state: bytes('state') }, (row) => row.position !== 1);
    expect(await journal.documentsToCompact(100, 10)).toEqual([chapter]);
    await journal.saveSnapshot(chapter, { position: 2, state: bytes('state') }, always);
    expect(await journal.documentsToCompact(100, 10)).toEqual([]);
  });

  it('JRN-19 deleted text stands in no file after compaction, and all other text is still there', async () => {
    const world = await createWorld(adapter);
    const { alice, bob, disk, storage } = world;
    const groups = [await world.group(alice, bob), await world.group(alice), await world.group(bob)];
    const said: { group: number; words: string }[] = [];
    const deleted: string[] = [];
    // Enough rows of different sizes to split and merge pages of a file many times.
    for (let i = 0; i < (adapter.name === 'postgres' ? 60 : 600); i++) {
      const group = Math.floor(world.random() * groups.length);
      const id = groups[group];
      if (id === undefined) continue;
      const author = group === 2 ? bob : alice;
      const words = `<secret ${i}>${'.'.repeat(Math.floor(world.random() * (i % 50 === 0 ? 9_000 : 300)))}`;
      const message = await world.say(id, author, words);
      if (world.random() < 0.3) {
        await world.erase(id, author, message);
        deleted.push(`<secret ${i}>`);
      } else said.push({ group, words });
    }
    expect(await disk.holds(deleted[0] ?? '')).toBe(true);
    for (const document of await storage.journal.documentsToCompact(1_000, 10)) {
      const group = groups.findIndex((id) => document.includes(id));
      const state = said
        .filter((one) => one.group === group)
        .map((one) => one.words)
        .join('');
      const { version } = await storage.journal.load(document);
      await storage.journal.saveSnapshot(document, { position: version, state: bytes(state) }, always);
    }
    expect(await storage.journal.documentsToCompact(1_000, 10)).toEqual([]);
    for (const words of deleted) expect(await disk.holds(words)).toBe(false);
    for (const [group, id] of groups.entries()) {
      const { snapshot } = await storage.journal.load(chapterDocument(id, 0));
      expect(text(snapshot?.state)).toBe(
        said
          .filter((one) => one.group === group)
          .map((one) => one.words)
          .join(''),
      );
    }
  });
});
