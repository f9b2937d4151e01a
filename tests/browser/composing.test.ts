import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, type Person, SERVER_ENV } from './person.ts';

const attach = async (person: Person, what: string): Promise<void> => {
  await person.page.getByRole('button', { name: 'Attach' }).click();
  await person.page.getByRole('menuitem', { name: what }).click();
};
const reply = async (person: Person, to: string): Promise<void> => {
  const row = person.message(to).last();
  await row.hover();
  await row.getByRole('button', { name: 'Message actions' }).click();
  await person.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
};

it('CMP-3 UI-21 the keyboard alone mentions, replies, and sends a poll, a location, a contact and an emoji', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob');
    await alice.createGroup('Crew', ['Bob']);
    const field = alice.field();

    await field.pressSequentially('Ahoy @bO');
    await alice.page.getByRole('option', { name: 'Bob' }).waitFor();
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('Ahoy @Bob ');
    await field.pressSequentially('come aboard');
    await field.press('Enter');
    await alice.seesState('come aboard', 'sent');
    await bob.home();
    await bob.open('Crew');
    await bob.sees('Ahoy @Bob come aboard');

    // Escape leaves the answer and keeps the words.
    await bob.write('from which side?');
    await alice.sees('from which side?');
    await reply(alice, 'from which side?');
    await alice.seesText('Reply to Bob');
    await field.pressSequentially('port');
    await field.press('Escape');
    await alice.page.getByText('Reply to Bob').waitFor({ state: 'detached' });
    await expect.poll(() => field.inputValue()).toBe('port');
    await reply(alice, 'from which side?');
    await field.press('Enter');
    await bob.sees('port');
    await expect.poll(() => bob.message('port').filter({ hasText: 'from which side?' }).count()).toBe(1);

    await attach(alice, 'Poll');
    await alice.page.getByLabel('Question').fill('Which tide?');
    await alice.page.getByLabel('Question').press('Enter');
    await alice.page.keyboard.type('The early one');
    await alice.page.getByRole('button', { name: 'Send poll' }).click();
    await alice.seesText('Enter at least two options.');
    await alice.page.keyboard.type('The late one');
    await alice.page.getByRole('button', { name: 'Send poll' }).click();
    await bob.sees('Which tide?');
    await bob.sees('The late one');

    await attach(alice, 'Location');
    await alice.page.getByLabel('Coordinates').fill('north of here');
    await alice.page.getByRole('button', { name: 'Send location' }).click();
    await alice.seesText('Enter latitude and longitude');
    await alice.page.getByLabel('Coordinates').fill('geo:59.91,10.75');
    await alice.page.getByLabel('Label (optional)').fill('The old pier');
    await alice.page.getByRole('button', { name: 'Send location' }).click();
    await bob.sees('The old pier');

    await attach(alice, 'Contact');
    await alice.page.getByLabel('Name or email').fill('Bob');
    await alice.page.getByRole('button', { name: 'Send Bob’s contact' }).click();
    await alice.page.getByRole('dialog').waitFor({ state: 'detached' });

    // The emoji, never opened before, are on the device.
    await alice.goOffline();
    await alice.page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await alice.page.getByLabel('Search emoji').fill('sailboat');
    await alice.page.getByRole('gridcell', { name: 'sailboat' }).waitFor();
    await alice.page.getByLabel('Search emoji').press('Enter');
    await expect.poll(() => field.inputValue()).toBe('⛵');
    await alice.goOnline();
    await field.press('Enter');
    await bob.sees('⛵');
  } finally {
    await server.dispose();
  }
});

it('CMP-1 a reply begun continues on the other device, also when both wrote without a connection', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.startDirect('Bob');
    await alice.write('hello');
    await bob.home();
    await bob.open('Alice');
    await bob.write('when do we sail?');
    await alice.sees('when do we sail?');
    await reply(alice, 'when do we sail?');
    await alice.field().pressSequentially('at six');
    await alice.message('hello').first().click();
    await alice.seesText(/Safe to close/);
    await alice.page.reload();
    await alice.seesText('Reply to Bob');
    await expect.poll(() => alice.field().inputValue()).toBe('at six');

    const alice2 = await anotherDevice(server, alice, { installed: true });
    await alice2.open('Bob');
    await alice2.seesText('Reply to Bob');
    await expect.poll(() => alice2.field().inputValue()).toBe('at six');

    await server.kill();
    await alice.field().press('Home');
    await alice.field().pressSequentially('I think ');
    await alice2.field().press('End');
    await alice2.field().pressSequentially(' or seven');
    await server.start();
    for (const device of [alice, alice2]) {
      await expect.poll(() => device.field().inputValue(), { timeout: 30_000 }).toBe('I think at six or seven');
      await device.seesText('Reply to Bob');
    }

    await alice2.field().press('Enter');
    await bob.sees('I think at six or seven');
    await expect.poll(() => bob.message('I think at six').filter({ hasText: 'when do we sail?' }).count()).toBe(1);
    await expect.poll(() => alice.field().inputValue(), { timeout: 20_000 }).toBe('');
    await alice.page.getByText('Reply to Bob').waitFor({ state: 'detached' });
  } finally {
    await server.dispose();
  }
});
