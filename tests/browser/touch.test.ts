import type { CDPSession } from 'playwright-core';
import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** One finger on a screen of glass. */
class Finger {
  private readonly session: CDPSession;
  private readonly person: Person;

  private constructor(session: CDPSession, person: Person) {
    this.session = session;
    this.person = person;
  }

  static async of(person: Person): Promise<Finger> {
    const session = await person.device.context.newCDPSession(person.page);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
    return new Finger(session, person);
  }

  /** The middle of a row of the list. */
  async onRow(title: string): Promise<{ x: number; y: number }> {
    const box = await this.person.row(title).boundingBox();
    if (box === null) throw new Error(`${title} is not on screen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  async on(text: string): Promise<{ x: number; y: number }> {
    const box = await this.person.message(text).last().locator('p').last().boundingBox();
    if (box === null) throw new Error(`${text} is not on screen`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  down(x: number, y: number): Promise<unknown> {
    return this.session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  }

  up(): Promise<unknown> {
    return this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async draw(text: string, dx: number, dy: number): Promise<void> {
    await this.drawFrom(await this.on(text), dx, dy);
  }

  async drawFrom({ x, y }: { readonly x: number; readonly y: number }, dx: number, dy: number): Promise<void> {
    await this.down(x, y);
    for (let step = 1; step <= 8; step++)
      await this.session.send('Input.dispatchTouchEvent', {
        type: 'touchMove',
        touchPoints: [{ x: x + (dx * step) / 8, y: y + (dy * step) / 8 }],
      });
    await this.up();
  }

  /** Sent at once, so that a busy machine does not stretch the time between. */
  async tapTwice(text: string): Promise<void> {
    const { x, y } = await this.on(text);
    await Promise.all([this.down(x, y), this.up(), this.down(x, y), this.up()]);
  }
}

it('ACT-10 a swipe replies, a long press opens the menu, a double tap reacts, and scrolling does none of it', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 360, height: 780 } });
    const bob = await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    for (let i = 1; i <= 20; i++) await alice.write(`line ${i}.`);
    await alice.write('the newest');
    await alice.seesState('the newest', 'sent');
    const finger = await Finger.of(alice);
    const banner = alice.page.getByRole('button', { name: 'Cancel reply' });

    // Too short, the other way, and downwards: nothing.
    await finger.draw('the newest', 40, 0);
    await finger.draw('the newest', -120, 0);
    await finger.draw('line 18.', 30, 200);
    expect(await banner.count()).toBe(0);
    expect(await alice.page.getByRole('menu').count()).toBe(0);
    await alice.message('the newest').last().scrollIntoViewIfNeeded();

    await finger.draw('the newest', 120, 8);
    await banner.waitFor();
    await banner.click();

    const { x, y } = await finger.on('the newest');
    await finger.down(x, y);
    const menu = alice.page.getByRole('menu');
    await menu.waitFor();
    // The finger that opened it lets go; the menu stays.
    await finger.up();
    await expect.poll(() => menu.isVisible()).toBe(true);
    expect(await alice.page.evaluate(() => getSelection()?.toString())).toBe('');
    await alice.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });

    await finger.tapTwice('the newest');
    await alice.seesReaction('the newest', '👍', 1);
    await bob.home();
    await bob.open('Alice');
    await bob.seesReaction('the newest', '👍', 1);
    await finger.tapTwice('the newest');
    await alice.message('the newest').getByRole('list', { name: 'Reactions' }).waitFor({ state: 'detached' });

    await alice.page.goto(`${server.url}/settings`);
    await alice.page.getByRole('group', { name: 'Favorite reaction' }).getByLabel('❤️').check();
    await alice.home();
    await alice.open('Bob');
    await alice.sees('the newest');
    await finger.tapTwice('the newest');
    await alice.seesReaction('the newest', '❤️', 1);
  } finally {
    await server.dispose();
  }
});

it('LIST-12 a row drawn to one side is archived, to the other marked as read or muted, and each can be undone', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 360, height: 780 } });
    await newPerson(server, 'Bob');
    await alice.startDirect('Bob');
    await alice.write('hello');
    await alice.seesState('hello', 'sent');
    await alice.home();
    await alice.row('Bob').waitFor();
    const finger = await Finger.of(alice);
    const draw = async (dx: number): Promise<void> => finger.drawFrom(await finger.onRow('Bob'), dx, 4);
    const status = alice.page.getByRole('status');

    await draw(-160);
    await status.getByText('Conversation archived').waitFor();
    await alice.page.getByRole('link', { name: 'Archived (1)' }).waitFor();
    await alice.undo();
    await alice.page.getByRole('link', { name: 'Archived (1)' }).waitFor({ state: 'detached' });

    // Nothing is unread: the other side mutes.
    await draw(160);
    await alice.page.locator('a[data-muted]').filter({ hasText: 'Bob' }).waitFor();
    await alice.undo();
    await alice.page.locator('a[data-muted]').waitFor({ state: 'detached' });
    // Too short, and along the list: nothing, and the row was not opened.
    await draw(30);
    await finger.drawFrom(await finger.onRow('Bob'), 20, 160);
    expect(new URL(alice.page.url()).pathname).toBe('/');
    expect(await alice.page.locator('a[data-muted]').count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
