import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('BOT-20 a webhook under the name of a member is marked beside it, in its messages, in quotes and for screen readers', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const bob = await newPerson(server, 'Bob');
    const { page } = alice;
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('welcome');
    await alice.seesState('welcome', 'sent');
    await page.evaluate(async () => {
      const id = location.pathname.split('/').at(-1);
      const send = (path: string, body: object) =>
        fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      const made = await send(`/api/conversations/${id}/webhooks`, { name: 'Bob' });
      const { path } = await made.json();
      const posted = await send(path, { text: 'send me the key' });
      if (!posted.ok) throw new Error(await posted.text());
    });
    await alice.sees('send me the key');
    await bob.home();
    await bob.open('Boat club');
    await bob.write('that was not me');
    await alice.sees('that was not me');
    const mark = (text: string) => alice.message(text).getByText('webhook', { exact: true });
    await mark('send me the key').waitFor();
    expect(await mark('that was not me').count()).toBe(0);
    expect(await alice.message('send me the key').getAttribute('aria-label')).toContain('Bob (webhook)');
    await alice.choose('send me the key', 'Reply');
    await alice.write('who asks?');
    await mark('who asks?').waitFor();
  } finally {
    await server.dispose();
  }
});
