import { expect, it } from 'vitest';
import { startServer } from '../support/start-server.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';
import { sendFile } from './sending-files.ts';

const MB = 1024 * 1024;
const PARTS = 31;

it('UPLOAD-2 a file goes on after its tab and the server ended, and the message arrives once', async () => {
  const server = await startServer({ env: SERVER_ENV });
  const bob = await newPerson(server, 'Bob');
  await bob.home();
  const alice = await newPerson(server, 'Alice');
  await alice.startDirect('Bob');
  /** Parts that were sent whole. */
  const sent = new Set<string>();
  let again = 0;
  let isHeld = true;
  await alice.device.context.route(/\/blobs\/[^/]+\?.*part=/, async (route) => {
    const part = new URL(route.request().url()).searchParams.get('part') ?? '';
    // Half of them arrive before everything ends.
    if (isHeld && sent.size >= PARTS / 2) return;
    if (sent.has(part)) again++;
    await route.continue();
    sent.add(part);
  });
  const { messageId } = await sendFile(alice, (PARTS - 1) * MB);
  await expect.poll(() => sent.size).toBeGreaterThan(PARTS / 2 - 1);
  await server.kill();
  await server.start();
  isHeld = false;
  await alice.page.reload();
  await bob.open('Alice');
  const shownTo = (person: Person) => person.page.locator(`article[data-message-id="${messageId}"]`);
  await shownTo(bob).waitFor();
  expect(sent.size).toBe(PARTS);
  // What was on its way may have come whole, or not.
  expect(again).toBeLessThan(PARTS / 4);
  await expect.poll(() => shownTo(alice).getAttribute('data-state')).toMatch(/sent|delivered|read/);
  expect(await shownTo(bob).count()).toBe(1);
});
