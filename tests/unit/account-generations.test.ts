import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { accountDocument, parseDocumentName } from '../../shared/document/name.ts';
import { joinDrafts } from '../../shared/drafts/merge-drafts.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import { ServerDocument } from '../../sync-server/admission/server-document.ts';
import { turnGeneration } from '../../sync-server/documents/turn-generation.ts';
import { plainWrite } from '../contract/plain-write.ts';
import { mulberry } from '../support/mulberry.ts';

const ALICE = 'alice' as UserId;
const DRAFT = 'draft:d-feqhmnm5obel7pyw52sg4tp35zebf54m';
const KEY = 'd-feqhmnm5obel7pyw52sg4tp35zebf54m/7';

it('DOC-4 an account document with too many client ids goes on in its next generation, with its live values', async () => {
  const storage = createMemoryStorage({ now: () => 1_760_000_000_000, random: mulberry(1) });
  await storage.facts.putAccount({ userId: ALICE, name: 'Alice', email: 'a@example.org', at: 1 });
  const name = accountDocument(ALICE, 0);
  const address = parseDocumentName(name);
  if (address === undefined) throw new Error('no address');
  const doc = new Y.Doc();
  for (let i = 0; i < 6; i++) {
    const writer = new Y.Doc();
    writer.clientID = 1024 * 2 ** 22 + i;
    Y.applyUpdate(writer, Y.encodeStateAsUpdate(doc));
    writer.getText(DRAFT).insert(0, `${i}`);
    writer.getMap('stars').set('m', i);
    writer.getMap('drafts').set(KEY, Uint8Array.of(i));
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
  }
  const live = new ServerDocument(name, address, doc);
  expect(await turnGeneration(storage, live, LIMITS, 4_194_305)).toBeUndefined();
  // Twice, as after a crash between the two steps.
  for (let i = 0; i < 2; i++)
    expect(await turnGeneration(storage, live, { ...LIMITS, accountClientIds: 5 }, 4_194_305)).toBe(1);
  expect((await storage.facts.account(ALICE))?.generation).toBe(1);
  const next = new Y.Doc();
  const stored = await storage.journal.load(accountDocument(ALICE, 1));
  expect(stored.version).toBe(1);
  for (const { updates } of stored.tail) for (const update of updates) Y.applyUpdate(next, update);
  expect(next.getText(DRAFT).toString()).toBe(doc.getText(DRAFT).toString());
  expect(next.getMap('stars').toJSON()).toEqual({ m: doc.getMap('stars').get('m') });
  expect(next.getMap('drafts').toJSON()).toEqual({ [KEY]: doc.getMap('drafts').get(KEY) });
  expect(next.store.clients.size).toBe(1);
});

it('DOC-4 no generation begins from a copy that lacks what another instance has written', async () => {
  const storage = createMemoryStorage({ now: () => 1_760_000_000_000, random: mulberry(1) });
  await storage.facts.putAccount({ userId: ALICE, name: 'Alice', email: 'a@example.org', at: 1 });
  const name = accountDocument(ALICE, 0);
  const address = parseDocumentName(name);
  if (address === undefined) throw new Error('no address');
  await storage.journal.commit([plainWrite(name, 0)]);
  const limits = { ...LIMITS, accountClientIds: -1 };
  const live = new ServerDocument(name, address, new Y.Doc());
  expect(await turnGeneration(storage, live, limits, 4_194_305)).toBeUndefined();
  expect((await storage.facts.account(ALICE))?.generation).toBe(0);
  live.advance(1, [], () => {});
  expect(await turnGeneration(storage, live, limits, 4_194_305)).toBe(1);
});

it('REP-29 two texts of one draft are joined without losing a word', () => {
  expect(joinDrafts('', 'late')).toBe('late');
  expect(joinDrafts('the anchor', 'the anchor, I think')).toBe('the anchor, I think');
  expect(joinDrafts('the anchor, I think', 'the anchor')).toBe('the anchor, I think');
  expect(joinDrafts('one', 'two')).toBe('one\ntwo');
});
