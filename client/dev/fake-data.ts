import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type {
  ConversationRow,
  ConversationView,
  MemberRow,
  MessageEntry,
  MessageState,
  NotSentEntry,
  Person,
  Reaction,
  TimelineEntry,
} from '../channel/protocol.ts';

export const ME = { userId: 'me', number: 1024, name: 'Ola Berg', email: 'ola@skerry.example' };
export const PEOPLE: readonly Person[] = [
  { userId: 'u-mira', number: 1025, name: 'Mira Solheim' },
  { userId: 'u-jonas', number: 1026, name: 'Jonas Wik' },
  { userId: 'u-samira', number: 1027, name: 'سميرة حداد' },
  { userId: 'u-aiko', number: 1028, name: '藤田愛子' },
  { userId: 'u-eva', number: 1029, name: 'Eva-Kristin von Oldenburg-Wertheimstein zu Langenau' },
  { userId: 'u-bo', number: 1030, name: 'Bo' },
];
const person = (at: number): Person => PEOPLE[at] ?? ME;

const direct = (letter: string): ConversationId => `d-${letter.repeat(32)}` as ConversationId;
const group = (digit: string): ConversationId => `g-${digit.repeat(8)}-0000-7000-8000-000000000000` as ConversationId;
export const MIRA_ID = direct('m');
export const BOAT_ID = group('1');
export const LONG_ID = group('2');
export const NEW_ID = direct('n');
export const LEFT_ID = group('3');
export const NOTES_ID = direct('o');

const NOW = Date.now();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let made = 0;
const idOf = (): MessageId => (made++).toString().padStart(26, '0') as MessageId;

interface Given {
  readonly by: Person;
  readonly at: number;
  readonly text?: string;
  readonly state?: MessageState;
  readonly arrivedAt?: number;
  readonly edited?: boolean;
  readonly deletedBy?: string | 'self';
  readonly reactions?: readonly Reaction[];
  readonly seq?: number;
}
export const message = (given: Given): MessageEntry => {
  const messageId = idOf();
  const own = given.by.userId === ME.userId;
  const deleted =
    given.deletedBy === undefined ? undefined : { by: given.deletedBy === 'self' ? undefined : given.deletedBy };
  return {
    kind: 'message',
    key: messageId,
    messageId,
    chapter: 0,
    seq: given.seq ?? made,
    by: given.by.number,
    author: given.by.name,
    own,
    text: deleted === undefined ? given.text : undefined,
    unreadable: deleted === undefined && given.text === undefined,
    deleted,
    at: given.at,
    arrivedAt: given.arrivedAt,
    state: given.state ?? (own ? 'read' : 'sent'),
    edited: given.edited ?? false,
    reactions: given.reactions ?? [],
    first: true,
    last: true,
    may: { edit: own && given.text !== undefined, remove: own, react: true },
  };
};

/** Runs of one author, and the days, as the replica's projection makes them. */
export const arrange = (messages: readonly MessageEntry[], unread = 0): readonly TimelineEntry[] => {
  const out: TimelineEntry[] = [];
  let day = '';
  for (const [index, entry] of messages.entries()) {
    const own = new Date(entry.at).toDateString();
    if (own !== day) out.push({ kind: 'day', key: `day-${own}`, at: entry.at });
    if (unread > 0 && index === messages.length - unread) out.push({ kind: 'unread', key: 'unread', count: unread });
    const joins = (other: MessageEntry | undefined, after: boolean): boolean =>
      other !== undefined &&
      other.by === entry.by &&
      Math.abs(other.at - entry.at) < 5 * 60_000 &&
      new Date(other.at).toDateString() === own &&
      !(unread > 0 && (after ? index + 1 : index) === messages.length - unread);
    out.push({ ...entry, first: !joins(messages[index - 1], false), last: !joins(messages[index + 1], true) });
    day = own;
  }
  return out;
};

const mira = person(0);
const at = (days: number, hours: number): number => new Date(NOW - days * DAY).setHours(0, 0, 0, 0) + hours * HOUR;
export const MIRA: readonly MessageEntry[] = [
  message({
    by: mira,
    at: at(21, 9.2),
    text: 'Did the new battery arrive? The island is out of reach from tomorrow, so tell me today if you can.',
  }),
  message({
    by: ME,
    at: at(21, 9.33),
    text: 'It did! Carried it up this morning, it’s on the wall next to the radio.',
    reactions: [
      { emoji: '⚓', count: 1, mine: false, names: ['Mira Solheim'] },
      { emoji: '👏', count: 2, mine: true, names: ['Mira Solheim', 'Ola Berg'] },
    ],
  }),
  message({
    by: ME,
    at: at(21, 9.35),
    text: 'The manual is at https://example.org/batteries/(lead-acid)?page=3, page 12.',
    edited: true,
    state: 'read',
  }),
  message({ by: mira, at: at(21, 9.4), deletedBy: 'Mira Solheim' }),
  message({ by: mira, at: at(2, 18), text: 'שלום! הסירה תגיע ביום חמישי בבוקר.' }),
  message({ by: mira, at: at(2, 18.01), text: 'Weather turns on Thursday, stay in the harbour.' }),
  message({ by: mira, at: at(2, 18.02), text: 'And the seals are back 🦭', arrivedAt: at(0, 7.95) }),
  message({ by: mira, at: at(0, 8), text: '🦭🌊' }),
  message({ by: ME, at: at(0, 8.1), text: 'We stay. I’ll bring the charts back on Sunday.', state: 'sent' }),
  message({ by: ME, at: at(0, 8.4), text: 'This one the server would not take.', state: 'not-sent', seq: 0 }),
  message({
    by: ME,
    at: at(0, 8.5),
    text: 'Written without a connection:\n– the anchor\n– the long rope\n– two lamps',
    state: 'saved',
    seq: 0,
  }),
  message({ by: ME, at: at(0, 8.51), text: 'And one the disk has not taken yet.', state: 'not-saved', seq: 0 }),
];

const boatPeople = [person(1), person(2), person(3), person(4), ME];
export const BOAT: readonly MessageEntry[] = [
  message({ by: person(1), at: at(1, 11), text: 'The engine is fixed, the photo follows when I am back on land.' }),
  message({ by: person(4), at: at(1, 11.2), text: 'Wonderful news. Who takes the first turn at the pump?' }),
  message({ by: person(3), at: at(1, 11.3), text: '今週末は天気が良さそうですね。土曜日に出航しましょうか？' }),
  message({
    by: person(2),
    at: at(1, 11.4),
    text: 'أنا معكم يوم السبت، سأحضر القهوة.',
    reactions: [{ emoji: '☕', count: 12, mine: false, names: boatPeople.map((one) => one.name) }],
  }),
  message({ by: ME, at: at(1, 12), text: 'Saturday, eight o’clock, at the fuel dock.', state: 'delivered' }),
  message({
    by: person(1),
    at: at(0, 6),
    text: `${'A long message about how to start the pump when it is cold. '.repeat(40)}`,
  }),
  message({
    by: person(1),
    at: at(0, 6.01),
    text: 'https://example.org/a/very/long/address/without/any/place/to/break/it/apart/because/it/has/no/spaces/at/all/index.html',
  }),
  message({ by: person(4), at: at(0, 6.2) }),
  message({ by: ME, at: at(0, 6.3), deletedBy: 'self' }),
];

const WORDS =
  'the wind turns north and we wait in the harbour until it drops again tomorrow morning maybe earlier'.split(' ');
export const LONG: readonly MessageEntry[] = Array.from({ length: 3_000 }, (_, index) =>
  message({
    by: [person(1), person(0), ME][Math.floor(index / 3) % 3] ?? ME,
    at: NOW - (3_000 - index) * 13 * 60_000,
    text: `${index + 1}. ${WORDS.slice(0, 3 + ((index * 7) % 14)).join(' ')}${index % 17 === 0 ? ` ${WORDS.join(' ').repeat(3)}` : ''}`,
  }),
);
export const NOTES: readonly MessageEntry[] = [
  message({ by: ME, at: at(3, 10), text: 'Radio: channel 72\nHarbour office: closed on Mondays', state: 'sent' }),
];

const row = (given: Partial<ConversationRow> & Pick<ConversationRow, 'id' | 'kind' | 'title'>): ConversationRow => ({
  peer: undefined,
  membersCount: 2,
  state: 'ready',
  last: undefined,
  unread: 0,
  draft: '',
  typing: false,
  ...given,
});
const last = (text: string | undefined, when: number, by?: string, state: MessageState = 'read', deleted = false) => ({
  text,
  deleted,
  by,
  own: by === undefined,
  at: when,
  state,
});

export const ROWS: readonly ConversationRow[] = [
  row({
    id: MIRA_ID,
    kind: 'direct',
    title: 'Mira Solheim',
    peer: mira,
    last: last('And one the disk has not taken yet.', at(0, 8.51), undefined, 'not-saved'),
  }),
  row({
    id: BOAT_ID,
    kind: 'group',
    title: 'Boat club',
    membersCount: 5,
    unread: 4,
    last: last('the engine is fixed, photo follows', at(0, 7), 'Jonas Wik'),
  }),
  row({
    id: LONG_ID,
    kind: 'group',
    title: 'Harbour talk',
    membersCount: 3,
    unread: 128,
    typing: true,
    last: last('…', at(0, 5), 'Jonas Wik'),
  }),
  row({
    id: direct('j'),
    kind: 'direct',
    title: 'Jonas Wik',
    peer: person(1),
    draft: 'about the anchor, I think we should',
    last: last('See you', at(4, 9), 'Jonas Wik'),
  }),
  row({ id: NEW_ID, kind: 'direct', title: 'Bo', peer: person(5), state: 'waiting' }),
  row({
    id: direct('s'),
    kind: 'direct',
    title: 'سميرة حداد',
    peer: person(2),
    last: last('سأحضر القهوة', at(5, 9), 'سميرة حداد'),
  }),
  row({
    id: direct('e'),
    kind: 'direct',
    title: person(4).name,
    peer: person(4),
    last: last('Thank you, that was kind', at(9, 9), undefined, 'delivered'),
  }),
  row({
    id: NOTES_ID,
    kind: 'notes',
    title: 'Ola Berg',
    last: last('Radio: channel 72', at(3, 10), undefined, 'sent'),
  }),
  row({
    id: direct('a'),
    kind: 'direct',
    title: '藤田愛子',
    peer: person(3),
    last: last(undefined, at(30, 9), '藤田愛子', 'sent', true),
  }),
  row({
    id: group('4'),
    kind: 'group',
    title: 'Lighthouse keepers',
    state: 'refused',
    last: last('Hello', at(12, 9), undefined, 'not-sent'),
  }),
  row({ id: LEFT_ID, kind: 'group', title: 'Last summer', state: 'left', last: last('Bye', at(400, 9), 'Bo') }),
];

export const MESSAGES = new Map<ConversationId, { readonly list: readonly MessageEntry[]; readonly unread: number }>([
  [MIRA_ID, { list: MIRA, unread: 0 }],
  [BOAT_ID, { list: BOAT, unread: 4 }],
  [LONG_ID, { list: LONG, unread: 128 }],
  [NOTES_ID, { list: NOTES, unread: 0 }],
]);

const member = (one: Person, role: MemberRow['role'], online = false): MemberRow => ({
  ...one,
  role,
  own: one.userId === ME.userId,
  online,
});

export const viewOf = (of: ConversationRow, isOnline: boolean): ConversationView => {
  const members =
    of.kind === 'group'
      ? [
          member(ME, 'owner', isOnline),
          member(person(1), 'admin', isOnline),
          member(person(2), 'member'),
          member(person(3), 'member', isOnline),
          member(person(4), 'member'),
        ]
      : of.kind === 'notes'
        ? [member(ME, 'owner', isOnline)]
        : [member(ME, 'owner', isOnline), member(of.peer ?? ME, 'owner', isOnline)];
  return {
    id: of.id,
    kind: of.kind,
    title: of.title,
    peer: of.peer,
    state: of.state,
    role: 'owner',
    members,
    typing: of.typing ? ['Jonas Wik'] : [],
    online: members.filter((one) => one.online && !one.own).length,
    mayRename: of.kind === 'group' && of.state !== 'left',
    mayAdd: of.kind === 'group' && of.state !== 'left',
  };
};

export const NOT_SENT: readonly NotSentEntry[] = [
  {
    key: 'n1',
    conversationId: LEFT_ID,
    conversationTitle: 'Last summer',
    text: 'I was still on the island when you took me out, so here is what I wanted to say.\nThank you for all the days at sea.',
    at: at(6, 14),
    reason: 'not-a-member',
    retry: false,
  },
  {
    key: 'n2',
    conversationId: MIRA_ID,
    conversationTitle: 'Mira Solheim',
    text: 'This one the server would not take.',
    at: at(0, 8.4),
    reason: 'other',
    retry: true,
  },
];
