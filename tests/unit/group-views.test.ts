import { describe, expect, test } from 'vitest';
import type { SharedMessage } from '../../client/channel/commands.ts';
import type { ConversationView, MemberRow } from '../../client/channel/conversation-view.ts';
import type { OutboxEntry } from '../../client/channel/projections.ts';
import { closedWords } from '../../client/features/conversation/closed/closed-words.ts';
import { membersInOrder } from '../../client/features/group/members/members-in-order.ts';
import { sharedThings } from '../../client/features/message-content/shared-things.ts';
import { outboxWords, refusalWords } from '../../client/features/outbox/outbox-words.ts';

const NOON = new Date('2026-11-21T12:00:00').getTime();
const HOUR = 3_600_000;

const member = (name: string, role: MemberRow['role'] = 'member', number = name.length): MemberRow => ({
  userId: name,
  number,
  name,
  role,
  own: false,
  online: false,
  seenAt: undefined,
  may: { remove: false, makeAdmin: false, removeAdmin: false, transfer: false },
  waiting: false,
});

describe('members', () => {
  const names = (members: readonly MemberRow[], query = '') => membersInOrder(members, query).map(({ name }) => name);
  test('UI-48 those who decide stand first, each role by name', () => {
    const members = [member('Zoe'), member('bob'), member('Ann', 'admin'), member('Yan', 'owner'), member('Ada')];
    expect(names(members)).toEqual(['Yan', 'Ann', 'Ada', 'bob', 'Zoe']);
  });
  test('UI-48 are found by beginnings of words, without regard to case and accents', () => {
    const members = [member('Élodie Martin'), member('Tim Elder'), member('Mabel')];
    expect(names(members, ' el ')).toEqual(['Élodie Martin', 'Tim Elder']);
    expect(names(members, 'mar el')).toEqual(['Élodie Martin']);
    expect(names(members, 'abel')).toEqual([]);
  });
});

describe('why one cannot write', () => {
  type Closed = Pick<ConversationView, 'state' | 'removal'>;
  const view = (values: Partial<Closed>): Closed => ({ state: 'left', removal: undefined, ...values });
  const at = NOON - 2 * HOUR;
  test.each<[values: Partial<Closed>, why: RegExp, further: RegExp]>([
    [{ removal: { by: 'Ann', at, deleted: false } }, /^Ann removed you today 10:00(?:\sAM)?\.$/, /add you/],
    [{ removal: { by: undefined, at, deleted: false } }, /^You left this group today 10:00(?:\sAM)?\.$/, /stay\./],
    [{ removal: { by: '', at, deleted: false } }, /^You were removed today 10:00(?:\sAM)?\.$/, /stay\./],
    [{ removal: { by: 'Ann', at, deleted: true } }, /^Ann deleted this group today/, /stay\.$/],
    [{ removal: { by: undefined, at, deleted: true } }, /^You deleted this group/, /stay\.$/],
    [{}, /^You’re no longer in this group\.$/, /stay\./],
    [{ state: 'refused' }, /rejected this conversation/, /Not sent/],
    [{ state: 'ready' }, /^Only admins can send messages/, /^$/],
  ])('UI-42 %j', (values, why, further) => {
    const words = closedWords(view(values), NOON);
    expect(words.why).toMatch(why);
    expect(words.further ?? '').toMatch(further);
  });
});

describe('what waits', () => {
  const entry = (values: Partial<OutboxEntry>): OutboxEntry => ({
    key: '1',
    kind: 'rename',
    conversationId: undefined,
    conversationTitle: 'Boat club',
    who: 'Bob',
    at: NOON,
    state: 'waiting',
    reason: undefined,
    mayCancel: true,
    ...values,
  });
  test.each<[values: Partial<OutboxEntry>, words: string]>([
    [{}, 'Rename the group “Boat club”'],
    [{ state: 'refused' }, 'Rename the group “Boat club”'],
    [{ kind: 'add-member' }, 'Add Bob to “Boat club”'],
    [{ kind: 'transfer' }, 'Transfer ownership of “Boat club” to Bob'],
    [{ kind: 'remove-member', who: undefined }, 'Remove someone from “Boat club”'],
    [{ kind: 'leave', conversationTitle: undefined }, 'Leave “a conversation”'],
    [{ kind: 'profile' }, 'Change your profile'],
  ])('UI-45 %j is said in a line', (values, words) => {
    expect(outboxWords(entry(values))).toBe(words);
  });
  test('UI-45 a refusal says why, also by a code this version does not know', () => {
    for (const [reason, words] of [
      ['group-full', /is full/],
      ['not-allowed', /have permission/],
      ['not-found', /no longer in the group/],
      ['unknown-member', /other person was no longer there/],
      ['last-owner', /Transfer ownership first/],
      ['username-taken', /is taken/],
    ] as const)
      expect(refusalWords(entry({ reason }))).toMatch(words);
    for (const reason of ['constructor', 'teapot', undefined])
      expect(refusalWords(entry({ reason }))).toBe('The server couldn’t do it.');
  });
});

describe('what was shared', () => {
  const hrefs = (body: SharedMessage['body']) =>
    sharedThings(body).map((thing) => (thing.kind === 'contact' ? thing.name : thing.href));
  const text = (words: string): SharedMessage['body'] => ({ kind: 'text', text: words });
  test('UI-47 addresses are gathered as they are read on screen, each once', () => {
    expect(hrefs(text('https://a.example, again https://a.example and [b](https://b.example/x)'))).toEqual([
      'https://a.example/',
      'https://b.example/x',
    ]);
    expect(hrefs(text('> - **https://c.example**'))).toEqual(['https://c.example/']);
    expect(hrefs(text('`https://no.example`\n\n```\nhttps://no.example\n```'))).toEqual([]);
    expect(hrefs(text('[x](javascript:alert(1)) and nothing else'))).toEqual([]);
  });
  test('UI-47 a link’s own words are told when they say more than its address', () => {
    const wordsOf = (words: string) => sharedThings(text(words)).map((thing) => 'words' in thing && thing.words);
    expect(wordsOf('[the charts](https://b.example/x)')).toEqual(['the charts']);
    expect(wordsOf('https://b.example/x')).toEqual([undefined]);
  });
  test('UI-47 places lead to the device’s own map, contacts are named', () => {
    expect(hrefs({ kind: 'location', latitude: 59.91, longitude: 10.75, text: 'the pier' })).toEqual([
      expect.stringMatching(/^geo:59\.91,10\.75/),
    ]);
    expect(hrefs({ kind: 'contact', userId: 'u', by: 3, name: 'Bob' })).toEqual(['Bob']);
    expect(
      hrefs({ kind: 'poll', text: 'https://a.example?', options: ['a', 'b'], multiple: false, anonymous: false }),
    ).toEqual([]);
  });
});
