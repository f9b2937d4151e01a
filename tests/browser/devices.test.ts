import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import { secretOf, totp } from '../support/totp.ts';
import { anotherDevice, newPerson, Person, SERVER_ENV } from './person.ts';

/** What the server did arrives within this, also while the machine is busy. ms */
const SOON = { timeout: 20_000 };

/** Everything personal that a browser may keep, by name. */
const leftOn = ({ page }: Person) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('skerry/') ? [name] : [])),
    caches: (await caches.keys()).filter((name) => !name.startsWith('workbox-precache')),
    session: Object.keys(sessionStorage),
    local: Object.keys(localStorage),
  }));
const NOTHING = { databases: ['skerry/device'], caches: [], session: [], local: [] };

const button = ({ page }: Person, name: string | RegExp) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .filter({ visible: true })
    .first();

const downloadOf = async (person: Person, name: string): Promise<string> => {
  const [download] = await Promise.all([person.page.waitForEvent('download'), button(person, name).click()]);
  return readFile(await download.path(), 'utf8');
};

it('DEV-5 DEV-6 DEV-7 DEV-24 a new device is approved by its code; when its session is ended elsewhere it asks what to do with unsent text', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('a note for all devices');
    await alice.seesState('a note for all devices', 'sent');

    // The code, on the device that is signed in.
    await alice.page.goto(`${server.url}/settings/devices`);
    await alice.seesText('This device');
    await button(alice, 'Link a new device').click();
    await alice.page.getByRole('img', { name: 'Code to link a new device' }).waitFor();
    await alice.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(alice, 'Copy link').click();
    const link = await alice.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/link#[\w-]{32}$/);

    // The new one: sees whose account it is, and waits.
    const phone = new Person(await openDevice('Alice-phone', { installed: true }), server, 'Alice');
    await phone.page.goto(link);
    await button(phone, 'Continue').click();
    await phone.seesText('This is Alice’s account');
    expect(phone.page.url()).toBe(`${server.url}/link`);
    // A photograph of the code is of no use any more.
    const thief = new Person(await openDevice('thief'), server, 'Thief');
    await thief.page.goto(link);
    await button(thief, 'Continue').click();
    await thief.seesText('This link has expired');
    await alice.seesText('Is this you?');
    await alice.seesText(/Chrome on Linux at 127\.0\.0\.1/);
    await button(alice, 'Approve').click();
    await phone.seesList();
    await phone.open('Notes to self');
    await phone.sees('a note for all devices');
    await button(alice, 'Close').click();
    await alice.seesText(/from another device/);
    await expect.poll(() => alice.page.getByText('Online now').count(), SOON).toBe(2);

    // Ended while the phone is away with words that nobody else has.
    await phone.isInstalled();
    await phone.goOffline();
    await phone.write('written on the way');
    await phone.seesState('written on the way', 'saved');
    await button(alice, /^Sign out Chrome on Linux/).click();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    await alice.seesText(/was signed out\./);
    await phone.goOnline();
    await phone.seesText('This device was signed out');
    await phone.seesText('written on the way');
    // The next start says so too, also without a network, and shows nothing of what is behind it.
    await phone.goOffline();
    await phone.page.reload();
    await phone.seesText('This device was signed out');
    await phone.seesText('One change hasn’t reached the server');
    expect(await phone.page.getByText('a note for all devices').count()).toBe(0);
    expect(await downloadOf(phone, 'Save unsent changes as a file')).toMatch(/Notes.*\nwritten on the way/);
    await phone.goOnline();

    // Signing in again keeps everything, and sends it.
    await button(phone, 'Sign in and keep everything').click();
    await phone.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(phone.password);
    await phone.page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click();
    await phone.seesState('written on the way', 'sent');

    // Ended at once while it is connected; then everything goes from it.
    await alice.page.reload();
    await button(alice, 'Sign out all other devices').click();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out all other devices' }).click();
    await phone.seesText('This device was signed out');
    await phone.page.evaluate(() => {
      sessionStorage.setItem('skerry-place', 'x');
      localStorage.setItem('skerry-hint', 'x');
    });
    await button(phone, 'Remove everything from this device').click();
    await button(phone, 'Remove everything').click();
    await phone.page.getByLabel('Email').waitFor();
    await expect.poll(() => leftOn(phone), SOON).toEqual(NOTHING);
    await alice.home();
    await alice.open('Notes to self');
    await alice.sees('written on the way');

    // Signing out here: asked about what is not on the server, then nothing is left either.
    await alice.goOffline();
    await alice.write('never sent');
    await alice.seesState('never sent', 'saved');
    await alice.page.evaluate(async () => {
      sessionStorage.setItem('skerry-place', 'x');
      await (await caches.open('pictures')).put('/api/pictures/x', new Response('x'));
    });
    await alice.page.evaluate(() => {
      history.pushState({}, '', '/settings');
      dispatchEvent(new PopStateEvent('popstate'));
    });
    await button(alice, 'Sign out').click();
    await alice.seesText(/only on this device and would be lost/);
    await button(alice, 'Sign out anyway').click();
    await alice.page.getByLabel('Email').waitFor();
    await expect.poll(() => leftOn(alice), SOON).toEqual(NOTHING);
    // The session that the browser still had ends with the connection, and signs nobody in.
    await alice.goOnline();
    await expect
      .poll(() => alice.page.evaluate(async () => (await fetch('/api/me').catch(() => undefined))?.status), SOON)
      .toBe(401);
    await alice.page.reload();
    await alice.page.getByLabel('Email').waitFor();
    expect(await leftOn(alice)).toEqual(NOTHING);
  } finally {
    await server.dispose();
  }
});

it('DEV-8 and DEV-10 a passkey signs in alone; with codes switched on a password needs a code or a recovery code', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV, host: 'localhost' });
  try {
    const alice = await newPerson(server, 'Alice');
    const session = await alice.device.context.newCDPSession(alice.page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await alice.page.goto(`${server.url}/settings/security`);
    await alice.seesText('No passkeys');
    await button(alice, 'Add passkey').click();
    await alice.page.getByLabel('Passkey name').fill('Blue key');
    await button(alice, 'Save').click();
    await alice.seesText('Blue key');
    await button(alice, 'Rename Blue key').click();
    await alice.page.getByLabel('Passkey name').fill('Green key');
    await button(alice, 'Save').click();
    await alice.seesText('Green key');

    await button(alice, 'Turn on').click();
    await alice.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('not the password');
    await button(alice, 'Next').click();
    await alice.seesText('Incorrect password.');
    await alice.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(alice.password);
    await button(alice, 'Next').click();
    await alice.page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    const key = ((await alice.page.getByRole('dialog').locator('code').textContent()) ?? '').replaceAll(/\s/g, '');
    const code = (later = 0) => totp(secretOf(`otpauth://totp/x?secret=${key}`), Date.now() + later);
    const first = code();
    await alice.page.getByLabel('Code from the app').fill(first);
    await button(alice, 'Verify').click();
    await alice.seesText('you won’t be able to see them again');
    const [recovery = '', ...others] = (await downloadOf(alice, 'Download')).trim().split('\n');
    expect(others).toHaveLength(9);
    await button(alice, 'I’ve saved them').click();
    await alice.seesText('Two-step verification is on.');

    // Another device: the password, then a code.
    const other = new Person(await openDevice('Alice-2'), server, 'Alice');
    await other.page.goto(`${server.url}/sign-in`);
    await other.fillSignIn();
    await other.page.getByLabel('Code', { exact: true }).fill('000000');
    await button(other, 'Sign in').click();
    await other.seesText('Incorrect or expired code');
    // The one it was switched on with has been used; the next is good already.
    await other.page.getByLabel('Code', { exact: true }).fill(first);
    await button(other, 'Sign in').click();
    await other.seesText('This code was already used');
    await other.page.getByLabel('Code', { exact: true }).fill(code(30_000));
    await button(other, 'Sign in').click();
    await other.seesList();
    // A third one: without the phone.
    const third = new Person(await openDevice('Alice-3'), server, 'Alice');
    await third.page.goto(`${server.url}/sign-in`);
    await third.fillSignIn();
    await button(third, 'Use recovery code').click();
    await third.page.getByLabel('Recovery code', { exact: true }).fill(recovery);
    await button(third, 'Sign in').click();
    await third.seesList();

    // The passkey asks for the person itself, and for no code.
    await alice.page.goto(`${server.url}/settings`);
    await button(alice, 'Sign out').click();
    await alice.page.getByLabel('Email').waitFor();
    await button(alice, 'Use a passkey').click();
    await alice.seesList();
    await alice.page.goto(`${server.url}/settings/devices`);
    await alice.seesText(/with passkey/);

    await alice.page.goto(`${server.url}/settings/security`);
    await button(alice, 'Turn off').click();
    await alice.page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(alice.password);
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Turn off', exact: true }).click();
    await alice.seesText('Two-step verification is off.');
    await button(alice, 'Remove Green key').click();
    await alice.page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await alice.seesText('No passkeys');
    await (await anotherDevice(server, alice)).seesList();
  } finally {
    await server.dispose();
  }
});
