import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { correspondentOf } from './correspondent.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** Two cores, and eight browsers at times. ms */
const SOON = { timeout: 30_000 };

/** What the browser itself shows. */
const shownTo = (person: Person): Promise<readonly string[]> =>
  person.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return (await registration?.getNotifications())?.map(({ title, body }) => `${title}: ${body}`).sort() ?? [];
  });

it('NOTE-9 notifications go through the service worker, follow edits and deletions after a time apart, and stay with a new page', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    await alice.device.context.grantPermissions(['notifications'], { origin: server.url });
    const carol = await correspondentOf(server, alice);
    const direct = await carol.startDirect();
    const boats = await carol.startGroup('Boat club');
    await carol.say(direct, 'from before');
    await alice.home();
    await alice.row('Boat club').waitFor();
    const secret = await carol.say(direct, 'the *secret* word');
    await expect.poll(() => shownTo(alice), SOON).toEqual([`${carol.name}: the secret word`]);
    const first = await carol.say(boats, 'the mast');
    await expect.poll(() => shownTo(alice), SOON).toHaveLength(2);
    await carol.edit(boats, first, 'the rudder');
    await expect.poll(() => shownTo(alice), SOON).toContain(`Boat club: ${carol.name}: the rudder`);

    // Apart: one is deleted, one is followed by another.
    await alice.goOffline();
    await carol.remove(direct, secret);
    await carol.say(boats, 'the sail\u{202E}');
    await alice.goOnline();
    await expect.poll(() => shownTo(alice), SOON).toEqual([`Boat club: ${carol.name}: the sail`]);

    // The page is another one; what stands is still known, and goes when it is read.
    await alice.home();
    await expect.poll(() => shownTo(alice)).toEqual([`Boat club: ${carol.name}: the sail`]);
    await alice.open('Boat club');
    await alice.sees('the sail');
    await expect.poll(() => shownTo(alice), SOON).toEqual([]);
    carol.stop();
  } finally {
    await server.dispose();
  }
});
