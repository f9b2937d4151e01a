import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../storage/memory/memory-storage.ts';
import { mulberry } from '../support/mulberry.ts';
import { userId } from './plain-write.ts';

const PROOF_KEY = new Uint8Array(32).fill(9);
const startRandom = mulberry(77);
const open = (from?: ReturnType<ReturnType<typeof createMemoryStorage>['backup']>) =>
  createMemoryStorage({ now: () => 5, random: mulberry(3), startRandom, proofKey: PROOF_KEY, from });

const alice = { userId: userId('alice'), name: 'Alice', email: 'alice@example.org', at: 1 };
const change = async (storage: ReturnType<typeof open>, count = 1) => {
  for (let i = 0; i < count; i++) await storage.facts.putAccount({ ...alice, name: `Alice ${Math.random()}` });
};
const proofOf = async (storage: ReturnType<typeof open>) => (await storage.facts.feed(alice.userId, 0, 10)).proof ?? '';

/** A database, and a backup of it from before its latest change. */
const backedUpAndGoneOn = async () => {
  const first = open();
  await change(first);
  const backup = first.backup();
  await change(first);
  return { first, backup };
};

it('FACT-18 a proof of what a restored database lacks begins one epoch, however many devices bring one', async () => {
  const { first, backup } = await backedUpAndGoneOn();
  const early = await proofOf(first);
  await change(first);
  const late = await proofOf(first);
  expect(await first.facts.checkHistory(late)).toBeUndefined();

  const restored = open(backup);
  const before = await restored.facts.epoch();
  const begun = await Promise.all([late, early, late, early].map((proof) => restored.facts.checkHistory(proof)));
  expect(begun.filter((epoch) => epoch !== undefined)).toEqual([await restored.facts.epoch()]);
  expect(await restored.facts.epoch()).not.toBe(before);
  expect(await restored.facts.epochs()).toEqual([{ number: 1, at: 5, cause: 'noticed' }]);
});

it('FACT-18 a database that has gone on past what a device has seen is noticed all the same', async () => {
  const { first, backup } = await backedUpAndGoneOn();
  const proof = await proofOf(first);
  const restored = open(backup);
  await change(restored, 20);
  const own = await proofOf(restored);
  expect(await restored.facts.checkHistory(own)).toBeUndefined();
  expect(await restored.facts.checkHistory(proof)).toBeDefined();
  // Nobody can begin epochs over and over with proofs that were kept.
  for (const old of [proof, own]) expect(await restored.facts.checkHistory(old)).toBeUndefined();
});

it('FACT-18 after several restores of one backup each epoch gives seqs of its own', async () => {
  const { first, backup } = await backedUpAndGoneOn();
  const proofs = [await proofOf(first)];
  for (const number of [1, 2, 3]) {
    const restored = open(backup);
    for (const proof of proofs.toReversed()) await restored.facts.checkHistory(proof);
    expect(await restored.facts.epochs()).toMatchObject([{ number }]);
    await change(restored);
    proofs.push(await proofOf(restored));
  }
});

it('FACT-18 devices of the previous epoch do not begin an announced epoch a second time', async () => {
  const { first, backup } = await backedUpAndGoneOn();
  const proof = await proofOf(first);
  const restored = open(backup);
  await restored.facts.startEpoch();
  expect(await restored.facts.checkHistory(proof)).toBeUndefined();
  expect(await restored.facts.epochs()).toMatchObject([{ number: 1, cause: 'announced' }]);
});

it('FACT-18 proofs of another server, and what is no proof, begin nothing', async () => {
  const first = open();
  await change(first);
  const backup = first.backup();
  const stranger = createMemoryStorage({ now: () => 5, random: mulberry(4), proofKey: new Uint8Array(32) });
  await stranger.facts.putAccount(alice);
  await stranger.facts.putAccount({ ...alice, name: 'Other' });
  const proof = (await stranger.facts.feed(alice.userId, 0, 10)).proof ?? '';
  const restored = open(backup);
  for (const text of [proof, '', 'hp1', `${proof}x`]) expect(await restored.facts.checkHistory(text)).toBeUndefined();
});
