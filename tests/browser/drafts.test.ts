import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, SERVER_ENV } from './person.ts';

it('REP-24 a draft survives a reload and follows to the other device, until it is sent', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    await alice.field().fill('about the anchor, I think we');
    await alice.message('hello').click();
    await alice.footSays(/Safe to close/);
    await alice.page.reload();
    await alice.sees('hello');
    await expect.poll(() => alice.field().inputValue()).toBe('about the anchor, I think we');

    const alice2 = await anotherDevice(server, alice);
    await alice2.row('Bob').getByText('Draft:').waitFor();
    await alice2.open('Bob');
    await expect.poll(() => alice2.field().inputValue()).toBe('about the anchor, I think we');
    await alice2.write('about the anchor, I think we should keep it');
    await alice2.seesState('should keep it', 'sent');
    await alice.sees('should keep it');
    await expect.poll(() => alice.field().inputValue()).toBe('');
  } finally {
    await server.dispose();
  }
});
