import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { type AccountNumber, parseUserId } from '../../shared/ids/account.ts';
import { type BlobId, makeBlobId } from '../../shared/ids/blob.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { CommitRequest } from '../../storage/ports/journal.ts';
import {
  blobKey,
  type CommitFacts,
  type ConversationRow,
  type MemberRow,
  messageKey,
  pairKey,
} from '../../storage/rules/commit-facts.ts';
import type { CommitPlan } from '../../storage/rules/commit-plan.ts';
import { decideCommits } from '../../storage/rules/decide-commits.ts';
import { isUnheard, unheardBy } from '../../storage/rules/strangers.ts';
import { mulberry } from '../support/mulberry.ts';

const NOW = 1_700_000_000_000;
const random = mulberry(1);
const GROUP = makeGroupId(NOW, random);
const IDS = Array.from({ length: 6 }, () => makeMessageId(NOW, random));
const ENTRY = Uint8Array.of(1);
const ALICE = 1024 as AccountNumber;
const BOB = 1025 as AccountNumber;
const user = (name: string) => {
  const id = parseUserId(name);
  if (id === undefined) throw new Error(`Not a user id: ${name}`);
  return id;
};
const USERS = new Map<ReturnType<typeof user>, number>([
  [user('alice'), ALICE],
  [user('bob'), BOB],
]);

const conversation: ConversationRow = {
  id: 7,
  title: 'Group',
  seq: 0,
  stampedAt: 0,
  version: 0,
  newestChapter: 0,
  disappear: 0,
  isLarge: false,
  unanswered: null,
  isUnheard: false,
  picture: null,
  rights: '{}',
  history: 'all',
  isDeleted: false,
  head: undefined,
};
const member = (account: number): MemberRow => ({
  account,
  role: 'member',
  fromChapter: 0,
  askedBy: null,
  delivered: 0,
  read: 0,
});

const factsWith = (changes: Partial<CommitFacts> = {}, row: Partial<ConversationRow> = {}): CommitFacts => ({
  documents: new Map(),
  conversations: new Map([[GROUP, { ...conversation, ...row }]]),
  accounts: USERS,
  members: new Map([ALICE, BOB].map((account) => [pairKey(7, account), member(account)])),
  chapters: new Map(),
  messages: new Map(),
  blobs: new Map(),
  pendingEvents: new Set(),
  audiences: new Map(),
  shown: new Map(),
  blockers: new Map(),
  blocked: new Map(),
  keptHeads: new Map(),
  ...changes,
});

const request = (changes: Partial<CommitRequest> = {}, ids = IDS.slice(0, 1), author = ALICE): CommitRequest => ({
  document: chapterDocument(GROUP, 0),
  expectedVersion: 0,
  userId: user(author === ALICE ? 'alice' : 'bob'),
  conversationId: GROUP,
  purge: false,
  encode: () => [],
  effects: {
    conversationId: GROUP,
    chapter: 0,
    messages: ids.map((id) => ({ id, author, at: NOW, entry: ENTRY })),
    edits: [],
    deletions: [],
    full: false,
  },
  ...changes,
});

const kindOf = (facts: CommitFacts, asked: CommitRequest): string | undefined =>
  decideCommits([asked], facts, NOW).outcomes[0]?.kind;

describe('the decision about a batch of commits', () => {
  const closed = new Map([[pairKey(7, 0), { version: 1, isFull: true, isClosed: true, ranges: [] }]]);
  const used = { seq: 1, chapter: 3, author: BOB, isDeleted: true };
  const asked = { ...member(ALICE), fromChapter: 1 };

  const shownUp = (acts: number) =>
    factsWith({ shown: new Map([[pairKey(ALICE, BOB), acts]]) }, { unanswered: BOB, disappear: 86_400 });
  const removesSetting = request({
    document: conversationDocument(GROUP),
    effects: undefined,
    shown: 0,
    disappear: 0,
  });

  it.each([
    ['JRN-6', 'not-a-member', factsWith({ members: new Map() }), request()],
    ['JRN-6', 'not-a-member', factsWith({ members: new Map([[pairKey(7, ALICE), asked]]) }), request()],
    ['JRN-6', 'not-a-member', factsWith({ conversations: new Map() }), request({ userId: undefined })],
    ['JRN-6', 'not-a-member', factsWith({}, { isDeleted: true }), request()],
    ['JRN-6', 'done', factsWith({ members: new Map() }), request({ userId: undefined })],
    ['JRN-3', 'behind', factsWith(), request({ expectedVersion: 1 })],
    ['JRN-6', 'judge-again', factsWith(), request({ membership: { role: 'admin', rights: '{}' } })],
    ['JRN-6', 'judge-again', factsWith(), request({ membership: { role: 'member', rights: '{"add":"everyone"}' } })],
    ['GRP-16', 'closed', factsWith({ chapters: closed }), request()],
    ['JRN-5', 'taken', factsWith({ messages: new Map([[messageKey(7, IDS[0] as never), used]]) }), request()],
    ['JRN-5', 'taken', factsWith(), request({}, [IDS[0], IDS[0]] as typeof IDS)],
    ['CON-3', 'unanswered', factsWith({ shown: new Map([[pairKey(ALICE, BOB), 20]]) }, { unanswered: BOB }), request()],
    ['CON-3', 'done', factsWith({ shown: new Map([[pairKey(ALICE, BOB), 19]]) }, { unanswered: BOB }), request()],
    ['CON-3', 'done', factsWith({ shown: new Map([[pairKey(ALICE, BOB), 20]]) }, { unanswered: ALICE }), request()],
    // Nothing is written, and the timeline tells of the setting that was removed.
    ['CON-3', 'unanswered', shownUp(20), removesSetting],
    ['CON-3', 'done', shownUp(19), removesSetting],
    ['JRN-7', 'settled', factsWith(), request({ userId: undefined, settles: ['x'] })],
    ['JRN-7', 'done', factsWith({ pendingEvents: new Set(['x']) }), request({ userId: undefined, settles: ['x'] })],
  ])('JRN-3 JRN-5 JRN-6 JRN-7 GRP-16 CON-3 %s answers %s', (_rule, kind, facts, asks) => {
    expect(kindOf(facts, asks)).toBe(kind);
  });

  const PHOTO = makeBlobId(new Uint8Array(16));
  const blob = { number: 3, state: 'complete', class: 'sealed', isOwn: true, isShown: false } as const;
  const withBlob = (blobs: readonly BlobId[] = [PHOTO]): CommitRequest => {
    const base = request();
    if (base.effects === undefined) throw new Error('A request without effects.');
    return { ...base, effects: { ...base.effects, messages: base.effects.messages.map((one) => ({ ...one, blobs })) } };
  };
  const facing = (
    changes: Partial<typeof blob> | { isOwn: boolean; isShown: boolean } | { state: 'uploading' },
    by = ALICE,
  ) => factsWith({ blobs: new Map([[blobKey(PHOTO, by), { ...blob, ...changes }]]) });

  it.each([
    ['done', facing({})],
    ['done', facing({ isOwn: false, isShown: true })],
    ['unknown-blob', facing({ isOwn: false, isShown: false })],
    ['unknown-blob', facing({ state: 'uploading' })],
    // As somebody else stands to it.
    ['unknown-blob', facing({}, BOB)],
    ['unknown-blob', factsWith()],
  ])('BLOB-9 %s', (kind, facts) => {
    expect(kindOf(facts, withBlob())).toBe(kind);
  });

  it('BLOB-9 BLOB-12 a message refers to its blobs, and lets go of them when it ends, in one batch, too', () => {
    const posted = decideCommits([withBlob()], facing({}), NOW).plan;
    const reference = { conversation: 7, message: IDS[0], chapter: 0, blob: 3 };
    expect(posted).toMatchObject({ references: [reference], released: [] });
    const ends = request({ expectedVersion: 1 }, []);
    if (ends.effects === undefined) throw new Error('A request without effects.');
    const deletion = { ...ends, effects: { ...ends.effects, deletions: IDS.slice(0, 1) } };
    const { outcomes, plan } = decideCommits([withBlob(), deletion], facing({}), NOW);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done']);
    expect(plan).toMatchObject({ references: [reference], released: [{ conversation: 7, message: IDS[0] }] });
    // One that refers to nothing writes nothing.
    expect(decideCommits([request()], facing({}), NOW).plan).toMatchObject({ references: [], released: [] });
  });

  it('JRN-7 leaves nothing of a refused request in the plan', () => {
    const { plan } = decideCommits([request({ expectedVersion: 5 })], factsWith(), NOW);
    const { changes, ...rows } = plan;
    expect(changes).toBe(0);
    expect(Object.values(rows).flat()).toEqual([]);
  });

  it('CON-3 a group is unheard while fewer than two have accepted and somebody was asked', () => {
    const of = (...askedBy: (number | null)[]) => new Map(askedBy.map((by, i) => [i, by]));
    expect([of(null), of(null, 0), of(null, null, 0), of(0, 0)].map((one) => isUnheard(one))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(unheardBy({ unanswered: null, isUnheard: true, askedBy: of(null, 0, 0) }, 0)).toEqual([1, 2]);
    expect(unheardBy({ unanswered: null, isUnheard: true, askedBy: of(null, 0, 0) }, 1)).toEqual([]);
  });
});

/** The simplest server there is: messages in a list. */
interface Model {
  version: number;
  readonly messages: { id: string; author: number; isDeleted: boolean }[];
}

interface Step {
  readonly author: AccountNumber;
  readonly posts: readonly number[];
  readonly deletes: readonly number[];
  readonly isLate: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  author: fc.constantFrom(ALICE, BOB),
  posts: fc.array(fc.nat(IDS.length - 1), { maxLength: 3 }),
  deletes: fc.array(fc.nat(IDS.length - 1), { maxLength: 2 }),
  isLate: fc.boolean(),
});

const idAt = (i: number) => IDS[i] ?? (IDS[0] as (typeof IDS)[number]);

/** What the model answers, and does. */
const perform = (model: Model, { author, posts, deletes, isLate }: Step): string => {
  if (isLate) return 'behind';
  const isTaken = posts.some((i, at) => posts.indexOf(i) !== at || model.messages.some(({ id }) => id === idAt(i)));
  if (isTaken) return 'taken';
  model.version++;
  for (const i of posts) model.messages.push({ id: idAt(i), author, isDeleted: false });
  for (const message of model.messages) if (deletes.some((i) => idAt(i) === message.id)) message.isDeleted = true;
  return 'done';
};

const requestOf = (version: number, { author, posts, deletes, isLate }: Step): CommitRequest => {
  const base = request({ expectedVersion: isLate ? version + 1 : version }, posts.map(idAt), author);
  if (base.effects === undefined) throw new Error('A request without effects.');
  return { ...base, effects: { ...base.effects, deletions: deletes.map(idAt) } };
};

/** The facts after a plan was written. */
const factsAfter = (facts: CommitFacts, plan: CommitPlan): CommitFacts => {
  const stamps = new Map(plan.stamps.map((row) => [row.seq, row]));
  const deleted = new Set(plan.deleted.map(({ seq }) => seq));
  const messages = new Map(
    [...facts.messages].map(([key, row]) => [key, { ...row, isDeleted: row.isDeleted || deleted.has(row.seq) }]),
  );
  for (const { conversation: id, chapter, seq, id: message } of plan.messages) {
    const stamp = stamps.get(seq);
    if (stamp === undefined) throw new Error('A message without a stamp.');
    messages.set(messageKey(id, message), { seq, chapter, author: stamp.author, isDeleted: stamp.isDeleted });
  }
  const [row] = plan.conversations;
  return {
    ...facts,
    messages,
    documents: new Map([...facts.documents, ...plan.documents.map((d) => [d.name, { ...d, id: 1 }] as const)]),
    conversations: row === undefined ? facts.conversations : new Map([[GROUP, row]]),
    chapters: new Map([
      ...facts.chapters,
      ...plan.chapters.map((c) => [pairKey(7, c.chapter), { ...c, isClosed: false }] as const),
    ]),
    members: new Map([
      ...facts.members,
      ...plan.marks.map((m) => [pairKey(7, m.account), { ...member(m.account), ...m }] as const),
    ]),
  };
};

describe('batches of commits beside a model', () => {
  it('JRN-4 JRN-5 JRN-8 however requests are batched, answers and rows are those of the model', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (batches) => {
        const model: Model = { version: 0, messages: [] };
        let facts = factsWith();
        for (const steps of batches) {
          const requests: CommitRequest[] = [];
          const expected = steps.map((one) => {
            requests.push(requestOf(model.version, one));
            return perform(model, one);
          });
          const { outcomes, plan } = decideCommits(requests, facts, NOW);
          expect(outcomes.map(({ kind }) => kind)).toEqual(expected);
          facts = factsAfter(facts, plan);
          const row = facts.conversations.get(GROUP);
          expect(row?.seq).toBe(model.messages.length);
          expect(row?.head?.seq).toBe(model.messages.length === 0 ? undefined : model.messages.length);
          expect(row?.head?.deleted ?? false).toBe(model.messages.at(-1)?.isDeleted ?? false);
          expect(facts.documents.get(chapterDocument(GROUP, 0))?.version ?? 0).toBe(model.version);
          for (const [i, { id, author, isDeleted }] of model.messages.entries())
            expect(facts.messages.get(messageKey(7, id as (typeof IDS)[number]))).toEqual({
              seq: i + 1,
              chapter: 0,
              author,
              isDeleted,
            });
          const newest = model.messages.findLastIndex(({ author }) => author === ALICE) + 1;
          expect(facts.members.get(pairKey(7, ALICE))?.read).toBeGreaterThanOrEqual(newest);
        }
      }),
      { seed: 9, numRuns: 200 },
    );
  });
});
