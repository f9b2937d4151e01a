import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-23 at 360 px list and conversation take turns, and the way back is in reach', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
    await alice.page.goto(`${server.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('a note on a small screen');
    await alice.seesState('a note on a small screen', 'sent');
    expect(await alice.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expect.poll(() => alice.row('Notes to self').isVisible()).toBe(false);
    await alice.page
      .getByRole('link', { name: 'Back' })
      .or(alice.page.getByRole('button', { name: 'Back' }))
      .first()
      .click();
    await alice.row('Notes to self').waitFor();
    await expect.poll(() => alice.field().isVisible()).toBe(false);
    expect(await alice.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  } finally {
    await server.dispose();
  }
});
