import { createRoot } from 'solid-js';
import { expect, it, test } from 'vitest';
import { parseRoute, pathOf } from '../../client/features/navigation/route.ts';
import { createNewPassword } from '../../client/features/password/create-new-password.ts';
import { parseUserName } from '../../shared/ids/account.ts';
import { ownWords, passwordMistake } from '../../shared/protocol/password-rule.ts';
import { isReservedUserName } from '../../sync-server/sign-in/reserved-names.ts';
import { createSignUpPermits } from '../../sync-server/sign-in/sign-up-permits.ts';

const OWNER = { name: 'Ana de Mar', email: 'sailor@example.org', username: 'sea.fox' };

test.each([
  ['Sea.Fox', 'sea.fox'],
  ['  tern ', 'tern'],
  ['a1_', 'a1_'],
  ['ab', undefined],
  ['.tern', undefined],
  ['tern!', undefined],
  ['te rn', undefined],
  // Kelvin's K becomes a plain k in lower case, the long s an s in upper case; the others only look alike.
  ['\u212Aelp', undefined],
  ['ſea', undefined],
  ['tеrn', undefined],
  ['x'.repeat(31), undefined],
])('ACC-5 %j is kept as %j', (text, name) => {
  expect(parseUserName(text)).toBe(name);
});

test.each([
  ...['admin', 'a.d.m.i.n', 'adm1n', 'admins', 'admln', 'administrator', 'system', 'server', 'skerry', 'sk3rry'],
  ...['support', 'supp0rt', 'everyone', 'all', 'a-l-l', 'al1', 'here', 'null', 'nu11', 'root', 'r00t', '5ystem'],
])('JOIN-13 %s is reserved', (name) => {
  expect([name, isReservedUserName(name)]).toEqual([name, true]);
});

test.each([
  ...['ali', 'alice', 'bob', 'sea.fox', 'tern', 'herbert', 'mel', 'rooty', 'adam', 'adminton', 'sally', 'hera'],
])('JOIN-13 %s is a name like any other', (name) => {
  expect([name, isReservedUserName(name)]).toEqual([name, false]);
});

test.each([
  ['low tid', 'short'],
  ['x'.repeat(129), 'long'],
  ['ANA DE MAR 7', 'own'],
  ['my sailor friend', 'own'],
  ['ｓａｉｌｏｒ abroad', 'own'],
  ['the sea.fox sleeps', 'own'],
  // Three letters stand in too much by chance.
  ['bananas on deck', undefined],
  ['k7#vqz2m', undefined],
])('ACC-4 %j as a password: %s', (password, mistake) => {
  expect(passwordMistake(password, OWNER, undefined)).toBe(mistake);
});

it('ACC-4 a new password is judged by its owner’s names and, once the estimate is loaded, by how easily it is guessed', async () => {
  expect(ownWords(OWNER)).toEqual(['ana de mar', 'sailor@example.org', 'sailor', 'sea.fox']);
  const loads: ((score: number) => void)[] = [];
  await createRoot(async (dispose) => {
    const model = createNewPassword(
      () => OWNER,
      () => new Promise((resolve) => loads.push((score) => resolve(() => score))),
    );
    model.set('low tide at noon');
    model.prepare();
    model.prepare();
    expect([loads.length, model.strength(), model.mistake()]).toEqual([1, undefined, undefined]);
    loads[0]?.(1);
    await Promise.resolve();
    await Promise.resolve();
    expect([model.strength(), model.mistake()]).toEqual([0, 'weak']);
    dispose();
  });
});

it('ACC-1 a permit makes one account, in its own request, and only when its claim is granted', async () => {
  const permits = createSignUpPermits();
  expect(await permits.use()).toBe('none');
  const granted = await permits.run(
    async () => true,
    async () => [await permits.use(), await permits.use()],
  );
  expect(granted).toEqual({ result: ['granted', 'none'], claimed: true });
  const apart = await Promise.all([
    permits.run(async () => false, permits.use),
    permits.run(async () => true, permits.use),
    permits.use(),
  ]);
  expect(apart).toEqual([{ result: 'refused', claimed: false }, { result: 'granted', claimed: true }, 'none']);
});

test.each([
  ['/join-server#abc', { name: 'invited', token: 'abc' }],
  ['/join-server#abc.def', { name: 'invited', token: 'abc', group: 'def' }],
  ['/join-server', { name: 'invited', token: '' }],
  ['/reset#abc', { name: 'reset', token: 'abc' }],
  ['/verify#a.b.c', { name: 'verify', token: 'a.b.c' }],
  ['/forgot', { name: 'forgot' }],
  ['/administration', { name: 'administration' }],
] as const)('ACC-2 %s keeps its token behind the #', (path, route) => {
  expect(parseRoute(new URL(path, 'https://chat.example.org'))).toEqual(route);
  const made = new URL(pathOf(route), 'https://chat.example.org');
  expect(parseRoute(made)).toEqual(route);
  expect(made.search).toBe('');
});
