import { expect, it } from 'vitest';
import { BadProxy } from '../support/bad-proxy.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('NET-4 NET-2 the app says that the network blocks live updates, and Try now connects at once when it no longer does', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  const proxy = await BadProxy.start(server.port);
  try {
    const seen = Object.create(server, { url: { value: proxy.url } }) as ServerProcess;
    const alice = await newPerson(seen, 'Alice');
    await alice.page.goto(`${seen.url}/new`);
    await alice.page.getByText('Notes to self').first().click();
    await alice.write('connected');
    await alice.seesState('connected', 'sent');

    proxy.mode = 'refuse';
    proxy.cut();
    await alice.write('apart');
    await alice.footSays('This network blocks live updates');
    await alice.footSays('1 change not yet on the server');
    // Three tries in a row have failed: from now on seconds pass between them.
    const tries = proxy.attempts.length;
    proxy.mode = 'pass';
    await alice.page.getByRole('button', { name: 'Try now' }).first().click();
    await alice.seesState('apart', 'sent');
    await alice.footSays('Online');
    expect(proxy.attempts.length).toBeLessThanOrEqual(tries + 2);
  } finally {
    proxy.stop();
    await server.dispose();
  }
});
