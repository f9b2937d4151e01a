import { expect, it } from 'vitest';
import { findBarriers } from '../support/axe.ts';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, type Person, SERVER_ENV } from './person.ts';

const SOON = { timeout: 20_000 };
const fromMenu = async (person: Person, title: string, item: string): Promise<void> => {
  await person.row(title).click({ button: 'right' });
  await person.page.getByRole('menuitem', { name: item }).click();
};
const confirm = ({ page }: Person, act: string): Promise<void> =>
  page.getByRole('alertdialog').getByRole('button', { name: act, exact: true }).click();

it('GRP-22 UI-53 LIST-9 LIST-10 LIST-11 a description, a count of edits, undoing, and what is cleared and removed for oneself on all devices', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 900 } });
    const bob = await newPerson(server, 'Bob');
    await alice.createGroup('Boat club', ['Bob']);
    const { page } = alice;

    await alice.openGroup();
    await page.getByRole('button', { name: 'Add description' }).click();
    await page.getByLabel('Description').fill('Tuesdays at *six*, harbour gate.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[data-topic]').getByText('Tuesdays at').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await alice.closeDialogs();
    await bob.open('Boat club');
    await bob.openGroup();
    await bob.page.locator('[data-topic]').getByText('harbour gate').waitFor(SOON);
    await bob.closeDialogs();
    await alice.openGroup();
    await page.getByRole('button', { name: 'Edit description' }).click();
    await page.getByLabel('Description').fill('');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Add description' }).waitFor();
    await alice.closeDialogs();

    await alice.write('seven o’clock');
    await alice.edit('seven o’clock', 'eight o’clock');
    await alice.edit('eight o’clock', 'nine o’clock');
    await bob.message('nine o’clock').getByText('edited 2×').waitFor(SOON);

    await fromMenu(alice, 'Boat club', 'Archive');
    await page.getByText('Conversation archived').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await alice.row('Boat club').waitFor();

    const other = await anotherDevice(server, alice);
    await other.open('Boat club');
    await other.sees('nine o’clock');
    await fromMenu(alice, 'Boat club', 'Clear messages…');
    expect(await findBarriers(page)).toEqual([]);
    await confirm(alice, 'Clear messages');
    for (const device of [alice, other]) await device.seesNot('nine o’clock');
    await bob.write('after it');
    for (const device of [alice, other]) await device.sees('after it');
    await other.page.reload();
    await other.sees('after it');
    await other.seesNot('nine o’clock');
    await bob.sees('nine o’clock');

    await fromMenu(alice, 'Boat club', 'Remove from list…');
    await confirm(alice, 'Remove');
    await expect.poll(() => alice.row('Boat club').count()).toBe(0);
    await other.toList();
    await expect.poll(() => other.row('Boat club').count(), SOON).toBe(0);
    await bob.write('come back');
    for (const device of [alice, other]) await device.row('Boat club').getByText('come back').waitFor(SOON);
    await alice.open('Boat club');
    await alice.sees('come back');
    await alice.seesNot('after it');
  } finally {
    await server.stop();
  }
});
