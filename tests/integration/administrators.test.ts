import { expect, it } from 'vitest';
import { invite, newcomer } from './newcomers.ts';
import { administratorOf, asking, codeOf, cookieOf, PASSWORD, pageOf, run, signUp } from './running-server.ts';

it('JOIN-10 only administrators administer, and no request makes one', async () => {
  const server = await run();
  const ada = await administratorOf(server);
  const bob = await signUp(server, 'Bob');
  const ask = pageOf(server);
  const sneaky = await ask('POST', '/api/auth/sign-up/email', newcomer({ administrator: true, emailVerified: true }));
  const eve = asking(server, { origin: server.local, cookie: cookieOf(sneaky.headers) });
  expect((await eve('POST', '/api/auth/update-user', { administrator: true })).status).toBe(400);
  await eve('POST', '/api/auth/update-user', { name: 'Eve', administrator: true });
  expect((await eve('PATCH', '/api/me', { administrator: true })).status).toBe(400);
  const body = { administrator: true, password: PASSWORD };
  for (const one of [eve, bob.ask]) {
    expect((await one('GET', '/api/me')).json).toMatchObject({ administrator: false });
    const tries = [
      await one('GET', '/api/administration'),
      await one('GET', '/api/administration/people'),
      await one('POST', `/api/administration/people/${bob.userId}/reset-link`, { password: PASSWORD }),
      await one('PUT', `/api/administration/people/${bob.userId}/administrator`, body),
      await one('PUT', `/api/administration/people/${bob.userId}/disabled`, { disabled: true, password: PASSWORD }),
      await one('POST', `/api/administration/people/${bob.userId}/delete`, { messages: 'keep', password: PASSWORD }),
      await one('GET', '/api/administration/acts'),
      await one('GET', '/api/invitations'),
      await one('POST', '/api/invitations', { days: 1, uses: 1 }),
      await one('DELETE', '/api/invitations/x'),
    ];
    expect(tries.map(codeOf)).toEqual(tries.map(() => 'not-allowed'));
  }
  expect(codeOf(await ask('GET', '/api/administration/people'))).toBe('signed-out');
  const listed = await ada('GET', '/api/administration/people?query=bob');
  expect(listed.json).toMatchObject({ people: [{ userId: bob.userId, email: bob.email }], more: false });
});

it('JOIN-10 an administrator makes another one with the password, who can then leave; the last one stays', async () => {
  const server = await run();
  const ada = await administratorOf(server);
  const adaId = String((await ada('GET', '/api/me')).json?.userId);
  const bob = await signUp(server, 'Bob');
  const put = (ask: typeof ada, userId: string, administrator: boolean, password = PASSWORD) =>
    ask('PUT', `/api/administration/people/${userId}/administrator`, { administrator, password });
  expect(codeOf(await put(ada, bob.userId, true, 'wrong'))).toBe('wrong-password');
  expect(codeOf(await put(ada, adaId, false))).toBe('last-administrator');
  expect(codeOf(await put(ada, 'nobody', true))).toBe('not-found');
  expect((await bob.ask('GET', '/api/administration')).status).toBe(403);
  expect((await put(ada, bob.userId, true)).status).toBe(204);
  expect((await bob.ask('GET', '/api/me')).json).toMatchObject({ administrator: true });
  expect((await bob.ask('GET', '/api/administration/people')).json).toMatchObject({
    people: [
      { name: 'Ada', administrator: true },
      { name: 'Bob', administrator: true },
    ],
  });
  // Each takes it from the other at the same moment: one of them keeps it.
  const apart = await Promise.all([put(bob.ask, adaId, false), put(ada, bob.userId, false)]);
  expect(apart.filter(({ status }) => status === 204)).toHaveLength(1);
  const isAda = (await ada('GET', '/api/administration')).status === 200;
  if (isAda) expect((await put(ada, bob.userId, true)).status).toBe(204);
  // At once, with the session that is open.
  if (isAda) expect((await put(bob.ask, adaId, false)).status).toBe(204);
  expect((await ada('GET', '/api/administration')).status).toBe(403);
  expect((await ada('GET', '/api/me/leaving')).json).toEqual({ owned: [], lastAdministrator: false });
  expect((await bob.ask('GET', '/api/me/leaving')).json).toMatchObject({ lastAdministrator: true });
});

it('JOIN-15 JOIN-16 an administrator disables and deletes others, and what was done is listed with who did it', async () => {
  const server = await run();
  const ada = await administratorOf(server);
  const adaId = String((await ada('GET', '/api/me')).json?.userId);
  const [bob, carol] = [await signUp(server, 'Bob'), await signUp(server, 'Carol')];
  const path = (userId: string, act: string) => `/api/administration/people/${userId}/${act}`;
  const disable = (userId: string, disabled: boolean, password = PASSWORD) =>
    ada('PUT', path(userId, 'disabled'), { disabled, password });
  expect(codeOf(await disable(bob.userId, true, 'wrong'))).toBe('wrong-password');
  expect(codeOf(await disable(adaId, true))).toBe('not-found');
  expect(codeOf(await ada('POST', path(adaId, 'delete'), { messages: 'keep', password: PASSWORD }))).toBe('not-found');
  expect((await disable(bob.userId, true)).status).toBe(204);
  expect(codeOf(await bob.ask('GET', '/api/me'))).toBe('session-ended');
  const signIn = () => pageOf(server)('POST', '/api/auth/sign-in/email', { email: bob.email, password: PASSWORD });
  expect((await signIn()).status).toBe(401);
  expect((await ada('GET', '/api/administration/people?query=bob')).json).toMatchObject({
    people: [{ disabled: true }],
  });
  expect((await disable(bob.userId, false)).status).toBe(204);
  expect((await signIn()).status).toBe(200);
  expect((await ada('POST', path(carol.userId, 'delete'), { messages: 'remove', password: PASSWORD })).status).toBe(
    204,
  );
  expect((await ada('GET', '/api/administration/people?query=carol')).json).toMatchObject({ people: [] });
  await invite(ada);
  const { acts, more } = (await ada('GET', '/api/administration/acts')).json ?? {};
  const by = { userId: adaId, name: 'Ada' };
  expect(more).toBe(false);
  expect(acts).toMatchObject([
    { by, act: 'invitation-made' },
    { by, act: 'deleted', person: { userId: carol.userId, name: '' } },
    { by, act: 'enabled', person: { userId: bob.userId, name: 'Bob' } },
    { by, act: 'disabled', person: { userId: bob.userId, name: 'Bob' } },
  ]);
  const second = Array.isArray(acts) ? Number(acts[1].place) : 0;
  expect((await ada('GET', `/api/administration/acts?before=${second}`)).json).toMatchObject({
    acts: [{ act: 'enabled' }, { act: 'disabled' }],
  });
  expect(codeOf(await ada('GET', '/api/administration/acts?before=x'))).toBe('invalid');
});
