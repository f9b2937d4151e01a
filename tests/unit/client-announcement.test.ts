import { expect, test } from 'vitest';
import { announcementOf } from '../../client/features/timeline/reading/announcement.ts';
import { makePlaceMemory } from '../../client/features/timeline/reading/place-memory.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { mulberry } from '../support/mulberry.ts';

const by = (author: string, text: string | undefined = 'hello') => ({ author, text });

test('SCR-10 one or two messages are read out, more are counted with their authors', () => {
  expect(announcementOf([])).toBe('');
  expect(announcementOf([by('Bob')])).toBe('Bob: hello');
  expect(announcementOf([by('Bob'), { author: 'Carol', text: undefined }])).toBe('Bob: hello · New message from Carol');
  expect(announcementOf([by('Bob'), by('Bob'), by('Carol')])).toBe('3 new messages from Bob and Carol');
  // With the comma that the device's English has there, or without.
  expect(announcementOf(['A', 'B', 'C', 'D', 'A'].map((author) => by(author)))).toMatch(
    /^5 new messages from A, B, C,? and others$/,
  );
  expect(announcementOf([by('Bob', 'x'.repeat(1_000))]).length).toBeLessThan(420);
});

const conversation = (name: string) => {
  const user = parseUserId(name);
  if (user === undefined) throw new Error(`${name} is a user id`);
  return directIdOf(user, user);
};
const store = (): Pick<Storage, 'getItem' | 'setItem'> & { text: string | null } => ({
  text: null,
  getItem() {
    return this.text;
  },
  setItem(_, text) {
    this.text = text;
  },
});

test('SCR-6 a place is remembered over a reload, and forgotten at the end; what is no place is none', () => {
  const session = store();
  const messageId = makeMessageId(1, mulberry(1));
  const place = { chapter: 3, messageId, top: 44, unread: 2 };
  makePlaceMemory(session).set(conversation('a'), place);
  const again = makePlaceMemory(session);
  expect(again.get(conversation('a'))).toEqual(place);
  expect(again.get(conversation('b'))).toBeUndefined();
  again.set(conversation('a'), undefined);
  expect(makePlaceMemory(session).get(conversation('a'))).toBeUndefined();
  for (const text of ['{', '{}', '[3]', '[["a",1,"no id",2]]', `[["a","x","${messageId}",2]]`])
    expect(makePlaceMemory({ ...store(), getItem: () => text }).get(conversation('a'))).toBeUndefined();
});

test('SCR-6 the oldest of many places are forgotten', () => {
  const session = store();
  const memory = makePlaceMemory(session);
  const messageId = makeMessageId(1, mulberry(1));
  for (let i = 0; i < 250; i++) memory.set(conversation(`person${i}`), { chapter: 0, messageId, top: i, unread: 0 });
  const again = makePlaceMemory(session);
  expect(again.get(conversation('person10'))).toBeUndefined();
  expect(again.get(conversation('person249'))?.top).toBe(249);
});
