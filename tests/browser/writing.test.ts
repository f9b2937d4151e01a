import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('UI-3 text keeps its line breaks and emoji, is never markup, and says when it is too long', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.field().pressSequentially('one');
    await alice.field().press('Shift+Enter');
    await alice.field().pressSequentially('two 🦭');
    await alice.field().press('Enter');
    await alice.seesState('two 🦭', 'sent');
    await bob.home();
    await bob.open('Alice');
    const text = bob.message('two 🦭').locator('p').first();
    const lines = await text.textContent();
    await expect.poll(() => text.evaluate((shown) => getComputedStyle(shown).whiteSpace)).toMatch(/pre|break-spaces/);
    expect(lines).toContain('one\ntwo 🦭');

    await alice.write('<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script>');
    await bob.sees('<img src=x');
    expect(await bob.page.locator('article img, article script').count()).toBe(0);
    expect(await bob.page.title()).not.toContain('hacked');

    const long = 'a'.repeat(20_001);
    await alice.write(long);
    await alice.seesText(/1 character too long/);
    await expect.poll(() => alice.field().inputValue()).toBe(long);
    await alice.write('b'.repeat(20_000));
    await alice.seesState('bbbbbbbb', 'sent');
    await bob.sees('bbbbbbbb');
  } finally {
    await server.dispose();
  }
});

it('REP-3 states are true: on this device, sent, delivered, read', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob', { keepsProfile: true });
    await bob.home();
    await alice.startDirect('Bob');
    await bob.device.close();
    await alice.write('are you there?');
    await alice.seesState('are you there?', 'sent');
    await expect.poll(() => alice.message('are you there?').getAttribute('data-state')).toBe('sent');
    await bob.device.open();
    await bob.home();
    await alice.seesState('are you there?', 'delivered');
    await expect.poll(() => alice.message('are you there?').getAttribute('data-state')).toBe('delivered');
    await bob.open('Alice');
    await alice.seesState('are you there?', 'read');
  } finally {
    await server.dispose();
  }
});
