import { createRoot } from 'solid-js';
import { expect, test } from 'vitest';
import { createUpdates, type Updates } from '../../client/app/updates.ts';

// Node has no address of its own, from which the worker's is made.
Object.defineProperty(globalThis, 'location', { value: new URL('https://chat.example/'), configurable: true });

/** As much of a browser's service workers as an update goes through. */
class Worker extends EventTarget {
  state = 'installing';
  readonly told: unknown[] = [];
  postMessage(message: unknown): void {
    this.told.push(message);
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}
class Registration extends EventTarget {
  installing: Worker | null = null;
  waiting: Worker | null = null;
  active: Worker | null = null;
}

interface Tab {
  readonly updates: Updates;
  readonly container: EventTarget & { controller: Worker | null };
  readonly registration: Registration;
  readonly asked: (() => void)[];
  readonly reloads: (() => void)[];
}

const openTab = async (
  registration: Registration,
  controller: Worker | null,
  work: (tab: Tab) => void,
): Promise<void> => {
  const container = Object.assign(new EventTarget(), { controller, register: async () => registration });
  const asked: (() => void)[] = [];
  const reloads: (() => void)[] = [];
  await createRoot(async (dispose) => {
    const updates = createUpdates(container as never, {
      whenAllIdle: (act) => asked.push(act),
      whenIdle: (act) => reloads.push(act),
    });
    await Promise.resolve();
    await Promise.resolve();
    work({ updates, container, registration, asked, reloads });
    dispose();
  });
};

const arrive = (registration: Registration): Worker => {
  const next = new Worker();
  registration.installing = next;
  registration.dispatchEvent(new Event('updatefound'));
  registration.installing = null;
  registration.waiting = next;
  next.become('installed');
  return next;
};

test('UI-22 a tab that is open since the first visit is offered the next version, and loads with it', async () => {
  const registration = new Registration();
  const first = new Worker();
  registration.installing = first;
  await openTab(registration, null, ({ updates, container, asked, reloads }) => {
    registration.active = first;
    first.become('activated');
    container.controller = first;
    container.dispatchEvent(new Event('controllerchange'));
    expect(reloads).toHaveLength(0);
    expect(updates.ready()).toBe(false);
    const next = arrive(registration);
    expect(updates.ready()).toBe(true);
    updates.apply();
    expect(updates.waits()).toBe(true);
    expect(next.told).toEqual([]);
    for (const act of asked) act();
    expect(next.told).toEqual([{ type: 'SKIP_WAITING' }]);
    container.controller = next;
    container.dispatchEvent(new Event('controllerchange'));
    container.dispatchEvent(new Event('controllerchange'));
    expect(reloads).toHaveLength(1);
  });
});

test('UI-22 a page that was loaded past its worker is offered what waits', async () => {
  const registration = new Registration();
  registration.active = new Worker();
  registration.active.state = 'activated';
  registration.waiting = new Worker();
  await openTab(registration, null, ({ updates, container, reloads }) => {
    expect(updates.ready()).toBe(true);
    container.dispatchEvent(new Event('controllerchange'));
    expect(reloads).toHaveLength(1);
  });
});
