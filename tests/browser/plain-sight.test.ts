import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-15 UI-19 UI-20 offline an own message says its state in words, a search says what it lacks, and signing out counts what would be lost', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    const { page } = alice;
    const state = (text: string) => alice.message(text).locator('span[data-state]');
    for (const text of ['first of a run', 'newest of a run']) {
      await alice.write(text);
      await alice.seesState(text, 'sent');
    }
    expect(await state('newest of a run').textContent()).toBe('Sent');
    expect(await state('newest of a run').locator('svg').count()).toBe(1);
    expect(await state('first of a run').count()).toBe(0);

    await alice.isInstalled();
    await alice.goOffline();
    for (const text of ['first one apart', 'second one apart']) {
      await alice.write(text);
      await state(text).and(page.locator('[data-state="saved"]')).waitFor();
      expect(await state(text).textContent()).toBe('On this device');
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

it('PART-1 a dialog that fails says so in its own place, and what stands around it goes on', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('Meet at nine');
    await alice.edit('Meet at nine', 'Meet at ten');
    const { page } = alice;
    const history = page.getByRole('button', { name: 'edited: show edit history' });
    await history.waitFor();
    await page.evaluate(() => {
      const { prototype } = Intl.DateTimeFormat;
      const format = Object.getOwnPropertyDescriptor(prototype, 'format') ?? {};
      const fail = (): never => {
        throw new Error('no dates today');
      };
      Object.assign(globalThis, { mend: () => Object.defineProperty(prototype, 'format', format) });
      Object.defineProperty(prototype, 'format', { ...format, get: () => fail });
    });
    await history.click();
    const failed = page.getByRole('alert').filter({ hasText: 'Something went wrong' });
    await failed.getByRole('button', { name: 'Reload' }).waitFor();
    await page.evaluate(() => (globalThis as unknown as { mend: () => void }).mend());
    await bob.home();
    await bob.open('Alice');
    await bob.write('I will be there');
    await alice.sees('I will be there');
    await failed.getByRole('button', { name: 'Close' }).click();
    await failed.waitFor({ state: 'detached' });
    await history.click();
    await page.getByRole('dialog', { name: 'Edit history' }).getByText('Meet at nine').waitFor();
  } finally {
    await server.dispose();
  }
});
