import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Device, type DeviceOptions, openDevice } from '../support/chromium.ts';
import type { TestServer } from '../support/server-process.ts';

/** What a wait may take on two busy cores. ms */
const WAIT = 30_000;

export type State = 'pending' | 'saved' | 'sent' | 'delivered' | 'read' | 'not-sent';
const LATER: Record<State, readonly State[]> = {
  pending: ['pending', 'saved', 'sent', 'delivered', 'read'],
  saved: ['saved', 'sent', 'delivered', 'read'],
  sent: ['sent', 'delivered', 'read'],
  delivered: ['delivered', 'read'],
  read: ['read'],
  'not-sent': ['not-sent'],
};

/** Those who signed up here, by server and name. */
const persons = new Map<string, Person>();

/** One person at one device, by what they see and can press. */
export class Person {
  readonly device: Device;
  readonly name: string;
  readonly email: string;
  private readonly server: TestServer;

  constructor(device: Device, server: TestServer, name: string) {
    this.device = device;
    this.server = server;
    this.name = name;
    this.email = `${name.toLowerCase()}@example.org`;
  }

  get page(): Page {
    return this.device.page;
  }

  get password(): string {
    return 'low tide at noon';
  }

  async signUp(): Promise<void> {
    await this.page.goto(`${this.server.url}/sign-up`);
    await this.fillSignUp();
    await this.seesList();
  }

  async fillSignUp(): Promise<void> {
    await this.page.getByLabel('Name', { exact: true }).fill(this.name);
    await this.page.getByLabel('Email').fill(this.email);
    await this.page.getByLabel('Password', { exact: true }).fill(this.password);
    await this.page.getByRole('button', { name: 'Create account' }).click();
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${this.server.url}/sign-in`);
    await this.fillSignIn();
    await this.seesList();
  }

  /**
   * As one who went through the pages for it some time ago: they have journeys of their own, and take longer than all that
   * many journeys are about.
   */
  async isSignedIn(way: 'sign-up' | 'sign-in'): Promise<void> {
    const { name, email, password } = this;
    const answer = await this.device.context.request.post(`${this.server.url}/api/auth/${way}/email`, {
      data: { email, password, ...(way === 'sign-up' ? { name } : {}) },
      headers: { origin: this.server.url },
    });
    if (!answer.ok()) throw new Error(`${name} could not ${way}: ${answer.status()} ${await answer.text()}`);
    await this.home();
  }

  async fillSignIn(): Promise<void> {
    await this.page.getByLabel('Email').fill(this.email);
    await this.page.getByLabel('Password', { exact: true }).fill(this.password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  async seesList(): Promise<void> {
    await this.page
      .getByRole('link', { name: 'New conversation' })
      .or(this.page.getByRole('button', { name: 'New conversation' }))
      .first()
      .waitFor({ timeout: WAIT });
  }

  /** Waits until the service worker can open the app without a network. */
  async isInstalled(): Promise<void> {
    await this.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      if (registration.active?.state !== 'activated')
        await new Promise((resolve) => registration.active?.addEventListener('statechange', resolve));
    });
  }

  async home(): Promise<void> {
    await this.page.goto(`${this.server.url}/`);
    await this.seesList();
  }

  /** With somebody who knows them: who has a browser here accepts at once, as far as both have a connection. */
  async startDirect(other: string): Promise<void> {
    await this.startStranger(other);
    const accepting = persons.get(`${this.server.url}/${other}`);
    const isOnline = await this.page.evaluate(() => navigator.onLine);
    if (accepting === undefined || !isOnline) return;
    const path = `/api/conversations/${new URL(this.page.url()).pathname.split('/')[2]}/accept`;
    // Until the server has made it, there is nothing to accept.
    await expect.poll(() => accepting.post(path), { timeout: WAIT }).toBe(204);
  }

  /** Beside the page: what a device of theirs asks of the server. */
  async post(path: string): Promise<number> {
    const options = { headers: { origin: this.server.url, 'content-type': 'application/json' }, data: '{}' };
    return (await this.device.context.request.post(`${this.server.url}${path}`, options)).status();
  }

  async startStranger(other: string): Promise<void> {
    await this.page.goto(`${this.server.url}/new`);
    await this.page.getByLabel('Name or email').fill(other);
    await this.page
      .getByRole('button', { name: `Message ${other}` })
      .first()
      .click({ timeout: WAIT });
    await this.field().waitFor({ timeout: WAIT });
  }

  async createGroup(name: string, members: readonly string[]): Promise<void> {
    await this.page.goto(`${this.server.url}/new/group`);
    await this.page.getByLabel('Group name').fill(name);
    for (const member of members) {
      await this.page.getByLabel('Name or email').fill(member);
      await this.page
        .getByRole('button', { name: `Add ${member}` })
        .first()
        .click({ timeout: WAIT });
    }
    await this.page.getByRole('button', { name: 'Create group' }).click();
    await this.field().waitFor({ timeout: WAIT });
  }

  /** Opens a conversation from the list. */
  async open(title: string): Promise<void> {
    await this.toList();
    await this.row(title).click({ timeout: WAIT });
    await this.field().waitFor({ timeout: WAIT });
  }

  /** On a narrow screen the list is behind the conversation. */
  async toList(): Promise<void> {
    if (await this.isApart()) await this.back().click();
  }

  private isApart(): Promise<boolean> {
    return this.back().isVisible();
  }

  private back(): Locator {
    const named = { name: 'Back', exact: true };
    return this.page.getByRole('button', named).or(this.page.getByRole('link', named)).first();
  }

  /** What is known of the open group; `page` is the name of the row that leads further. */
  async openGroup(page?: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Group details' }).click({ timeout: WAIT });
    if (page !== undefined) await this.dialog().getByRole('button', { name: page }).click({ timeout: WAIT });
  }

  /** Closes what is open, however many pages deep. */
  async closeDialogs(): Promise<void> {
    while ((await this.page.locator('dialog[open]').count()) > 0) await this.page.keyboard.press('Escape');
  }

  dialog(): Locator {
    return this.page.getByRole('dialog').first();
  }

  /** A member in the open group details. */
  member(name: string): Locator {
    return this.dialog().getByRole('listitem').filter({ hasText: name }).first();
  }

  /** Does something with a member, and says yes to the question before it. */
  async actOn(name: string, action: string, yes: string): Promise<void> {
    await this.member(name).getByRole('button').click({ timeout: WAIT });
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
    await this.page.getByRole('alertdialog').getByRole('button', { name: yes, exact: true }).click();
  }

  row(title: string): Locator {
    return this.page
      .getByRole('navigation')
      .getByRole('link')
      .filter({ hasText: title })
      .or(this.page.locator('li a[data-state]').filter({ hasText: title }))
      .first();
  }

  field(): Locator {
    return this.page.locator('form textarea');
  }

  async write(text: string): Promise<void> {
    await this.field().fill(text);
    await this.field().press('Enter');
  }

  message(text: string): Locator {
    return this.page.locator('article[data-message-id]').filter({ hasText: text });
  }

  async sees(text: string): Promise<void> {
    await this.message(text).first().waitFor({ timeout: WAIT });
  }

  /** As who has read on: presses the button to the newest message while it is there. */
  async readsToEnd(text: string): Promise<void> {
    const down = this.page.getByRole('button', { name: /new message|newest message/i });
    await expect
      .poll(
        async () => {
          if (await down.first().isVisible()) await down.first().click();
          return this.count(text);
        },
        { timeout: WAIT },
      )
      .toBeGreaterThan(0);
  }

  async seesNot(text: string): Promise<void> {
    await this.message(text).first().waitFor({ state: 'detached', timeout: WAIT });
  }

  /** Waits until the person's message has got at least that far. */
  async seesState(text: string, state: State): Promise<void> {
    const any = LATER[state].map((s) => `article[data-state="${s}"]`).join(', ');
    await this.page.locator(any).filter({ hasText: text }).first().waitFor({ timeout: WAIT });
  }

  async count(text: string): Promise<number> {
    return this.message(text).count();
  }

  /** Texts of the messages on screen, in their order. */
  async texts(): Promise<string[]> {
    return this.page
      .locator('article[data-message-id]')
      .evaluateAll((rows) => rows.map((row) => (row.querySelector('p')?.textContent ?? '').trim()));
  }

  /** Does one of the actions in the menu of a message, by the keyboard: a pointer would wait for what is said at the foot to go. */
  async choose(text: string, action: string): Promise<void> {
    const row = this.message(text).last();
    await row.focus();
    await row.press('Enter');
    await this.pick(action);
  }

  /** Presses an item of the open menu of a message, under *More* where it is not among the usual ones. */
  async pick(action: string): Promise<void> {
    const item = this.page.getByRole('menuitem', { name: action, exact: true });
    const more = this.page.getByRole('menuitem', { name: 'More', exact: true });
    await item.or(more).first().waitFor({ timeout: WAIT });
    if (!(await item.isVisible())) await more.click();
    await item.click();
  }

  async edit(text: string, to: string): Promise<void> {
    await this.choose(text, 'Edit');
    await this.field().fill(to);
    await this.field().press('Enter');
  }

  /** Asks for it; it is done five seconds later. */
  async remove(text: string): Promise<void> {
    await this.choose(text, 'Delete for everyone');
  }

  /** Takes back what was done last, while that is offered at the foot. */
  async undo(): Promise<void> {
    await this.page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
  }

  async react(text: string, emoji: string): Promise<void> {
    const row = this.message(text).last();
    await row.hover();
    await row.getByRole('button', { name: 'React', exact: true }).click();
    await this.page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` }).click();
  }

  async seesReaction(text: string, emoji: string, count: number): Promise<void> {
    await this.message(text)
      .getByRole('button', { name: new RegExp(`^${emoji} ${count},`, 'u') })
      .first()
      .waitFor({ timeout: WAIT });
  }

  async seesText(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: WAIT });
  }

  /** What the foot of the list says; on a narrow screen that takes going there and back. */
  async footSays(text: string | RegExp): Promise<void> {
    const path = new URL(this.page.url()).pathname;
    const found = this.page.getByText(text).filter({ visible: true }).first();
    const isApart = path.startsWith('/c/') && (await this.isApart());
    if (isApart) await this.toList();
    await found.waitFor({ timeout: WAIT });
    if (isApart) await this.page.locator(`a[href="${path}"]`).first().click();
  }

  /** The browser loses its network; open sockets too. */
  async goOffline(): Promise<void> {
    await this.device.context.setOffline(true);
  }

  async goOnline(): Promise<void> {
    await this.device.context.setOffline(false);
  }
}

/** A person with a fresh profile, signed up; who has the app installed can open any part of it offline from now on. */
export const newPerson = async (server: TestServer, name: string, options: DeviceOptions = {}): Promise<Person> => {
  const person = new Person(await openDevice(name, options), server, name);
  await person.isSignedIn('sign-up');
  if (options.installed === true) await person.isInstalled();
  persons.set(`${server.url}/${name}`, person);
  return person;
};

/** The same person at another device. */
export const anotherDevice = async (server: TestServer, of: Person, options: DeviceOptions = {}): Promise<Person> => {
  const person = new Person(await openDevice(`${of.name}-2`, options), server, of.name);
  await person.isSignedIn('sign-in');
  if (options.installed === true) await person.isInstalled();
  return person;
};

export const SERVER_ENV = { SKERRY_RATE_LIMITS: 'off', SKERRY_LOG: 'warn' } as const;
