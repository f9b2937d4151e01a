import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { WORDS } from '../support/words.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it.each(WORDS)(
  'REP-24 BODY-8 a draft survives a reload and follows to the other device, until it is sent, with %s words',
  async (words) => {
    const server = await ServerHere.start({ env: SERVER_ENV, words });
    try {
      const alice = await newPerson(server, 'Alice');
      await newPerson(server, 'Bob');
      await alice.startDirect('Bob');
      await alice.write('hello');
      await alice.seesState('hello', 'sent');
      await alice.field().fill('about the anchor, I think we');
      await alice.message('hello').click();
      await alice.footSays(/Safe to close/);
      await alice.page.reload();
      await alice.sees('hello');
      await expect.poll(() => alice.field().inputValue()).toBe('about the anchor, I think we');

      const alice2 = await anotherDevice(server, alice);
      await alice2.row('Bob').getByText('Draft:').waitFor();
      await alice2.open('Bob');
      await expect.poll(() => alice2.field().inputValue()).toBe('about the anchor, I think we');
      await alice2.write('about the anchor, I think we should keep it');
      await alice2.seesState('should keep it', 'sent');
      await alice.sees('should keep it');
      await expect.poll(() => alice.field().inputValue()).toBe('');
    } finally {
      await server.dispose();
    }
  },
);

it('REP-39 the last keys before a reload are kept, sent text does not come back, and signing out removes both', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    const address = alice.page.url();

    await alice.field().pressSequentially('half a wo');
    await alice.page.reload();
    await expect.poll(() => alice.field().inputValue(), { timeout: 20_000 }).toBe('half a wo');
    await alice.field().press('End');
    await alice.field().pressSequentially('rd');
    await alice.page.goto('about:blank');
    await alice.page.goto(address);
    await expect.poll(() => alice.field().inputValue(), { timeout: 20_000 }).toBe('half a word');
    // Another conversation, then away at once.
    await alice.field().press('End');
    await alice.field().pressSequentially('s');
    await alice.page
      .getByRole('link', { name: 'New conversation' })
      .or(alice.page.getByRole('button', { name: 'New conversation' }))
      .first()
      .click();
    await alice.page.goto(address);
    await expect.poll(() => alice.field().inputValue(), { timeout: 20_000 }).toBe('half a words');

    // Sent, and away before anybody can have answered: it is there once, as a message or as a draft.
    await alice.field().press('Enter');
    await alice.page.reload();
    await alice.sees('hello');
    const seen = async () => (await alice.count('half a words')) + Number((await alice.field().inputValue()) !== '');
    await expect.poll(seen, { timeout: 20_000 }).toBe(1);
    await alice.write('the end');
    await alice.seesState('the end', 'sent');
    await alice.page.reload();
    await alice.sees('the end');
    expect([await alice.field().inputValue(), await alice.count('the end')]).toEqual(['', 1]);

    await alice.field().pressSequentially('not for anybody');
    await alice.page.goto(`${server.url}/settings`);
    await alice.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    const anyway = alice.page.getByRole('alertdialog').getByRole('button', { name: /Sign out/ });
    await anyway.or(alice.page.getByLabel('Email')).first().waitFor();
    if (await anyway.isVisible()) await anyway.click();
    await alice.page.getByLabel('Email').waitFor();
    expect(await alice.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain('not for anybody');
  } finally {
    await server.dispose();
  }
});
