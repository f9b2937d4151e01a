import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

const WAIT = { timeout: 30_000 };

it('UI-57 an access token and a webhook are made, shown once, used and ended', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    const named = (name: string, exact = true) => page.getByRole('button', { name, exact });
    await page.goto(`${server.url}/settings/security`);
    await alice.seesText('No access tokens');
    await named('Create access token').click(WAIT);
    await page.getByLabel('Name', { exact: true }).fill('Backup script');
    await page.getByLabel('Permissions').selectOption('Read messages');
    await page.getByLabel('Valid for').selectOption('30 days');
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill('not this one');
    const create = page.getByRole('dialog').getByRole('button', { name: 'Create access token' });
    await create.click(WAIT);
    await alice.seesText(/Incorrect password/);
    await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(alice.password);
    await create.click(WAIT);
    const token = await page.getByLabel('New access token').inputValue(WAIT);
    expect(token).toMatch(/^skp_/);
    await named('Copy').click(WAIT);
    const asks = async (method: string, path: string, bearer: string) =>
      (await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${bearer}` } })).status;
    expect(await asks('GET', '/api/conversations', token)).toBe(200);
    await page.reload();
    await alice.seesText('Backup script');
    await alice.seesText(/^Read messages · expires /);
    expect(await page.getByLabel('New access token').count()).toBe(0);
    await named('Revoke Backup script').click(WAIT);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click(WAIT);
    await alice.seesText('No access tokens');
    expect(await asks('GET', '/api/conversations', token)).toBe(401);

    await alice.createGroup('Harbour', []);
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    await alice.openGroup('Webhooks');
    await alice.seesText('No webhooks');
    await page.getByLabel('Name', { exact: true }).fill('Builds');
    await named('Create webhook').click(WAIT);
    const address = await page.getByLabel('Address of Builds').inputValue(WAIT);
    expect(address).toContain('/api/webhooks/skw_');
    const posts = async (text: string) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(address, { method: 'POST', headers, body: JSON.stringify({ text }) })).status;
    };
    expect(await posts('Build 12 is green')).toBe(201);
    await named('Close', true).last().click(WAIT);
    await named('Remove Builds').click(WAIT);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click(WAIT);
    await alice.seesText('No webhooks');
    expect(await posts('Build 13 is red')).toBe(404);
    await alice.closeDialogs();
    await alice.sees('Build 12 is green');
  } finally {
    await server.dispose();
  }
});
