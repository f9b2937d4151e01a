import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { chapterDocument, parseDocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import type { Limits } from '../../shared/protocol/limits.ts';
import { createAdmissionPath } from '../../sync-server/admission/admission-path.ts';
import { ServerDocument } from '../../sync-server/admission/server-document.ts';
import { createMemberships } from '../../sync-server/documents/memberships.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { Harbour } from '../support/fake-sync-server.ts';
import { mulberry } from '../support/mulberry.ts';

/** Admission to the chapters of a direct conversation between Alice and Bob. */
const scene = async (limits: Partial<Limits>) => {
  const harbour = new Harbour({ limits });
  const alice = await harbour.device('alice', 'alice');
  const id = await harbour.direct(alice, 'bob');
  const { journal, facts } = harbour.storage;
  const clock = { now: 1_000 };
  const memberships = createMemberships(facts, () => clock.now);
  const admissionPath = createAdmissionPath({
    journal,
    membershipOf: memberships.membershipOf,
    forgetMembership: memberships.forget,
    commit: async (request) => {
      const [result] = await journal.commit([request]);
      if (result === undefined) throw new Error('The journal answers each request.');
      return result;
    },
    limits: harbour.limits,
    now: () => harbour.scheduler.now,
    monotonic: () => clock.now,
    serverClientId: makeClientId(SERVER_NUMBER, mulberry(2)),
  });
  const actors = await Promise.all(
    ['alice', 'bob'].map(async (name) => {
      const person = await harbour.person(name);
      return { userId: person.userId as UserId, number: person.number as AccountNumber };
    }),
  );
  const [one, two] = actors;
  if (one === undefined || two === undefined) throw new Error('There are two people.');
  const chapter = (number: number): ServerDocument => {
    const name = chapterDocument(id, number);
    const address = parseDocumentName(name);
    if (address === undefined) throw new Error('A chapter has a name.');
    return new ServerDocument(name, address, new Y.Doc());
  };
  let starts = 0;
  /** One message of a device that has just started. */
  const write = async (live: ServerDocument, actor: typeof one) => {
    const update = new ChapterWriter(actor.number, 100 + starts++).message('m').update;
    const admission = await admissionPath.admit(live, actor, update, true);
    return admission.kind === 'refused' ? admission.refusal.code : admission.kind;
  };
  const isFull = async (number: number) => {
    const listed = await facts.feed(one.userId, 0, 10);
    return listed.conversations
      .find((conversation) => conversation.id === id)
      ?.chapters.some((fact) => fact.chapter === number && fact.full);
  };
  return { alice: one, bob: two, chapter, clock, isFull, write };
};

it('CHAP-7 an account fills so many chapters a day, others fill theirs, and time gives room again', async () => {
  const { alice, bob, chapter, clock, write } = await scene({ chapterMessages: 2, accountChaptersADay: 2 });
  const live = [0, 1, 2, 3].map(chapter);
  const at = (number: number): ServerDocument => live[number] ?? chapter(number);
  for (const number of [0, 1]) for (let i = 0; i < 2; i++) expect(await write(at(number), alice)).toBe('admitted');
  expect(await write(at(2), alice)).toBe('admitted');
  expect(await write(at(2), alice)).toBe('too-much');
  expect(await write(at(2), bob)).toBe('admitted');
  expect(await write(at(3), alice)).toBe('admitted');
  expect(await write(at(3), alice)).toBe('too-much');
  clock.now += 86_400_000 / 2 + 1;
  expect(await write(at(3), alice)).toBe('admitted');
});

it('CHAP-6 CHAP-7 client ids of one account make room in the next chapter, so many times a day', async () => {
  const { alice, bob, chapter, isFull, write } = await scene({ chapterClientIdsOfOne: 2, accountChaptersADay: 1 });
  const [first, second] = [chapter(0), chapter(1)];
  for (let i = 0; i < 2; i++) expect(await write(first, alice)).toBe('admitted');
  expect(await isFull(0)).toBe(false);
  expect(await write(first, alice)).toBe('chapter-full');
  expect(await isFull(0)).toBe(true);
  for (let i = 0; i < 2; i++) expect(await write(second, alice)).toBe('admitted');
  expect(await write(second, alice)).toBe('too-much');
  expect(await isFull(1)).toBe(false);
  expect(await write(second, bob)).toBe('admitted');
});
