import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { share } from '../support/sharing.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('APP-1 shares stand one at a time, the newest first, never joined, and what is too large is refused and harms none', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const { page } = alice;
    await alice.createGroup('Boat club', []);
    const shown = page.getByRole('main');
    const given = async (text: string, file?: string) => {
      await share(alice, text, file);
      await page.waitForURL(/\/share$/);
      await shown.getByText(text).waitFor();
    };
    await given('my own list', 'list.txt');
    await given('from a page of the web');
    expect(await shown.getByText('my own list').count()).toBe(0);
    expect(await shown.getByText('list.txt').count()).toBe(0);

    // Larger than a share may be: what waits is still there.
    await share(alice, 'x'.repeat(20_001));
    await page.waitForURL(/\/share\?not-kept$/);
    await page.getByRole('alert').filter({ hasText: 'This share wasn’t kept' }).waitFor();
    await shown.getByText('from a page of the web').waitFor();

    // Discarding takes the shown one alone.
    await shown.getByRole('button', { name: 'Discard' }).click();
    await shown.getByText('my own list').waitFor();
    expect(await page.getByRole('alert').filter({ hasText: 'kept' }).count()).toBe(0);
    await given('a second page');
    await shown.getByRole('button', { name: /Boat club/ }).click();
    await alice.field().waitFor();
    await expect.poll(() => alice.field().inputValue()).toBe('a second page');
    expect(await page.getByRole('region', { name: 'Attached files' }).count()).toBe(0);

    // The other one still waits, and goes its own way.
    await page.getByRole('button', { name: 'Choose conversation' }).click();
    await shown.getByText('my own list').waitFor();
    await shown.getByText('list.txt').waitFor();
    await shown.getByRole('button', { name: 'Discard' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Choose conversation' }).count()).toBe(0);
    await page.goto(`${server.url}/share`);
    await alice.seesText('Nothing to share');
  } finally {
    await server.dispose();
  }
});
