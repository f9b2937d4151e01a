import { expect, test } from 'vitest';
import { parseRoute, pathOf, type Route } from '../../client/features/navigation/route.ts';
import { parseUserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';

const user = (text: string) => {
  const id = parseUserId(text);
  if (id === undefined) throw new Error(text);
  return id;
};
const parse = (path: string): Route => parseRoute(new URL(path, 'https://chat.example'));

test('UI-8 every page has an address of its own that leads back to it', () => {
  const routes: readonly Route[] = [
    { name: 'list' },
    { name: 'archived' },
    { name: 'conversation', id: directIdOf(user('a'), user('b')) },
    { name: 'new' },
    { name: 'new-group' },
    { name: 'not-sent' },
    { name: 'settings' },
    { name: 'sign-in' },
    { name: 'sign-up' },
    { name: 'setup', token: 'a b&c=/?#' },
  ];
  for (const route of routes) expect(parse(pathOf(route))).toEqual(route);
  expect(new Set(routes.map(pathOf)).size).toBe(routes.length);
});
test.each(['/c/', '/c/x', '/c/d-1/more', '/constructor', '/__proto__', '/new/other'])(
  'UI-8 %s leads nowhere, and says so',
  (path) => {
    expect(parse(path)).toEqual({ name: 'nowhere' });
  },
);
