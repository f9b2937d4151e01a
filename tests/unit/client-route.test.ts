import { expect, test } from 'vitest';
import { parseRoute, pathOf, type Route } from '../../client/features/navigation/route.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';

const user = (text: string) => {
  const id = parseUserId(text);
  if (id === undefined) throw new Error(text);
  return id;
};
const parse = (path: string): Route => parseRoute(new URL(path, 'https://chat.example'));

const messageId = makeMessageId(1_700_000_000_000, () => 0.5);

test('UI-8 every page has an address of its own that leads back to it', () => {
  const routes: readonly Route[] = [
    { name: 'list' },
    { name: 'archived' },
    { name: 'conversation', id: directIdOf(user('a'), user('b')) },
    { name: 'new' },
    { name: 'new-group' },
    { name: 'not-sent' },
    { name: 'outbox' },
    { name: 'join', token: '' },
    { name: 'join', token: 'Ab_-9' },
    { name: 'settings' },
    { name: 'starred' },
    { name: 'space' },
    { name: 'search', asked: '' },
    { name: 'search', asked: 'q=b%C3%BCch+%22a+b%22&me=' },
    { name: 'conversation', id: directIdOf(user('a'), user('b')), message: { chapter: 12, messageId } },
    { name: 'conversation', id: directIdOf(user('a'), user('b')), thread: { chapter: 0, messageId } },
    {
      name: 'conversation',
      id: directIdOf(user('a'), user('b')),
      message: { chapter: 1, messageId },
      thread: { chapter: 0, messageId },
    },
    { name: 'sign-in' },
    { name: 'sign-up' },
    { name: 'setup', token: 'a b&c=/?#' },
  ];
  for (const route of routes) expect(parse(pathOf(route))).toEqual(route);
  expect(new Set(routes.map(pathOf)).size).toBe(routes.length);
});
test('UI-8 the storage page is at an address of its name, and the one of before still leads there', () => {
  expect(pathOf({ name: 'space' })).toBe('/settings/storage');
  for (const path of ['/settings/storage', '/settings/space', '/settings/space/'])
    expect(parse(path).name).toBe('space');
});
test.each(['/c/', '/c/x', '/c/d-1/more', '/constructor', '/__proto__', '/new/other'])(
  'UI-8 %s leads nowhere, and says so',
  (path) => {
    expect(parse(path)).toEqual({ name: 'nowhere' });
  },
);
test.each([
  '1',
  '1.',
  '.1',
  '01.01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '1.01ARZ3',
  '-1.01ARZ3NDEKTSV4RRFFQ69G5FAV',
  '1.2.3',
  '<b>',
])('UI-8 a link to the message %s opens the conversation alone', (m) => {
  const id = directIdOf(user('a'), user('b'));
  expect(parse(`/c/${id}?m=${encodeURIComponent(m)}`)).toEqual({ name: 'conversation', id });
});
