import { expect, it } from 'vitest';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { join } from '../support/members.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const WIDE = { viewport: { width: 1440, height: 900 } };

/** A press as other keyboards and input methods report it, on what has the focus. */
const press = (
  { page }: Person,
  init: { key: string; code?: string; keyCode?: number; ctrlKey?: boolean; shiftKey?: boolean },
) =>
  page.evaluate((given) => {
    const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...given });
    document.activeElement?.dispatchEvent(event);
    return event.defaultPrevented;
  }, init);
const taken = { key: 'Enter', code: 'Enter', keyCode: 229 };

it('A11Y-5 after a click on a message words go to the field, and letters act only on the focus of the keyboard; A11Y-2 shortcuts work with any alphabet', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', WIDE);
    const { page } = alice;
    await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('the first');
    await alice.seesState('the first', 'sent');
    await alice.write('the second');
    await alice.seesState('the second', 'sent');

    await alice.message('the first').locator('[data-words]').click();
    await page.keyboard.press('Delete');
    await page.keyboard.type('see you there?');
    await expect.poll(() => alice.field().inputValue()).toBe('see you there?');
    await page.keyboard.press('Enter');
    await alice.seesState('see you there?', 'sent');
    expect(await page.getByText('Starred').count()).toBe(0);
    expect(await page.getByText('Deleting message').count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
    // After the menu that a click opened, too.
    await alice.message('the first').locator('[data-words]').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('so');
    await expect.poll(() => alice.field().inputValue()).toBe('so');
    await alice.field().fill('');

    // By the keyboard, with Russian letters.
    await alice.message('the first').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent ?? '')).toContain('the second');
    expect(await press(alice, { key: 'ы', code: 'KeyS' })).toBe(true);
    await alice.message('the second').getByText('Starred').waitFor();
    await alice.field().fill('words');
    await alice.field().press('Control+A');
    expect(await press(alice, { key: 'и', code: 'KeyB', ctrlKey: true })).toBe(true);
    await expect.poll(() => alice.field().inputValue()).toBe('**words**');
    await alice.field().fill('');
    expect(await press(alice, { key: 'Л', code: 'KeyM', ctrlKey: true, shiftKey: true })).toBe(true);
    await alice.seesText('Conversation muted');
    await page.keyboard.press('Control+Shift+KeyE');
    await page.getByLabel('Search emoji').waitFor();
    await page.keyboard.press('Escape');
    await alice.field().focus();
    await page.keyboard.press('Control+Shift+KeyA');
    await page.getByRole('menuitem', { name: 'Poll' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+KeyO');
    await page.getByLabel('Name or email').waitFor();
    await page.keyboard.press('Control+1');
    await alice.message('the first').waitFor();
  } finally {
    await server.dispose();
  }
});

it('CMP-14 the arrow up edits the newest message; CMP-15 an edit that is left can be had back, undoes only itself, and emptied offers to delete', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', WIDE);
    const { page } = alice;
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    const field = alice.field();
    await bob.home();
    await bob.open('Alice');
    await bob.write('from Bob');
    await alice.sees('from Bob');
    await alice.write('an older one');
    await alice.seesState('an older one', 'sent');

    // While it is answered, the arrow does nothing.
    await alice.choose('from Bob', 'Reply');
    await alice.seesText('Reply to Bob');
    await field.press('ArrowUp');
    await alice.seesText('Reply to Bob');
    await field.press('Escape');
    await page.getByText('Reply to Bob').waitFor({ state: 'detached' });

    // In the moment in which the message is only on its way to the replica.
    await field.pressSequentially('the newest');
    await field.evaluate((area) => {
      for (const key of ['Enter', 'ArrowUp'])
        area.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => field.inputValue()).toBe('the newest');
    await page.getByText('Edit message').waitFor();

    await field.press('Control+Z');
    await field.press('Control+Z');
    await expect.poll(() => field.inputValue()).toBe('the newest');
    await field.press('End');
    await field.pressSequentially(' of all');
    await field.press('Escape');
    await page.getByText('Edit message').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await alice.undo();
    await expect.poll(() => field.inputValue()).toBe('the newest of all');
    await field.press('Enter');
    await bob.sees('the newest of all');

    await field.press('ArrowUp');
    await expect.poll(() => field.inputValue()).toBe('the newest of all');
    await field.fill('');
    await field.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Delete message?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Edit message').waitFor();
    await field.press('Enter');
    await dialog.getByRole('button', { name: 'Delete for everyone' }).click();
    await page.getByText('Edit message').waitFor({ state: 'detached' });
    await bob.seesNot('the newest of all');
  } finally {
    await server.dispose();
  }
});

it('CMP-13 a key that an input method takes sends, chooses and closes nothing; CMP-16 Ctrl and Enter send', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', WIDE);
    const { page } = alice;
    await newPerson(server, 'Bob');
    await alice.createGroup('Crew', ['Bob']);
    const field = alice.field();
    await field.fill('かな');
    expect(await press(alice, taken)).toBe(false);
    await field.fill('かな @B');
    await field.press('End');
    await field.pressSequentially('o');
    await page.getByRole('option', { name: 'Bob' }).waitFor();
    expect(await press(alice, taken)).toBe(false);
    expect(await press(alice, { ...taken, key: 'Escape', code: 'Escape' })).toBe(false);
    await page.getByRole('option', { name: 'Bob' }).waitFor();
    await field.press('Escape');
    expect(await field.inputValue()).toBe('かな @Bo');

    await page.keyboard.press('Control+K');
    const switcher = page.getByRole('dialog').getByRole('combobox');
    await switcher.fill('Cr');
    await page.getByRole('option', { name: 'Crew' }).first().waitFor();
    expect(await press(alice, taken)).toBe(false);
    expect(await press(alice, { ...taken, key: 'ArrowDown', code: 'ArrowDown' })).toBe(false);
    await switcher.waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await page.getByLabel('Search emoji').fill('sailboat');
    await page.getByRole('gridcell', { name: 'sailboat' }).waitFor();
    expect(await press(alice, taken)).toBe(false);
    expect(await press(alice, { ...taken, key: 'Escape', code: 'Escape' })).toBe(false);
    expect(await page.getByLabel('Search emoji').inputValue()).toBe('sailboat');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Attach', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Poll' }).click();
    await page.getByLabel('Question').fill('何時？');
    expect(await press(alice, taken)).toBe(false);
    await page.keyboard.press('Escape');

    expect(await alice.count('かな')).toBe(0);
    // As with fingers, where Enter is a new line.
    await page.evaluate(() => {
      const { matchMedia } = window;
      window.matchMedia = (query) =>
        query.includes('coarse') ? Object.assign(matchMedia('all'), {}) : matchMedia.call(window, query);
    });
    await field.focus();
    expect(await press(alice, { key: 'Enter', code: 'Enter' })).toBe(false);
    expect(await press(alice, { key: 'Enter', code: 'Enter', ctrlKey: true })).toBe(true);
    await alice.seesState('かな @Bo', 'sent');
  } finally {
    await server.dispose();
  }
});

it('CMP-17 the list of people to mention fades at its end while there are more below', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 400 } });
    const { page } = alice;
    const me = await page.evaluate(async () => (await (await fetch('/api/me')).json()) as { userId: string });
    const ends = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
    const mira = await join(ends, 'Mira');
    const others = await Promise.all(['Mo', 'Mia', 'Max', 'Mel'].map((name) => join(ends, name)));
    const members = [me.userId, ...others.map(({ userId }) => userId)];
    const group = makeGroupId(Date.now(), Math.random);
    await mira.post('/api/conversations', { id: group, kind: 'group', name: 'Boat club', members });
    await page.goto(`${server.url}/c/${group}`);
    const option = page.getByRole('option', { name: /^M/ });
    await expect
      .poll(async () => {
        await alice.field().fill('');
        await alice.field().pressSequentially('@m');
        return option.count();
      })
      .toBe(5);
    const isFading = () =>
      page.getByRole('listbox').evaluate((list) => getComputedStyle(list, '::after').position === 'sticky');
    await expect.poll(isFading).toBe(true);
    await alice.field().press('ArrowUp');
    await expect.poll(isFading).toBe(false);
  } finally {
    await server.dispose();
  }
});
