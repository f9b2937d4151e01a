import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { WORDS } from '../support/words.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('ACT-4 messages are forwarded to several conversations at once, without saying where they come from', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    const carol = await newPerson(server, 'Carol');
    await alice.startDirect('Carol');
    await alice.write('Hello Carol');
    await alice.createGroup('Secret plans', ['Carol']);
    for (const text of ['first', 'second', 'third']) await alice.write(text);
    await alice.seesState('third', 'sent');

    // A range by Shift, and one deselected again.
    await alice.choose('first', 'Select');
    await alice.message('third').click({ modifiers: ['Shift'] });
    await alice.seesText('3 selected');
    await alice.message('second').click();
    await alice.seesText('2 selected');
    await alice.page.getByRole('toolbar').getByRole('button', { name: 'Forward' }).click();
    const dialog = alice.page.getByRole('dialog');
    await dialog.getByLabel('Carol').check();
    await dialog.getByLabel('Search conversations and people').fill('Bob');
    await dialog.getByLabel('Bob').check();
    await dialog.getByText('2 chosen').waitFor();
    await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
    await alice.seesText('Forwarded 2 messages to 2 conversations');
    expect(await alice.page.getByRole('toolbar').count()).toBe(0);

    // To somebody who does not know one, a forward is a request like any first word.
    await bob.home();
    await bob.page.getByRole('link', { name: /^Requests/ }).click();
    await bob.row('Alice').click();
    await carol.home();
    await carol.open('Alice');
    for (const person of [bob, carol]) {
      await person.sees('first');
      await person.sees('third');
      expect(await person.count('second')).toBe(0);
      const [first, third] = await Promise.all(['first', 'third'].map((text) => person.message(text).boundingBox()));
      expect(first?.y).toBeLessThan(third?.y ?? 0);
      await person.message('first').getByText('Forwarded').waitFor();
    }
    expect(await bob.page.getByText('Secret plans').count()).toBe(0);
  } finally {
    await server.dispose();
  }
});

it.each(WORDS)(
  'ACT-5 BODY-8 starred messages are in a list, and pinned messages above the conversation, by role, with %s words',
  async (words) => {
    const server = await ServerHere.start({ env: SERVER_ENV, words });
    try {
      const alice = await newPerson(server, 'Alice');
      const bob = await newPerson(server, 'Bob');
      await alice.createGroup('Boat club', ['Bob']);
      for (const text of ['The key hangs behind the door', 'We meet on Sunday']) await alice.write(text);
      await alice.seesState('We meet on Sunday', 'sent');
      await bob.home();
      await bob.open('Boat club');
      await bob.sees('We meet on Sunday');

      await alice.choose('The key hangs', 'Pin');
      await alice.choose('We meet on Sunday', 'Pin');
      const banner = bob.page.getByRole('region', { name: 'Pinned messages' });
      await banner.getByText('Pinned message 1 of 2').waitFor();
      await banner.getByText('We meet on Sunday').click();
      await banner.getByText('The key hangs').waitFor();
      await bob.page.getByRole('button', { name: 'All pinned messages' }).click();
      // A member sees the list and cannot take anything from it.
      await expect.poll(() => bob.page.getByRole('dialog').getByRole('listitem').count()).toBe(2);
      expect(await bob.page.getByRole('button', { name: 'Unpin' }).count()).toBe(0);
      await bob.page.keyboard.press('Escape');
      await alice.page.getByRole('button', { name: 'All pinned messages' }).click();
      await alice.page.getByRole('dialog').getByRole('button', { name: 'Unpin' }).first().click();
      await alice.page.keyboard.press('Escape');
      await banner.getByText('Pinned message', { exact: true }).waitFor();

      await bob.choose('The key hangs', 'Star');
      await bob.message('The key hangs').getByText('Starred').waitFor();
      await bob.page.goto(`${server.url}/starred`);
      await bob.page.getByRole('link', { name: /The key hangs/ }).click();
      await bob.field().waitFor();
      await bob.sees('The key hangs');
      await bob.page.goto(`${server.url}/starred`);
      await bob.page.getByRole('button', { name: /Remove star/ }).click();
      await bob.seesText('No starred messages');
      expect(await alice.page.getByText('Starred', { exact: true }).count()).toBe(0);
    } finally {
      await server.dispose();
    }
  },
);

it('ACT-6 a copied link opens its message for members, and says so in plain words for what is not there', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await alice.startDirect('Bob');
    await alice.write('the one that is meant');
    for (let i = 1; i <= 40; i++) await alice.write(`line ${i}`);
    await alice.seesState('line 40', 'sent');
    const meant = alice.message('the one that is meant');
    await meant.scrollIntoViewIfNeeded();
    await alice.choose('the one that is meant', 'Copy link');
    await alice.seesText(/Link copied/);
    const link = await alice.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(new RegExp(`^${server.url}/c/d-[^?]+\\?m=0\\.[0-9A-Z]{26}$`));

    await bob.home();
    await bob.page.goto(link);
    await bob.sees('the one that is meant');
    await expect
      .poll(() =>
        bob
          .message('the one that is meant')
          .first()
          .evaluate((row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().bottom < innerHeight),
      )
      .toBe(true);
    // The wish is granted once; the address is that of the conversation again.
    expect(new URL(bob.page.url()).search).toBe('');

    await bob.page.goto(link.replace(/[0-9A-Z]{26}$/, '01ARZ3NDEKTSV4RRFFQ69G5FAV'));
    await bob.seesText('That message is no longer available.');
    const carol = await newPerson(server, 'Carol');
    await carol.page.goto(link);
    await carol.seesText('Conversation not found');
  } finally {
    await server.dispose();
  }
});

it('ACT-7 several messages are copied with their authors and times, in their order', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await alice.startDirect('Bob');
    await alice.write('from Alice');
    await alice.seesState('from Alice', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.write('from Bob');
    await alice.sees('from Bob');

    // By the keyboard alone: X begins, Space adds, Escape leaves.
    await alice.message('from Bob').focus();
    await alice.page.keyboard.press('x');
    await alice.page.getByRole('toolbar').getByText('1 selected').waitFor();
    await alice.message('from Alice').focus();
    await alice.page.keyboard.press('Space');
    // Bob cannot delete the messages of others for everyone.
    expect(
      await alice.page.getByRole('toolbar').getByRole('button', { name: 'Delete for everyone' }).isDisabled(),
    ).toBe(true);
    await alice.page.getByRole('toolbar').getByRole('button', { name: 'Copy' }).click();
    await alice.seesText('2 messages copied');
    const copied = await alice.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^You, Today \d\d:\d\d:\nfrom Alice\n\nBob, Today \d\d:\d\d:\nfrom Bob$/);
    await alice.choose('from Bob', 'Select');
    await alice.page.keyboard.press('Escape');
    await alice.field().waitFor();
  } finally {
    await server.dispose();
  }
});
