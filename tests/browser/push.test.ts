import type { BrowserContext, CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PushMessage } from '../../shared/protocol/push.ts';
import { PushService, type Subscription } from '../support/push-service.ts';
import { ServerHere } from '../support/server-here.ts';
import { type Correspondent, correspondentOf } from './correspondent.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const SOON = { timeout: 30_000 };
/** Later than the time for which a person counts as being there. ms */
const AWAY = 80_000;

const clock = { ahead: 0 };
let service: PushService;
let server: ServerHere;

beforeAll(async () => {
  service = await PushService.start();
  const surroundings = { pushServices: [service.origin], now: () => Date.now() + clock.ahead };
  server = await ServerHere.start({ env: SERVER_ENV, surroundings });
});
afterAll(async () => {
  await server.dispose();
  await service.stop();
});

/** The browser gets its address from the service of the test: the real one needs the internet. */
const giveAddress = async (context: BrowserContext, { endpoint, p256dh, auth }: Subscription): Promise<void> => {
  await context.addInitScript(
    ([address, point, secret]) => {
      const bytes = (text = ''): ArrayBuffer =>
        Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer;
      const kept = (): boolean => localStorage.getItem('subscribed') !== null;
      const made = {
        endpoint: address,
        options: { applicationServerKey: null },
        getKey: (name: string) => bytes(name === 'auth' ? secret : point),
        unsubscribe: async () => {
          localStorage.removeItem('subscribed');
          return true;
        },
      };
      Object.assign(PushManager.prototype, {
        subscribe: async () => {
          localStorage.setItem('subscribed', 'yes');
          return made;
        },
        getSubscription: async () => (kept() ? made : null),
      });
    },
    [endpoint, p256dh, auth] as const,
  );
};

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

/** A person's browser whose service worker can be sent pushes, also while no page of the app is open. */
class Reached {
  readonly person: Person;
  readonly carol: Correspondent;
  readonly subscription: Subscription;
  private readonly session: CDPSession;
  private readonly registrationId: string;

  private constructor(
    person: Person,
    carol: Correspondent,
    subscription: Subscription,
    session: CDPSession,
    registrationId: string,
  ) {
    this.person = person;
    this.carol = carol;
    this.subscription = subscription;
    this.session = session;
    this.registrationId = registrationId;
  }

  static async open(name: string): Promise<Reached> {
    const person = await newPerson(server, name, { installed: true });
    const { context } = person.device;
    const subscription = service.subscribe(name);
    await context.grantPermissions(['notifications'], { origin: server.url });
    await giveAddress(context, subscription);
    const other = await context.newPage();
    const session = await context.newCDPSession(other);
    const found = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const one = registrations.find(({ isDeleted, scopeURL }) => !isDeleted && scopeURL === `${server.url}/`);
        if (one !== undefined) resolve(one.registrationId);
      }),
    );
    await session.send('ServiceWorker.enable');
    const reached = new Reached(person, await correspondentOf(server, person), subscription, session, await found);
    await person.page.goto(`${server.url}/settings`);
    await person.page.getByRole('switch', { name: 'When Skerry is closed' }).click();
    await person.page.getByRole('switch', { name: 'When Skerry is closed', checked: true }).waitFor(SOON);
    return reached;
  }

  /** No page of the app is open, and the person was last seen some time ago. */
  async leave(): Promise<void> {
    await this.person.page.goto('about:blank');
    clock.ahead += AWAY;
  }

  worker(): Worker {
    const worker = this.person.device.context.serviceWorkers()[0];
    if (worker === undefined) throw new Error('No service worker.');
    return worker;
  }

  shown(): Promise<readonly Shown[]> {
    return this.worker().evaluate(async () => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration };
      return (await registration.getNotifications()).map((one) => ({
        title: one.title,
        body: one.body,
        tag: one.tag,
        actions: ((one as { actions?: { action: string }[] }).actions ?? []).map(({ action }) => action),
      }));
    });
  }

  async deliver(data: string): Promise<void> {
    const { registrationId } = this;
    await this.session.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data });
  }

  /** What the push service got, as the browser would hand it on. */
  async next(number: number): Promise<PushMessage> {
    const message = await service.message(this.subscription, number);
    await this.deliver(JSON.stringify(message));
    return message;
  }

  /** Presses an action of a notification; what opens windows is recorded, since only real clicks may. */
  press(tag: string, action: string, reply?: string): Promise<readonly string[]> {
    return this.worker().evaluate(
      async ([of, pressed, text]) => {
        const scope = globalThis as unknown as {
          registration: ServiceWorkerRegistration;
          clients: { openWindow: (path: string) => Promise<unknown> };
        };
        const [notification] = await scope.registration.getNotifications({ tag: of });
        const opened: string[] = [];
        Object.assign(scope.clients, { openWindow: async (path: string) => void opened.push(path) });
        const Made = (globalThis as unknown as { NotificationEvent: new (type: string, of: object) => Event })
          .NotificationEvent;
        const event = new Made('notificationclick', { notification, action: pressed });
        const work: Promise<unknown>[] = [];
        Object.defineProperty(event, 'waitUntil', { value: (one: Promise<unknown>) => work.push(one) });
        if (text !== undefined) Object.defineProperty(event, 'reply', { value: text });
        dispatchEvent(event);
        await Promise.allSettled(work);
        return opened;
      },
      [tag, action, reply] as const,
    );
  }
}

const readBy = async (person: Person, id: string): Promise<number | undefined> => {
  const answer = await person.device.context.request.get(`${server.url}/api/feed?since=0`);
  const page = await answer.json();
  return page.conversations.find((one: { id: string }) => one.id === id)?.read;
};

it('PUSH-14 with no page open a push is worded, shown, read and answered from the notification', async () => {
  const alice = await Reached.open('Alice');
  const { carol, person } = alice;
  const direct = await carol.startDirect();
  const group = await carol.startGroup('Boat club');
  await person.page.goto(server.url);
  await person.row('Boat club').waitFor(SOON);
  await person.row(carol.name).waitFor(SOON);
  await alice.leave();

  await carol.say(direct, 'Are **you** there?');
  await alice.next(1);
  await expect
    .poll(() => alice.shown(), SOON)
    .toEqual([{ title: carol.name, body: 'Are you there?', tag: direct, actions: ['reply', 'read'] }]);
  const said = await carol.say(group, '\u{1f469}\u{200d}\u{1f680}'.repeat(300));
  const pushed = await alice.next(2);
  expect(pushed).toMatchObject({ id: said });
  expect(pushed.entry).toBeUndefined();
  await expect
    .poll(async () => (await alice.shown()).find(({ tag }) => tag === group)?.body, SOON)
    .toBe(`${carol.name}: ${'\u{1f469}\u{200d}\u{1f680}'.repeat(240)}…`);

  expect(await alice.press(group, '')).toEqual([`/c/${group}?m=0.${said}`]);
  expect(await alice.press(direct, 'read')).toEqual([]);
  await expect.poll(() => readBy(person, direct), SOON).toBe(1);
  expect(await alice.shown()).toEqual([]);

  await carol.say(direct, 'One more');
  await alice.next(3);
  await expect.poll(async () => (await alice.shown()).length, SOON).toBe(1);
  expect(await alice.press(direct, 'reply', 'On my way')).toEqual([expect.stringContaining(`/c/${direct}`)]);
  await person.page.goto(`${server.url}/c/${direct}`);
  await person.seesState('On my way', 'sent');
  expect(await person.count('On my way')).toBe(1);
  carol.stop();
});

it('PUSH-15 whatever a push holds and whoever is signed in, something is shown, and never another account’s words', async () => {
  const bob = await Reached.open('Bob');
  const { carol, person } = bob;
  const direct = await carol.startDirect();
  await person.page.goto(server.url);
  await person.row(carol.name).waitFor(SOON);
  await bob.leave();
  await carol.say(direct, 'secret words');
  const message = await service.message(bob.subscription, 1);
  const neutral = [{ title: 'Skerry', body: 'Open Skerry to see what’s new.', tag: 'skerry', actions: [] }];
  for (const data of ['', 'no JSON', '{"account":1}', JSON.stringify({ ...message, account: message.account + 1 })]) {
    await bob.deliver(data);
    await expect.poll(() => bob.shown(), SOON).toEqual(neutral);
  }
  await bob.deliver(JSON.stringify({ ...message, show: 'nothing' }));
  await expect
    .poll(async () => (await bob.shown()).find(({ tag }) => tag === direct), SOON)
    .toMatchObject({ title: 'Skerry', body: 'New message' });
  await bob.deliver(JSON.stringify({ ...message, show: 'name' }));
  await expect
    .poll(async () => (await bob.shown()).find(({ tag }) => tag === direct), SOON)
    .toMatchObject({ title: carol.name, body: 'New message' });

  // Signed out without a connection: the server cannot know yet.
  await person.page.goto(`${server.url}/settings`);
  await person.goOffline();
  await person.page.getByRole('button', { name: 'Sign out' }).click();
  await person.page.getByLabel('Password', { exact: true }).waitFor(SOON);
  await expect.poll(() => bob.shown(), SOON).toEqual([]);
  await bob.deliver(JSON.stringify(message));
  await expect.poll(() => bob.shown(), SOON).toEqual(neutral);
  carol.stop();
});
