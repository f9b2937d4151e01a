import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, Person, SERVER_ENV } from './person.ts';

it('AUTH-1 sign up, sign in on two devices, sign out of one: that one is wiped, the other goes on', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = new Person(await openDevice('Alice'), server, 'Alice');
    await alice.signUp();
    const alice2 = new Person(await openDevice('Alice-2'), server, 'Alice');
    await alice2.signIn();
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('a note on both devices');
    await alice.seesState('a note on both devices', 'sent');
    await alice2.home();
    await alice2.open('Notes to self');
    await alice2.sees('a note on both devices');

    await alice2.page.goto(`${server.url}/settings`);
    await alice2.page.getByRole('button', { name: 'Sign out' }).first().click();
    await alice2.page.getByLabel('Email').waitFor();
    const left = await alice2.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
    expect(left.filter((name) => name.includes('conversation/'))).toEqual([]);
    await alice.write('still here');
    await alice.seesState('still here', 'sent');
  } finally {
    await server.dispose();
  }
});

it('UI-9 a wrong password, a taken email and a missing connection are explained in plain words', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const device = await openDevice('stranger');
    const stranger = new Person(device, server, 'Alice');
    await stranger.page.goto(`${server.url}/sign-in`);
    await stranger.page.getByLabel('Email').fill(alice.email);
    await stranger.page.getByLabel('Password', { exact: true }).fill('something else');
    await stranger.page.getByRole('button', { name: 'Sign in' }).click();
    await stranger.seesText(/Incorrect email or password/);
    await stranger.page.goto(`${server.url}/sign-up`);
    await stranger.page.getByLabel('Name', { exact: true }).fill('Alice');
    await stranger.page.getByLabel('Email').fill(alice.email);
    await stranger.page.getByLabel('Password', { exact: true }).fill('something else');
    await stranger.page.getByRole('button', { name: 'Create account' }).click();
    await stranger.seesText(/already exists/);
    await stranger.goOffline();
    await stranger.page.getByLabel('Email').fill('new@example.org');
    await stranger.page.getByRole('button', { name: 'Create account' }).click();
    await stranger.seesText(/Can’t reach the server/);
  } finally {
    await server.dispose();
  }
});

it('SETUP-2 the set-up link makes the administrator, once', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const device = await openDevice('admin', { url: server.setupLink });
    const admin = new Person(device, server, 'Admin');
    await admin.page.getByLabel('Name', { exact: true }).fill('Admin');
    await admin.page.getByLabel('Email').fill(admin.email);
    await admin.page.getByLabel('Password', { exact: true }).fill(admin.password);
    await admin.page.getByRole('button', { name: 'Create account' }).click();
    await admin.seesList();
    const other = await openDevice('late', { url: server.setupLink });
    const late = new Person(other, server, 'Late');
    await late.page.getByLabel('Name', { exact: true }).fill('Late');
    await late.page.getByLabel('Email').fill(late.email);
    await late.page.getByLabel('Password', { exact: true }).fill(late.password);
    await late.page.getByRole('button', { name: 'Create account' }).click();
    await late.seesText(/already set up|not valid any more/);
  } finally {
    await server.dispose();
  }
});
