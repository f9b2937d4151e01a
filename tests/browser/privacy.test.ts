import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { anotherDevice, newPerson, type Person, SERVER_ENV } from './person.ts';

const receipts = (person: Person) => person.page.getByRole('switch', { name: 'Read receipts' });

it('ACC-15 read receipts are switched off offline, for all devices; nobody is told then, and the list shows who is typing', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    await bob.open('Alice');
    await bob.sees('hello');
    await alice.seesState('hello', 'read');

    const alice2 = await anotherDevice(server, alice);
    await alice2.page.goto(`${server.url}/settings`);
    await receipts(alice2).waitFor();
    await alice.page.goto(`${server.url}/settings`);
    await receipts(alice).waitFor();
    await alice.goOffline();
    await receipts(alice).click({ force: true });
    await expect.poll(() => receipts(alice).getAttribute('aria-checked')).toBe('false');
    expect(await receipts(alice2).getAttribute('aria-checked')).toBe('true');
    await alice.goOnline();
    await expect.poll(() => receipts(alice2).getAttribute('aria-checked'), { timeout: 20_000 }).toBe('false');

    await bob.field().fill('the an');
    await alice2.toList();
    await alice2.row('Bob').getByText('typing').waitFor();
    await bob.write('the anchor holds');
    await alice2.open('Bob');
    await alice2.sees('the anchor holds');
    await bob.seesState('the anchor holds', 'delivered');
    await expect.poll(() => alice2.page.locator('article[data-state="delivered"]').count()).toBe(1);
    expect(await bob.page.locator('article[data-state="read"]').filter({ hasText: 'anchor' }).count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
