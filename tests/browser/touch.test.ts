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
    const { x, y } = await this.on(text);
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
  } finally {
    await server.dispose();
  }
});
