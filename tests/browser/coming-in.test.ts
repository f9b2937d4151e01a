import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import type { TestServer } from '../support/server-process.ts';
import { Person, SERVER_ENV } from './person.ts';

const WAIT = { timeout: 20_000 };

/** The server's administrator, by the link it printed. */
const administratorOf = async (server: TestServer): Promise<Person> => {
  // The server prints another host name than the tests use; cookies belong to one host.
  const url = server.setupLink.replace('//localhost:', '//127.0.0.1:');
  const device = await openDevice('Ada', { url, viewport: { width: 1440, height: 860 } });
  const ada = new Person(device, server, 'Ada');
  await ada.page.getByLabel('Name', { exact: true }).fill('Ada');
  await ada.page.getByLabel('Email').fill(ada.email);
  await ada.page.getByLabel('Password', { exact: true }).fill(ada.password);
  await ada.page.getByRole('button', { name: 'Create account' }).click();
  await ada.seesList();
  return ada;
};

it('JOIN-1 to JOIN-6 a newcomer comes in by invitation, loses the password, and comes back by a link', async () => {
  const server = await ServerHere.start({ env: { ...SERVER_ENV, SKERRY_SIGN_UP: 'invitation' } });
  try {
    const ada = await administratorOf(server);
    const device = await openDevice('Bob', { viewport: { width: 360, height: 780 } });
    const bob = new Person(device, server, 'Bob');
    const { page } = bob;
    await page.goto(`${server.url}/sign-up`);
    await bob.seesText(/need an invitation/);

    await ada.page.goto(`${server.url}/settings`);
    await ada.page.getByRole('link', { name: 'Administration' }).click(WAIT);
    await ada.seesText('New accounts need an invitation.');
    await ada.page.getByRole('button', { name: 'Create invitation' }).click(WAIT);
    await ada.page.getByRole('img', { name: 'QR code of the invitation' }).waitFor(WAIT);
    const link = await ada.page.getByLabel('Link', { exact: true }).inputValue();
    expect(new URL(link).hash.length).toBe(23);

    await page.goto(link);
    await bob.seesText('Ada invites you');
    await page.getByLabel('Name', { exact: true }).fill('Bob');
    await page.getByLabel('Email').fill(bob.email);
    await page.getByLabel('Username').fill('Sea.Fox');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('password1');
    await bob.seesText(/^Too easy to guess/);
    await password.fill('sea.fox and friends');
    await bob.seesText(/Don’t use your name/);
    await password.fill(bob.password);
    await bob.seesText(/^(Good|Strong)$/);
    await page.getByRole('button', { name: 'Create account' }).click();
    await bob.seesList();
    expect(page.url()).not.toContain('#');

    const late = new Person(await openDevice('Late'), server, 'Late');
    await late.page.goto(link);
    await late.seesText('This invitation has expired');
    await ada.page.getByRole('button', { name: 'Create invitation' }).click(WAIT);
    await ada.seesText('1 of 1 used');
    await ada.page.getByRole('button', { name: /^Revoke the invitation/ }).click(WAIT);
    await ada.seesText(/Invitation revoked/);

    await late.page.goto(`${server.url}/forgot`);
    await late.seesText(/Ask its administrator for a reset link/);
    await ada.page.getByLabel('Search by name, username or email').fill('fox');
    await ada.seesText(`@sea.fox · ${bob.email}`);
    const menuOfBob = ada.page.getByRole('button', { name: 'Options for Bob' });
    const onBob = async (item: string): Promise<void> => {
      await menuOfBob.click(WAIT);
      await ada.page.getByRole('menuitem', { name: item, exact: true }).click(WAIT);
    };
    await onBob('Create reset link');
    await ada.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(ada.password);
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Create reset link' }).click(WAIT);
    await ada.page.getByRole('img', { name: /^QR code of the reset link for Bob/ }).waitFor(WAIT);
    const reset = await ada.page.getByLabel('Link', { exact: true }).inputValue();

    await late.page.goto(reset);
    await late.seesText('New password for Bob');
    await late.page.getByLabel('New password').fill('battery staple');
    await late.page.getByRole('button', { name: 'Change password' }).click(WAIT);
    await late.seesText('Password changed');
    await late.page.goto('about:blank');
    await late.page.goto(reset);
    await late.seesText('This link has expired');
    await onBob('Make administrator');
    await ada.page.getByLabel('Password', { exact: true }).fill('not this one');
    await ada.page.getByRole('button', { name: 'Make administrator', exact: true }).click(WAIT);
    await ada.seesText(/Incorrect password/);
    await ada.page.getByLabel('Password', { exact: true }).fill(ada.password);
    await ada.page.getByRole('button', { name: 'Make administrator', exact: true }).click(WAIT);
    await onBob('Disable account');
    await ada.page.getByLabel('Password', { exact: true }).fill(ada.password);
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click(WAIT);
    await ada.seesText(/Bob can’t sign in any more/);
    await ada.page.getByText('Disabled', { exact: true }).waitFor(WAIT);
    await onBob('Enable account');
    await ada.page.getByLabel('Password', { exact: true }).fill(ada.password);
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Enable account' }).click(WAIT);
    await ada.seesText(/Bob can sign in again/);
    await menuOfBob.click(WAIT);
    await ada.page.getByRole('menuitem', { name: 'Remove as administrator' }).waitFor(WAIT);
    await ada.page.keyboard.press('Escape');
    await ada.page.reload();
    await ada.seesText('Ada made Bob an administrator');
    await ada.seesText('Ada disabled Bob');
    await late.page.getByRole('button', { name: 'Sign in' }).click(WAIT);
    await late.page.getByLabel('Email or username').fill('SEA.FOX');
    await late.page.getByLabel('Password', { exact: true }).fill('battery staple');
    await late.page.getByRole('button', { name: 'Sign in' }).click(WAIT);
    await late.seesList();
    await bob.seesText(/This device was signed out/);
  } finally {
    await server.dispose();
  }
}, 120_000);

it('JOIN-4 and AUTH-7 a new password is set with the old one, and other devices are signed out', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = new Person(await openDevice('Alice'), server, 'Alice');
    await alice.signUp();
    const second = new Person(await openDevice('Alice-2', { viewport: { width: 360, height: 780 } }), server, 'Alice');
    await second.signIn();
    const { page } = alice;
    await page.goto(`${server.url}/settings/security`);
    await page.getByRole('button', { name: 'Change password' }).click(WAIT);
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('battery staple');
    await page.getByRole('button', { name: 'Change password' }).click(WAIT);
    await alice.seesText(/Incorrect current password/);
    await page.getByLabel('Current password').fill(alice.password);
    await page.getByRole('button', { name: 'Change password' }).click(WAIT);
    await alice.seesText('Password changed.');
    await page.goto(`${server.url}/new`);
    await page.getByText('Notes to self').first().click(WAIT);
    await alice.write('still connected here');
    await alice.seesState('still connected here', 'sent');
    expect(await page.evaluate(async () => (await fetch('/api/me')).status)).toBe(200);
    await expect.poll(() => second.page.evaluate(async () => (await fetch('/api/me')).status), WAIT).toBe(401);
  } finally {
    await server.dispose();
  }
}, 120_000);
