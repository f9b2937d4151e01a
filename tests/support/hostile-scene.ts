import { afterAll, beforeAll, expect } from 'vitest';
import * as Y from 'yjs';
import { type Member, makeGroup } from './members.ts';
import type { RawDocument } from './raw-client.ts';
import type { RunningServer } from './skerry-process.ts';
import { startWithThreeMembers } from './three-members.ts';

/** Members who say what no honest client would, over the real socket. Honest ones must not notice. */

export let server: RunningServer;
export let alice: Member;
export let bob: Member;
export let mallory: Member;
let end: (() => Promise<void>) | undefined;

/** Starts a server with the three members before the tests of a file. */
export const useThreeMembers = (): void => {
  beforeAll(async () => {
    ({ server, alice, bob, mallory, end } = await startWithThreeMembers());
  }, 30_000);
  afterAll(() => end?.());
};

/** A fresh group of all three with one message of Alice; `attack` must leave the chapter as it was, and Alice going on. */
export const withGroup = async (
  attack: (scene: {
    chapter: RawDocument;
    writer: ReturnType<Member['writer']>;
    victim: string;
    id: string;
    aliceClientId: number;
  }) => Promise<void>,
): Promise<void> => {
  const group = await makeGroup(alice, bob, mallory);
  const honest = await alice.open(group.chapter);
  const a = alice.writer();
  const { id: victim, update } = a.message('hello');
  expect(await honest.push(update)).toBe('saved');
  const chapter = await mallory.open(group.chapter);
  const writer = mallory.writer();
  let before = await chapter.read();
  while (before.getMap('events').size === 0) before = await chapter.read();
  writer.receive(Y.encodeStateAsUpdate(before));
  await attack({ chapter, writer, victim, id: group.id, aliceClientId: a.doc.clientID });
  const after = await (await bob.open(group.chapter)).read();
  expect(Y.encodeStateVector(after)).toEqual(Y.encodeStateVector(before));
  for (const root of ['messages', 'edits', 'reactions', 'deletions', 'stamps', 'events'])
    expect(after.getMap(root).toJSON()).toEqual(before.getMap(root).toJSON());
  const next = a.message('still here');
  expect(await honest.push(next.update)).toBe('saved');
  const end = await (await bob.open(group.chapter)).read();
  expect(end.getMap('messages').has(next.id)).toBe(true);
  expect(end.getMap('stamps').get(next.id)).toBeDefined();
};
