import { expect, it } from 'vitest';
import { findBarriers } from '../support/axe.ts';
import { makePng } from '../support/sealed-upload.ts';
import { ServerProcess } from '../support/server-process.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const bar = ({ page }: Person) => page.locator('[data-link-bar]');
const card = (person: Person, text: string) => person.message(text).locator('[data-link-card]');

it('LINK-7 LINK-8 LINK-9 a preview is asked for a complete address only, sent with the message, and can be taken off; readers ask nobody', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob', { installed: true });
    const asked: string[] = [];
    const preview = {
      title: 'Tide tables for the Oslofjord',
      text: 'High and low water for the coming days, hour by hour.',
      picture: Buffer.from(makePng(600, 300)).toString('base64'),
    };
    // The internet is elsewhere: what the server finds there, other tests show.
    for (const { page } of [alice, bob])
      await page.route('**/api/link-previews', async (route) => {
        asked.push(route.request().postData() ?? '');
        await route.fulfill({ json: { preview } });
      });
    await alice.startDirect('Bob');

    // Typed letter by letter and removed: nobody is asked. Pasted: at once.
    await alice.field().pressSequentially('see https://tides.example/a');
    await alice.field().fill('');
    expect(asked).toEqual([]);
    await alice.field().fill('see https://tides.example/oslo');
    await bar(alice).getByText('Tide tables').waitFor();
    await bar(alice).locator('img').waitFor();
    expect(await findBarriers(alice.page)).toEqual([]);
    await alice.field().press('Enter');
    await alice.seesState('see https://tides', 'sent');
    await expect.poll(() => bar(alice).count()).toBe(0);

    await bob.open('Alice');
    await card(bob, 'see https://tides').getByText('High and low water').waitFor();
    await expect
      .poll(() =>
        card(bob, 'see https://tides')
          .locator('img:not([aria-hidden])')
          .evaluate((img) => (img as HTMLImageElement).naturalWidth),
      )
      .toBe(480);
    expect(await findBarriers(bob.page)).toEqual([]);
    expect(asked).toEqual(['{"url":"https://tides.example/oslo"}']);

    // The card goes with its address, and an edit brings none.
    await alice.edit('see https://tides', 'no address any more');
    await bob.sees('no address any more');
    await expect.poll(() => card(bob, 'no address any more').count()).toBe(0);
    await alice.edit('no address any more', 'back at https://tides.example/oslo');
    await card(bob, 'back at').getByText('tides.example').waitFor();
    expect(asked).toHaveLength(1);

    // Taken off this message, and then for ever.
    await alice.field().fill('again https://tides.example/oslo');
    await bar(alice).getByRole('button', { name: 'Remove preview' }).click();
    await alice.field().press('End');
    await alice.field().pressSequentially(' without');
    await alice.field().press('Enter');
    await bob.sees('without');
    expect(await card(bob, 'without').count()).toBe(0);
    await alice.page.goto(`${server.url}/settings`);
    await alice.page.getByRole('switch', { name: 'Link previews' }).click();
    await alice.open('Bob');
    await alice.field().fill('off https://other.example/ now');
    await alice.field().press('Enter');
    await bob.sees('off https://other');
    expect(await card(bob, 'off https://other').count()).toBe(0);
    expect(asked).toHaveLength(2);
  } finally {
    await server.stop();
  }
});
