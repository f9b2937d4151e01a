import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-15 UI-19 UI-20 offline an own message says its state in words, a search says what it lacks, and signing out counts what would be lost', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    const { page } = alice;
    const state = (text: string) => alice.message(text).locator('span[data-state]');
    for (const text of ['first of a run', 'newest of a run']) {
      await alice.write(text);
      await alice.seesState(text, 'sent');
    }
    await expect.poll(() => state('newest of a run').textContent()).toBe('Sent');
    await expect.poll(() => state('newest of a run').locator('svg').count()).toBe(1);
    // Of the others the picture is enough; the word is there for those who cannot see it.
    expect(await state('first of a run').locator('svg').count()).toBe(1);
    expect(await state('first of a run').locator('.hidden-visually').textContent()).not.toBe('');
    expect(await state('newest of a run').locator('.hidden-visually').count()).toBe(0);
    await alice.goOffline();
    for (const text of ['first one apart', 'second one apart']) {
      await alice.write(text);
      await state(text).and(page.locator('[data-state="saved"]')).waitFor();
      await expect.poll(() => state(text).textContent()).toBe('On this device');
    }

    await page.getByRole('button', { name: 'New conversation' }).first().click();
    await page.getByLabel('Name or email').fill('Bob');
    await page.getByRole('button', { name: 'Message Bob' }).waitFor();
    await alice.seesText('Offline: showing only people you know.');
    expect(await page.locator('[role="progressbar"], [aria-busy="true"], progress').count()).toBe(0);

    await page.getByRole('button', { name: 'Account and settings' }).first().click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText(/^2 changes are only on this device/).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toBe('Stay signed in');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  } finally {
    await server.dispose();
  }
});
