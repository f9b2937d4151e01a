import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** Marks the page when the open conversation leaves it, be it for one frame. */
const watch = (person: Person): Promise<void> =>
  person.page.evaluate(() => {
    const log = document.querySelector('[role="log"]');
    new MutationObserver(() => {
      if (log?.isConnected !== true) document.documentElement.dataset.left = '';
    }).observe(document.body, { childList: true, subtree: true });
  });

it('UI-25 a dialog opens over what is on screen, also the first time, and offers nothing that is not allowed', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('Meet at nine');
    await alice.edit('Meet at nine', 'Meet at ten');
    await alice.sees('Meet at ten');
    await alice.seesText('edited');
    const dialog = alice.page.getByRole('dialog');
    const closes = async (): Promise<void> => {
      await alice.page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    };
    await watch(alice);

    await alice.page.getByRole('button', { name: 'Group details' }).last().click();
    // An owner cannot leave, and is told so instead of being let try.
    await dialog.getByText('Transfer ownership first').waitFor();
    expect(await dialog.getByRole('button', { name: 'Leave group' }).count()).toBe(0);
    await closes();
    await alice.page.getByRole('button', { name: 'edited: show edit history' }).click();
    await dialog.getByText('Meet at nine').waitFor();
    await closes();
    await alice.page.keyboard.press('Control+k');
    await dialog.waitFor();
    await closes();
    // By the keyboard: after a click on the message the sign would be written.
    await alice.page.locator('article').last().press('Tab');
    await alice.page.keyboard.press('Shift+Tab');
    await alice.page.keyboard.press('?');
    await dialog.getByText('Everywhere').waitFor();
    await closes();
    expect(await alice.page.evaluate(() => document.documentElement.dataset.left)).toBeUndefined();

    await bob.home();
    await bob.open('Boat club');
    await bob.page.getByRole('button', { name: 'Group details' }).last().click();
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Leave group' }).waitFor();
  } finally {
    await server.dispose();
  }
});

it('PART-1 a dialog that fails says so in its place, the conversation keeps working, and the dialog opens again once it can', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await alice.createGroup('Boat club', []);
    await alice.write('Meet at nine');
    await watch(alice);
    await alice.page.evaluate(() => {
      const { showModal } = HTMLDialogElement.prototype;
      HTMLDialogElement.prototype.showModal = () => {
        HTMLDialogElement.prototype.showModal = showModal;
        throw new RangeError('Invalid time value');
      };
    });

    const details = alice.page.getByRole('button', { name: 'Group details' }).last();
    await details.click();
    const failed = alice.page.getByRole('alert').filter({ hasText: 'Something went wrong' });
    await failed.waitFor();
    await alice.write('Meet at ten');
    await alice.seesState('Meet at ten', 'sent');
    await failed.getByRole('button', { name: 'Close' }).click();
    await failed.waitFor({ state: 'detached' });
    expect(await alice.page.evaluate(() => document.documentElement.dataset.left)).toBeUndefined();

    await details.click();
    await alice.page.getByRole('dialog').getByText('Boat club').first().waitFor();
  } finally {
    await server.dispose();
  }
});
