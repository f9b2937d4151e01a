import { readFile } from 'node:fs/promises';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { openDevice } from '../support/chromium.ts';
import { ServerHere } from '../support/server-here.ts';
import { anotherDevice, newPerson, Person, SERVER_ENV } from './person.ts';

/** What others did arrives within this, also while the machine is busy. ms */
const SOON = { timeout: 20_000 };

const button = ({ page }: Person, name: string) =>
  page.getByRole('button', { name, exact: true }).filter({ visible: true }).first();

/** The contents of the file with a person's data. */
const exportOf = async (person: Person): Promise<Record<string, unknown>> => {
  await person.page.getByRole('radio', { name: /^JSON/ }).check();
  const [download] = await Promise.all([person.page.waitForEvent('download'), button(person, 'Download').click()]);
  expect(download.suggestedFilename()).toMatch(/^skerry-\d{4}-\d\d-\d\d\.zip$/);
  const files = unzipSync(await readFile(await download.path()));
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, JSON.parse(strFromU8(bytes))]));
};

it('DEV-11 DEV-12 DEV-13 a person downloads their data and deletes their account, and nothing of it stays', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const bob = await newPerson(server, 'Bob');
    const alice = await newPerson(server, 'Alice');
    await alice.startDirect('Bob');
    const between = new URL(alice.page.url()).pathname;
    await alice.write('words of Alice');
    await alice.seesState('words of Alice', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.write('words of Bob');
    await alice.sees('words of Bob');
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('in the group');
    await alice.seesState('in the group', 'sent');

    // A device that has hardly looked at anything fetches what it lacks.
    const other = await anotherDevice(server, alice);
    await other.page.goto(`${server.url}/settings/data`);
    const files = await exportOf(other);
    await other.page.getByText('Saved.', { exact: true }).waitFor();
    expect(files['profile.json']).toMatchObject({ name: 'Alice', email: 'alice@example.org' });
    expect(files['about.json']).toMatchObject({ complete: true, incomplete: [] });
    const direct = Object.entries(files).find(([name]) => name.endsWith(' Bob.json'))?.[1];
    expect(direct).toMatchObject({
      title: 'Bob',
      complete: true,
      messages: [
        { by: 'Alice', own: true, text: 'words of Alice' },
        { by: 'Bob', own: false, text: 'words of Bob' },
      ],
    });
    expect(Object.keys(files).some((name) => name.endsWith(' Boat club.json'))).toBe(true);

    // An owner transfers ownership first.
    await other.seesText('You own these groups');
    await expect.poll(() => button(other, 'Delete account').isDisabled()).toBe(true);
    const group = new URL(alice.page.url()).pathname.slice('/c/'.length);
    const bobId = await bob.page.evaluate(async () => (await (await fetch('/api/me')).json()).userId);
    const handed = await alice.page.evaluate(
      async ({ id, userId }) =>
        (
          await fetch(`/api/conversations/${id}/owner`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ userId }),
          })
        ).status,
      { id: group, userId: String(bobId) },
    );
    expect(handed).toBe(204);
    await other.page.reload();
    await expect.poll(() => button(other, 'Delete account').isEnabled(), SOON).toBe(true);
    await button(other, 'Delete account').click();
    await other.page.getByLabel('Password', { exact: true }).fill('not the password');
    await other.page.getByRole('radio', { name: /Delete them for everyone/ }).check();
    await button(other, 'Delete my account').click();
    await other.seesText('Incorrect password.');
    await other.page.getByLabel('Password', { exact: true }).fill(other.password);
    await button(other, 'Delete my account').click();
    await other.page.getByLabel('Email').waitFor();

    // Her other device is told; Bob sees who is gone, and that the words are.
    await alice.seesText('This account was deleted');
    await bob.page.goto(`${server.url}${between}`);
    await bob.seesText('Deleted account');
    await bob.page.evaluate(() => localStorage.setItem('skerry-language', 'de'));
    await bob.page.reload();
    await bob.seesText('Gelöschtes Konto');
    await bob.seesNot('words of Alice');
    await bob.sees('words of Bob');
    expect(await bob.page.getByText('Alice').filter({ visible: true }).count()).toBe(0);
    await button(alice, 'Remove everything from this device').click();
    await button(alice, 'Remove everything').click();
    await alice.page.getByLabel('Email').waitFor();

    // The address is free again, and what comes is somebody new.
    const fresh = new Person(await openDevice('Alice-again'), server, 'Alice');
    await fresh.signUp();
    expect(await fresh.page.getByText('Boat club').count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
