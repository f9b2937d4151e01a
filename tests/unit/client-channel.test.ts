import { expect, onTestFinished, test, vi } from 'vitest';
import { connect } from '../../client/channel/connect.ts';
import { listenForWakes } from '../../client/channel/listen-for-wakes.ts';
import type { FromReplica, ToReplica, WakeCause } from '../../client/channel/protocol.ts';

/** The ends a tab talks through, with what it said. Broadcasts of one name reach all others, as in a browser. */
const makeWorld = (isSlow = false) => {
  /** Locks of tabs that are not granted at once. */
  const slow: (() => void)[] = [];
  const members = new Set<(data: unknown) => void>();
  const makeBroadcast = () => {
    const target = new EventTarget();
    const receive = (data: unknown) => target.dispatchEvent(new MessageEvent('message', { data }));
    members.add(receive);
    return Object.assign(target, {
      postMessage: (data: unknown) => {
        for (const other of members) if (other !== receive) other(data);
      },
    }) as unknown as BroadcastChannel;
  };
  const queue: (() => void)[] = [];
  const locked: string[] = [];
  const locks = {
    request: (name: string, run: () => unknown) => {
      locked.push(name);
      if (name === 'skerry-replica') queue.push(() => void run());
      else if (isSlow) slow.push(() => void run());
      else void run();
      return new Promise(() => undefined);
    },
  } as unknown as LockManager;
  const workers: { readonly heard: ToReplica[]; readonly say: (message: FromReplica) => void }[] = [];
  const makeWorker = () => {
    const target = new EventTarget();
    const heard: ToReplica[] = [];
    workers.push({ heard, say: (data) => target.dispatchEvent(new MessageEvent('message', { data })) });
    return Object.assign(target, {
      postMessage: (data: ToReplica) => heard.push(data),
      terminate: () => undefined,
    }) as unknown as Worker;
  };
  let tabs = 0;
  const wakes: ((cause: WakeCause) => void)[] = [];
  const openTab = () =>
    connect({
      makeWorker,
      locks,
      makeBroadcast,
      makeTabName: () => `tab-${++tabs}`,
      listenForWakes: (wake) => wakes.push(wake),
    });
  return {
    openTab,
    makeBroadcast,
    workers,
    wakes,
    locked,
    grant: () => queue.shift()?.(),
    grantTab: () => slow.shift()?.(),
  };
};
const typesOf = (messages: readonly ToReplica[]): readonly string[] => messages.map((message) => message.type);

test('CHAN-5 a tab says hello only when it holds its lock: before, the replica would take it for one that died', () => {
  const world = makeWorld(true);
  const others: string[] = [];
  world.makeBroadcast().addEventListener('message', ({ data }: MessageEvent<ToReplica>) => others.push(data.type));
  const tab = world.openTab();
  tab.subscribe('session', () => undefined);
  tab.nameGone('gone');
  expect(others).not.toContain('hello');
  world.grantTab();
  expect(others.slice(-2)).toEqual(['hello', 'subscribe']);
});

test('CHAN-7 a worker that does not start in time is replaced by another one', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const world = makeWorld();
  const tab = world.openTab();
  void tab.call('searchPeople', { query: 'a' });
  world.grant();
  vi.advanceTimersByTime(21_000);
  expect(world.workers).toHaveLength(2);
  // Too late: it has been ended.
  world.workers[0]?.say({ type: 'ready', replica: 'r1' });
  expect(world.workers[0]?.heard).toEqual([]);
  world.workers[1]?.say({ type: 'ready', replica: 'r2' });
  expect(typesOf(world.workers[1]?.heard ?? [])).toEqual(['hello', 'command']);
  vi.advanceTimersByTime(100_000);
  expect(world.workers).toHaveLength(2);
});

test('CHAN-1 the tab with the lock speaks to its own worker once it is ready, and asks again for all it wants', async () => {
  const world = makeWorld();
  const tab = world.openTab();
  const seen = vi.fn();
  tab.subscribe('session', seen);
  const asked = tab.call('searchPeople', { query: 'a' });
  world.grant();
  const worker = world.workers[0];
  expect(worker?.heard).toEqual([]);
  worker?.say({ type: 'ready', replica: 'r1' });
  expect(typesOf(worker?.heard ?? [])).toEqual(['hello', 'subscribe', 'command']);
  worker?.say({ type: 'answer', tab: 'tab-1', id: 1, result: { ok: true, value: { people: [], complete: true } } });
  expect(await asked).toEqual({ ok: true, value: { people: [], complete: true } });
  worker?.say({
    type: 'topic',
    tab: 'tab-1',
    message: { type: 'value', topic: 'session', value: { kind: 'starting' } },
  });
  expect(seen).toHaveBeenCalledTimes(1);
});

test('CHAN-2 a command without an answer is repeated, with the same id, to the next replica', () => {
  const world = makeWorld();
  const heard: ToReplica[] = [];
  const replica = world.makeBroadcast();
  replica.addEventListener('message', (event) => heard.push((event as MessageEvent<ToReplica>).data));
  const tab = world.openTab();
  void tab.call('markRead', { conversationId: 'd-x' as never, seq: 3 });
  const first = heard.find((message) => message.type === 'command');
  heard.length = 0;
  replica.postMessage({ type: 'ready', replica: 'r2' } satisfies FromReplica);
  expect(typesOf(heard)).toEqual(['hello', 'command']);
  expect(heard[1]).toEqual(first);
});

test('CHAN-5 each tab asks for a lock of its own name before anything that could take long', () => {
  const world = makeWorld();
  world.openTab();
  world.openTab();
  expect(world.locked).toEqual(['skerry-tab-tab-1', 'skerry-replica', 'skerry-tab-tab-2', 'skerry-replica']);
});

test('CHAN-3 a tab takes only what is meant for it, and a second answer does nothing', async () => {
  const world = makeWorld();
  const replica = world.makeBroadcast();
  const one = world.openTab();
  const two = world.openTab();
  const seen = vi.fn();
  two.subscribe('connection', seen);
  const asked = one.call('signOut', { force: false });
  const answer = (tab: string, unsent: number) =>
    replica.postMessage({
      type: 'answer',
      tab,
      id: 1,
      result: { ok: true, value: { done: false, unsent } },
    } satisfies FromReplica);
  answer('tab-2', 9);
  answer('tab-1', 4);
  answer('tab-1', 5);
  expect(await asked).toEqual({ ok: true, value: { done: false, unsent: 4 } });
  replica.postMessage({
    type: 'topic',
    tab: 'tab-1',
    message: { type: 'value', topic: 'connection', value: 1 },
  } satisfies FromReplica);
  expect(seen).not.toHaveBeenCalled();
});

test('NET-2 a tab that wakes tells the replica, wherever that is', () => {
  const world = makeWorld();
  const heard: ToReplica[] = [];
  const replica = world.makeBroadcast();
  replica.addEventListener('message', (event) => heard.push((event as MessageEvent<ToReplica>).data));
  world.openTab();
  world.openTab();
  heard.length = 0;
  for (const [at, wake] of world.wakes.entries()) wake(at > 0 ? 'network' : 'tab');
  expect(heard).toEqual([
    { type: 'wake', tab: 'tab-1', cause: 'tab' },
    { type: 'wake', tab: 'tab-2', cause: 'network' },
  ]);
  world.grant();
  world.workers[0]?.say({ type: 'ready', replica: 'r1' });
  world.wakes[0]?.('network');
  expect(world.workers[0]?.heard.at(-1)).toEqual({ type: 'wake', tab: 'tab-1', cause: 'network' });
});

test('NET-7 a network that comes or goes wakes a tab as such, and a person who comes back as before', () => {
  const page = new EventTarget();
  const shown = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('document', shown);
  onTestFinished(() => void vi.unstubAllGlobals());
  const heard: WakeCause[] = [];
  listenForWakes((cause) => heard.push(cause));
  for (const name of ['offline', 'online', 'focus', 'pageshow']) page.dispatchEvent(new Event(name));
  shown.dispatchEvent(new Event('resume'));
  shown.dispatchEvent(new Event('visibilitychange'));
  shown.visibilityState = 'visible';
  shown.dispatchEvent(new Event('visibilitychange'));
  expect(heard).toEqual(['network', 'network', 'tab', 'tab', 'tab', 'tab']);
});

test('CHAN-4 a topic is given up when its last listener leaves', () => {
  const world = makeWorld();
  const heard: ToReplica[] = [];
  const replica = world.makeBroadcast();
  const tab = world.openTab();
  replica.addEventListener('message', (event) => heard.push((event as MessageEvent<ToReplica>).data));
  const stopOne = tab.subscribe('session', () => undefined);
  const stopTwo = tab.subscribe('session', () => undefined);
  stopOne();
  expect(typesOf(heard)).toEqual(['subscribe', 'subscribe']);
  stopTwo();
  stopTwo();
  expect(typesOf(heard)).toEqual(['subscribe', 'subscribe', 'unsubscribe']);
});
