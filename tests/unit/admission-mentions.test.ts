import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import type { Body } from '../../shared/envelope/body.ts';
import { decodeEnvelope, type Envelope, EVERYBODY, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';

const ALICE = 1024;
const BOB = 1025;
const CAROL = 1026;
const DIRECT: Membership = { ...groupAs('member'), kind: 'direct' };
const context = (membership: Membership): JudgeContext => ({
  kind: 'chapter',
  number: ALICE,
  membership,
  now: 0,
  limits: LIMITS,
  newMessages: 'open',
  bytes: 0,
  strict: false,
});

/** What the judge says of an entry of Alice's on a chapter that holds her `said`. */
const take = (
  envelope: Uint8Array,
  { root = 'messages', as = groupAs('member') }: { root?: string; as?: Membership } = {},
) => {
  const alice = new ChapterWriter(ALICE);
  const doc = new Y.Doc();
  const said = alice.message('said');
  Y.applyUpdate(doc, said.update);
  const keys: Record<string, string> = {
    messages: alice.id(),
    edits: `${said.id}/${alice.id()}`,
    reactions: `${said.id}/${ALICE}/${alice.id()}`,
    votes: `${said.id}/${ALICE}`,
    deletions: said.id,
  };
  return judge(doc, alice.set(root, keys[root] ?? '', envelope), context(as));
};
const code = (judged: ReturnType<typeof judge>) => (judged.ok ? 'ok' : judged.error.code);

const wrap = (body: Body, header: Partial<Envelope> = {}): Uint8Array =>
  new ChapterWriter(ALICE).envelope(body, { mentions: [], ...header });
const naming = (...numbers: readonly number[]): Body => ({
  kind: 'text',
  text: '@somebody',
  mentions: numbers.map((by) => ({ by, name: 'somebody' })),
});
const PLAIN: Body = { kind: 'text', text: 'x' };
const ANSWER: Body = { ...PLAIN, reply: { chapter: 0, id: '01HF7YAT009TCR8CRR2G15YGDB' } };

/** An envelope whose header field 4 or 5 has these bytes. */
const withField = (body: Body, tag: number, bytes: Uint8Array): Uint8Array => wrap(body, { rest: [[tag, bytes]] });
const numbers = (...all: readonly number[]): Uint8Array => {
  const out = encoding.createEncoder();
  for (const one of all) encoding.writeVarUint(out, one);
  return encoding.toUint8Array(out);
};

describe('what a header notifies', () => {
  it('PERM-37 the server goes by the header of a message and of an edit', () => {
    for (const root of ['messages', 'edits']) {
      const judged = take(wrap(naming(BOB, CAROL), { mentions: [CAROL, BOB] }), { root });
      expect(judged).toMatchObject({ ok: true, value: { [root]: [{ mentions: [BOB, CAROL] }] } });
    }
    expect(take(wrap(PLAIN))).toMatchObject({ ok: true, value: { messages: [{ mentions: [], quiet: false }] } });
  });

  it('PERM-37 a header that mentions fewer than its body is taken, as devices before it write, and counts for nobody', () => {
    expect(take(wrap(naming(BOB)))).toMatchObject({ ok: true, value: { messages: [{ mentions: [] }] } });
    expect(take(wrap(naming(BOB, CAROL), { mentions: [BOB] }))).toMatchObject({
      value: { messages: [{ mentions: [BOB] }] },
    });
  });

  it('PERM-37 a header mentions only people named in its body, and the author of the message it replies to', () => {
    expect(code(take(wrap(PLAIN, { mentions: [BOB] })))).toBe('bad-value');
    expect(code(take(wrap(naming(BOB), { mentions: [BOB, CAROL] })))).toBe('bad-value');
    expect(code(take(wrap(ANSWER, { mentions: [BOB] })))).toBe('ok');
    expect(code(take(wrap(ANSWER, { mentions: [BOB, CAROL] })))).toBe('bad-value');
    const as = groupAs('owner');
    expect(code(take(wrap(ANSWER, { mentions: [EVERYBODY] }), { as }))).toBe('bad-value');
    expect(code(take(wrap(PLAIN, { mentions: [EVERYBODY] }), { as }))).toBe('bad-value');
    // An edit does not say what its message answers.
    expect(code(take(wrap(PLAIN, { mentions: [BOB] }), { root: 'edits' }))).toBe('ok');
    expect(code(take(wrap(PLAIN, { mentions: [BOB, CAROL] }), { root: 'edits' }))).toBe('bad-value');
  });

  it('PERM-37 a forged mention of 10,000 accounts is refused', () => {
    const crowd = Array.from({ length: 10_000 }, (_, i) => ALICE + i);
    expect(code(take(wrap(PLAIN, { mentions: crowd })))).toBe('too-large');
    expect(code(take(wrap(ANSWER, { mentions: crowd.slice(0, LIMITS.headerMentions + 1) })))).toBe('too-large');
    const most = crowd.slice(1, LIMITS.mentions + 1);
    expect(code(take(wrap(naming(...most), { mentions: most })))).toBe('ok');
  });

  it('PERM-37 mentions that are unsorted, doubled or empty, and a quiet mark with bytes, are refused', () => {
    const body = naming(BOB, CAROL);
    expect(code(take(withField(body, 4, numbers(BOB, CAROL))))).toBe('ok');
    for (const bytes of [numbers(CAROL, BOB), numbers(BOB, BOB), numbers(), Uint8Array.of(0x81, 0x88, 0)])
      expect([...bytes, code(take(withField(body, 4, bytes)))]).toEqual([...bytes, 'bad-value']);
    const as = groupAs('admin');
    expect(code(take(withField(PLAIN, 5, Uint8Array.of()), { as }))).toBe('ok');
    expect(code(take(withField(PLAIN, 5, Uint8Array.of(1)), { as }))).toBe('bad-value');
  });

  it('PERM-37 only messages and edits mention or are quiet', () => {
    const bodies: Record<string, Body> = {
      reactions: { kind: 'emoji', text: '👍' },
      votes: { kind: 'vote', choices: [0] },
      deletions: { kind: 'deletion' },
    };
    const as = groupAs('owner');
    for (const [root, body] of Object.entries(bodies)) {
      const own = root === 'deletions' ? { author: ALICE } : {};
      expect([root, code(take(wrap(body, own), { root, as }))]).toEqual([root, 'ok']);
      for (const header of [{ mentions: [BOB] }, { quiet: true as const }])
        expect([root, code(take(wrap(body, { ...own, ...header }), { root, as }))]).toEqual([root, 'bad-value']);
    }
  });

  it('PERM-12 only members with permission may mention everybody, in the header too', () => {
    const all: Body = { kind: 'text', text: '@all', everyone: true };
    const call = wrap(all, { mentions: [EVERYBODY] });
    for (const [as, verdict] of [
      [groupAs('owner'), 'ok'],
      [groupAs('admin'), 'ok'],
      [groupAs('member'), 'not-allowed'],
      [DIRECT, 'not-allowed'],
    ] as const)
      for (const root of ['messages', 'edits']) expect(code(take(call, { root, as }))).toBe(verdict);
    expect(code(take(wrap(all)))).toBe('not-allowed');
    expect(code(take(wrap(PLAIN, { mentions: [EVERYBODY] })))).toBe('not-allowed');
  });

  it('PERM-38 only the owner and admins of a group write quietly, and mention nobody with it', () => {
    const quiet = wrap(PLAIN, { quiet: true });
    for (const [as, verdict] of [
      [groupAs('owner'), 'ok'],
      [groupAs('admin'), 'ok'],
      [groupAs('member'), 'not-allowed'],
      [DIRECT, 'not-allowed'],
    ] as const)
      for (const root of ['messages', 'edits']) expect(code(take(quiet, { root, as }))).toBe(verdict);
    const both = wrap(naming(BOB), { mentions: [BOB], quiet: true });
    expect(code(take(both, { as: groupAs('owner') }))).toBe('bad-value');
    expect(take(quiet, { as: groupAs('owner') })).toMatchObject({
      value: { messages: [{ quiet: true, mentions: [] }] },
    });
  });
});

it('PERM-37 the header of an envelope has one form, whatever order its writer gives', () => {
  const bytes = wrap(PLAIN, { mentions: [CAROL, EVERYBODY, BOB, CAROL] });
  expect(decodeEnvelope(bytes)?.mentions).toEqual([EVERYBODY, BOB, CAROL]);
  const envelope = decodeEnvelope(wrap(PLAIN)) as Envelope;
  expect(encodeEnvelope({ ...envelope, mentions: [] })).toEqual(encodeEnvelope(envelope));
});
