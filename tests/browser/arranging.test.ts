import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { correspondentOf } from './correspondent.ts';
import { anotherDevice, newPerson, type Person, SERVER_ENV } from './person.ts';

/** List and conversation side by side, and a keyboard before them. */
const AT_A_DESK = { viewport: { width: 1440, height: 900 } };
/** What others did arrives within this, also while the machine is busy. ms */
const SOON = { timeout: 20_000 };

/** Chooses in the menu of a row, and in the one that follows it. */
const arrange = async (person: Person, title: string, ...items: readonly string[]): Promise<void> => {
  await person.row(title).click({ button: 'right' });
  for (const name of items)
    await person.page
      .getByRole('menuitem', { name })
      .or(person.page.getByRole('menuitemcheckbox', { name }))
      .first()
      .click();
};
const says = async (row: Locator, text: string): Promise<void> => {
  await row.getByText(text).first().waitFor();
};
const saysNot = async (row: Locator, text: string): Promise<void> => {
  await row.getByText(text).first().waitFor({ state: 'detached' });
};
const rowOrder = async (person: Person, names: readonly string[]): Promise<readonly string[]> => {
  const rows = await person.page.locator('nav li[data-row]').allTextContents();
  return rows.flatMap((text) => names.find((name) => text.includes(name)) ?? []);
};

it('LIST-6 the arrangement of the list is the same on the other device, also after both were offline', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const carol = await correspondentOf(server, alice);
    const names = ['Boat club', 'Choir', 'Harbour', 'Kitchen'];
    for (const name of names) await carol.say(await carol.startGroup(name), `welcome to the ${name}`);
    const other = await anotherDevice(server, alice, { installed: true });
    for (const device of [alice, other]) await device.row('Boat club').waitFor();

    await arrange(alice, 'Boat club', 'Pin');
    await arrange(alice, 'Choir', 'Mute…', 'For 8 hours');
    await arrange(alice, 'Kitchen', 'Archive');
    await arrange(alice, 'Harbour', 'Mark as read');
    for (const device of [alice, other]) {
      await says(device.row('Boat club'), 'Pinned');
      await says(device.row('Choir'), 'Muted');
      await saysNot(device.row('Harbour'), '1 unread message');
      await expect.poll(() => rowOrder(device, names), SOON).toEqual(['Boat club', 'Harbour', 'Choir']);
      await says(device.page.getByRole('link', { name: 'Archived (1)' }), 'Archived (1)');
    }
    await arrange(alice, 'Harbour', 'Mark as unread');
    await says(other.row('Harbour'), 'Marked as unread');

    for (const device of [alice, other]) await device.goOffline();
    await arrange(alice, 'Boat club', 'Unpin');
    await arrange(alice, 'Choir', 'Pin');
    await arrange(alice, 'Choir', 'Mentions only');
    await other.page.getByRole('link', { name: 'Archived (1)' }).click();
    await arrange(other, 'Kitchen', 'Unarchive');
    await other.page.getByRole('navigation').getByRole('button', { name: 'Back' }).click();
    await arrange(other, 'Harbour', 'Mark as read');
    await arrange(other, 'Choir', 'Unmute');
    // Seen at once where it was done, before anybody else can know.
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Choir', 'Harbour', 'Boat club']);
    await saysNot(other.row('Harbour'), 'Marked as unread');
    for (const device of [alice, other]) await device.goOnline();
    for (const device of [alice, other]) {
      await expect.poll(() => rowOrder(device, names), SOON).toEqual(['Choir', 'Kitchen', 'Harbour', 'Boat club']);
      await says(device.row('Choir'), 'Mentions only');
      await saysNot(device.row('Choir'), 'Muted');
      await saysNot(device.row('Harbour'), 'Marked as unread');
      await saysNot(device.row('Boat club'), 'Pinned');
    }
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('LIST-5 the keyboard moves in the list and arranges it, and the focus stays on its row whatever changes', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const carol = await correspondentOf(server, alice);
    const names = ['Anchor', 'Boat club', 'Choir', 'Dunes'];
    const anchor = await carol.startGroup('Anchor');
    const boats = await carol.startGroup('Boat club');
    for (const id of [anchor, boats, await carol.startGroup('Choir'), await carol.startGroup('Dunes')])
      await carol.say(id, 'welcome');
    await alice.home();
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Dunes', 'Choir', 'Boat club', 'Anchor']);
    const { keyboard } = alice.page;
    const focused = (): Promise<string> => alice.page.evaluate(() => document.activeElement?.textContent ?? '');
    const isAt = async (name: string): Promise<void> => {
      await expect.poll(focused, SOON).toContain(name);
    };

    await alice.page.getByRole('searchbox', { name: 'Search conversations' }).focus();
    await keyboard.press('ArrowDown');
    await isAt('Dunes');
    await keyboard.press('End');
    await isAt('Anchor');
    // The focused conversation moves to the top.
    await carol.say(anchor, 'come aboard');
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Anchor', 'Dunes', 'Choir', 'Boat club']);
    await isAt('Anchor');
    // Another one moves past it.
    await keyboard.press('ArrowDown');
    await isAt('Dunes');
    await carol.say(boats, 'ahoy');
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Boat club', 'Anchor', 'Dunes', 'Choir']);
    await isAt('Dunes');
    // It goes away: the next one has the focus.
    await keyboard.press('Shift+F10');
    await alice.page.getByRole('menuitem', { name: 'Archive' }).focus();
    await keyboard.press('Enter');
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Boat club', 'Anchor', 'Choir']);
    await isAt('Choir');
    await keyboard.press('Home');
    await isAt('Archived (1)');
    await keyboard.press('Enter');
    await alice.row('Dunes').waitFor();
    expect(new URL(alice.page.url()).pathname).toBe('/archived');
    await alice.page.getByRole('navigation').getByRole('button', { name: 'Back' }).click();
    await isAt('Archived (1)');
    await alice.row('Choir').focus();
    // Letters look for a name, and Enter opens the first that is found.
    await keyboard.type('anch');
    await expect.poll(() => rowOrder(alice, names), SOON).toEqual(['Anchor']);
    await keyboard.press('Enter');
    await alice.sees('come aboard');
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('LIST-7 the switcher and the other shortcuts lead from one conversation to another', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    await newPerson(server, 'Bob');
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const carol = await correspondentOf(server, alice);
    const boats = await carol.startGroup('Boat club');
    const choir = await carol.startGroup('Choir');
    await carol.say(boats, 'the boats are in');
    await carol.say(choir, 'we sing at eight');
    await alice.home();
    const { keyboard } = alice.page;
    const heading = (name: string) => alice.page.getByRole('main').getByRole('heading', { name, exact: true }).first();
    await alice.row('Choir').waitFor();

    await keyboard.press('Control+k');
    await alice.page.getByRole('combobox').pressSequentially('boa');
    await alice.page.getByRole('option', { name: 'Boat club' }).waitFor();
    await keyboard.press('Enter');
    await alice.sees('the boats are in');
    // From the composer, too; and with nothing typed the unread conversation comes first.
    await keyboard.press('Control+k');
    await alice.page.getByRole('option', { selected: true }).filter({ hasText: 'Choir' }).waitFor();
    await keyboard.press('Enter');
    await alice.sees('we sing at eight');
    await keyboard.press('Alt+ArrowDown');
    await heading('Boat club').waitFor();
    await carol.say(choir, 'or at nine');
    await alice.row('Choir').getByText('1 unread message').waitFor();
    await keyboard.press('Control+Shift+U');
    await alice.sees('or at nine');
    // Somebody new, by two letters of the name.
    await keyboard.press('Control+k');
    await alice.page.getByRole('combobox').pressSequentially('bo');
    await alice.page.getByRole('option', { name: 'Bob' }).waitFor();
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await heading('Bob').waitFor();
    // In the composer a question mark is a question mark.
    await alice.field().press('?');
    await expect.poll(() => alice.field().inputValue()).toBe('?');
    await alice.row('Choir').focus();
    await keyboard.press('?');
    await alice.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await keyboard.press('Escape');
    await alice.page.getByRole('dialog').waitFor({ state: 'detached' });
    carol.stop();
  } finally {
    await server.dispose();
  }
});

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly closed: boolean;
}
/** In place of the browser's notifications, which no page can see: writes down what is made and closed. */
const recordNotifications = async (person: Person): Promise<void> => {
  await person.device.context.addInitScript(() => {
    const shown: Shown[] = [];
    class Recorded {
      static readonly permission = 'granted';
      static readonly requestPermission = async (): Promise<string> => 'granted';
      onclick: (() => void) | null = null;
      readonly at: number;
      constructor(title: string, { body, tag }: { body: string; tag: string }) {
        // As browsers do: one of the same tag takes its place.
        for (const [i, one] of shown.entries()) if (one.tag === tag) shown[i] = { ...one, closed: true };
        this.at = shown.push({ title, body, tag, closed: false }) - 1;
        Object.assign(window, { clickNotification: () => this.onclick?.() });
      }
      close(): void {
        shown[this.at] = { ...(shown[this.at] as Shown), closed: true };
      }
    }
    Object.assign(window, { Notification: Recorded, shownNotifications: shown });
  });
};
const shownTo = (person: Person): Promise<readonly Shown[]> =>
  person.page.evaluate(() => (window as unknown as { shownNotifications: Shown[] }).shownNotifications);
const open = async (person: Person): Promise<readonly string[]> =>
  (await shownTo(person)).filter(({ closed }) => !closed).map(({ title, body }) => `${title}: ${body}`);

it('NOTE-1 new messages out of sight are notified and counted, until they are read on the other device', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const carol = await correspondentOf(server, alice);
    const boats = await carol.startGroup('Boat club');
    const choir = await carol.startGroup('Choir');
    const direct = await carol.startDirect();
    await carol.say(boats, 'from before');
    await carol.say(choir, 'from before, too');
    await carol.say(direct, 'hello');
    const other = await anotherDevice(server, alice);
    await recordNotifications(alice);
    await alice.home();
    await alice.open('Choir');
    await alice.sees('from before, too');
    const title = (): Promise<string> => alice.page.title();
    await expect.poll(title, SOON).toBe('(2) Choir · Skerry');
    // Messages that were unread when the app opened are not notified.
    expect(await shownTo(alice)).toEqual([]);

    // Another conversation is on screen.
    await carol.say(boats, 'the mast is broken');
    await expect.poll(() => open(alice), SOON).toEqual([`Boat club: ${carol.name}: the mast is broken`]);
    await carol.say(direct, 'see you at the pier');
    await expect.poll(() => open(alice), SOON).toContain(`${carol.name}: see you at the pier`);
    expect((await shownTo(alice)).map(({ tag }) => tag)).toEqual([boats, direct]);

    // On screen: seen, read, not notified. Muted, and mentions only: counted apart.
    await carol.say(choir, 'we sing now');
    await alice.sees('we sing now');
    await arrange(alice, 'Boat club', 'Mute…', 'For 1 hour');
    await says(alice.row('Boat club'), 'Muted');
    await expect.poll(title, SOON).toBe('(1) Choir · Skerry');
    await carol.say(boats, 'and the rudder');
    await says(alice.row('Boat club'), '3 unread messages');
    await arrange(alice, 'Boat club', 'Unmute');
    await saysNot(alice.row('Boat club'), 'Muted');
    await arrange(alice, 'Boat club', 'Mentions only');
    await says(alice.row('Boat club'), 'Mentions only');
    await carol.say(boats, 'and the sail');
    await says(alice.row('Boat club'), '4 unread messages');
    await expect.poll(title).toBe('(1) Choir · Skerry');
    await carol.say(boats, '@Alice, can you come?', true);
    await expect.poll(() => open(alice), SOON).toContain(`Boat club: ${carol.name}: @Alice, can you come?`);
    await says(alice.row('Boat club'), '1 mention');
    await expect.poll(title, SOON).toBe('(2) Choir · Skerry');
    const texts = (await shownTo(alice)).map(({ body }) => body).join('\n');
    for (const never of ['from before', 'we sing now', 'and the rudder', 'and the sail'])
      expect(texts).not.toContain(never);

    // Read on the other device.
    await other.open('Boat club');
    await other.sees('can you come?');
    await expect.poll(() => open(alice), SOON).toEqual([`${carol.name}: see you at the pier`]);
    await expect.poll(title, SOON).toBe('(1) Choir · Skerry');

    // Pressed: its conversation opens.
    await carol.say(direct, 'are you there?');
    await expect.poll(() => open(alice), SOON).toEqual([`${carol.name}: are you there?`]);
    await alice.page.evaluate(() => (window as unknown as { clickNotification: () => void }).clickNotification());
    await alice.sees('are you there?');
    await expect.poll(() => open(alice), SOON).toEqual([]);
    await expect.poll(title, SOON).toBe(`${carol.name} · Skerry`);
    carol.stop();
  } finally {
    await server.dispose();
  }
});

it('NOTE-3 of two tabs one notifies, and what is on screen in either is not notified', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const carol = await correspondentOf(server, alice);
    const boats = await carol.startGroup('Boat club');
    const choir = await carol.startGroup('Choir');
    await carol.say(boats, 'first');
    await carol.say(choir, 'second');
    await recordNotifications(alice);
    await alice.home();
    await alice.row('Choir').waitFor();
    const second = await alice.device.context.newPage();
    await second.goto(`${server.url}/c/${choir}`);
    await second.getByText('second').first().waitFor();

    await carol.say(choir, 'in sight in the second tab');
    await second.getByText('in sight in the second tab').first().waitFor();
    await carol.say(boats, 'in sight nowhere');
    const all = async (): Promise<readonly string[]> => {
      const shown = [];
      for (const page of [alice.page, second])
        shown.push(
          ...(await page.evaluate(() => (window as unknown as { shownNotifications: Shown[] }).shownNotifications)),
        );
      return shown.map(({ body }) => body);
    };
    await expect.poll(all, SOON).toEqual([`${carol.name}: in sight nowhere`]);
    // The tab that notified is gone; the other one takes over, and whoever is at it notices nothing.
    await second.getByRole('searchbox', { name: 'Search conversations' }).fill('boat');
    await alice.page.close();
    await carol.say(boats, 'after the first tab');
    await expect
      .poll(
        () => second.evaluate(() => (window as unknown as { shownNotifications: Shown[] }).shownNotifications.length),
        SOON,
      )
      .toBe(1);
    await expect.poll(() => second.getByRole('searchbox', { name: 'Search conversations' }).inputValue()).toBe('boat');
    carol.stop();
  } finally {
    await server.dispose();
  }
});
