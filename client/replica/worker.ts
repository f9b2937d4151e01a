import { random } from '../../shared/ids/ulid.ts';
import { BROADCAST_NAME, tabLock } from '../channel/connect.ts';
import type { FromReplica, ToReplica } from '../channel/protocol.ts';
import { SCHEME } from './bodies/scheme.ts';
import { browserDisk } from './disk/browser-disk.ts';
import { browserPictures } from './disk/picture-cache.ts';
import { createFetchApi } from './network/fetch-api.ts';
import { createWebSocketNetwork } from './network/web-socket.ts';
import { createReplica } from './replica.ts';

/**
 * The replica's worker: real clock, network and disk, and the two ways to its tabs. The owning tab speaks over the
 * worker's own port, all others over the broadcast channel; each is answered where its hello came from.
 */
type Carrier = (message: FromReplica) => void;

const broadcast = new BroadcastChannel(BROADCAST_NAME);
const toOwner: Carrier = (message) => globalThis.postMessage(message);
const toOthers: Carrier = (message) => broadcast.postMessage(message);
const carriers = new Map<string, Carrier>();

const emit = (message: FromReplica): void => {
  if (message.type === 'ready') {
    toOwner(message);
    toOthers(message);
  } else (carriers.get(message.tab) ?? toOthers)(message);
};

/** After everything else that loads late. ms */
const SEARCH_AFTER = 10_000;

const { origin, protocol, host } = globalThis.location;
const replica = createReplica({
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    setTimer: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  },
  random,
  network: createWebSocketNetwork(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/sync`),
  api: createFetchApi(origin),
  disk: browserDisk,
  pictures: browserPictures,
  loadFiles: async () => (await import('./network/browser-files.ts')).createBrowserFiles(origin),
  scheme: SCHEME,
  searchAfter: SEARCH_AFTER,
  emit,
});

const watched = new Set<string>();
/** The tab holds this lock as long as it lives: getting it means that the tab is gone, with or without a word. */
const watch = (tab: string): void => {
  if (watched.has(tab)) return;
  watched.add(tab);
  void navigator.locks.request(tabLock(tab), { mode: 'shared' }, () => {
    watched.delete(tab);
    carriers.delete(tab);
    replica.receive({ type: 'bye', tab });
  });
};

const isRequest = (message: FromReplica | ToReplica): message is ToReplica =>
  message.type !== 'ready' && message.type !== 'answer' && message.type !== 'topic';

const listen = (carrier: Carrier) => (event: MessageEvent<FromReplica | ToReplica>) => {
  const message = event.data;
  if (!isRequest(message)) return;
  if (message.type === 'hello') {
    carriers.set(message.tab, carrier);
    watch(message.tab);
  }
  replica.receive(message);
};

globalThis.addEventListener('message', listen(toOwner));
broadcast.addEventListener('message', listen(toOthers));
globalThis.addEventListener('online', replica.wake);

/** The start needs the network and the processor first. ms */
const LOAD_LATE_PARTS_AFTER = 5_000;
// Before the connection may be lost: some browsers do not try again to load a module that failed once.
setTimeout(() => {
  if (navigator.onLine) void Promise.allSettled([import('./commands/late-handlers.ts'), import('./rebase/rebase.ts')]);
}, LOAD_LATE_PARTS_AFTER);
