import { type FileStore, openFileStore } from '../file-store.ts';
import type { FromMaker, MakeFailure, ToMaker } from './made.ts';
import { type MakeDeps, makeFile, makeVoice, remakePicture, shownOf } from './make-file.ts';
import { makeLinkPicture } from './make-link-picture.ts';
import { NotSealed } from './seal-file.ts';

/** Copies one file, and makes one picture and one video, after the other: each may take much memory. */

let opened: { readonly userId: string; readonly store: Promise<FileStore> } | undefined;
const storeOf = (userId: string): Promise<FileStore> => {
  if (opened?.userId !== userId) opened = { userId, store: openFileStore(userId) };
  const { store } = opened;
  // A disk that did not open is tried again with the next file.
  store.catch(() => {
    opened = undefined;
  });
  return store;
};

const say = (message: FromMaker): void => globalThis.postMessage(message);
const running = new Map<number, AbortController>();

const failureOf = (error: unknown): MakeFailure =>
  error instanceof NotSealed && error.failure === 'unreadable' ? 'unreadable' : 'disk';

const lanes: Record<Parameters<MakeDeps['inTurn']>[0], Promise<unknown>> = {
  copies: Promise.resolve(),
  pictures: Promise.resolve(),
  media: Promise.resolve(),
};
const inTurn: MakeDeps['inTurn'] = (lane, work) => {
  const turn = lanes[lane].then(work, work);
  lanes[lane] = turn.catch(() => undefined);
  return turn;
};

/** @param of bytes of the file */
const depsFor = (store: FileStore, id: number, signal: AbortSignal, of: number): MakeDeps => {
  let done = 0;
  const say = (share: number): void => globalThis.postMessage({ id, kind: 'progress', share } satisfies FromMaker);
  return {
    store,
    control: {
      signal,
      onBytes: (count) => {
        done += count;
        say(Math.min(1, done / Math.max(1, of)));
      },
    },
    inTurn,
    onShare: say,
  };
};

const work = async (asked: Exclude<ToMaker, { kind: 'cancel' }>, signal: AbortSignal): Promise<FromMaker> => {
  const { id } = asked;
  const store = await storeOf(asked.userId);
  switch (asked.kind) {
    case 'make': {
      const deps = depsFor(store, id, signal, asked.file.size);
      return { id, kind: 'made', made: await makeFile(deps, asked.file, asked.name, asked.quality) };
    }
    case 'remake': {
      const deps = depsFor(store, id, signal, asked.from.file.size);
      const made = await remakePicture(deps, asked.from, asked.quality);
      return made === undefined ? { id, kind: 'failed', failure: 'unreadable' } : { id, kind: 'made', made };
    }
    case 'voice': {
      const deps = depsFor(store, id, signal, asked.recorded.bytes.size);
      return { id, kind: 'made', made: await makeVoice(deps, asked.recorded) };
    }
    case 'link': {
      const file = await makeLinkPicture(depsFor(store, id, signal, asked.bytes.size), asked.bytes);
      return file === undefined
        ? { id, kind: 'failed', failure: 'unreadable' }
        : { id, kind: 'made', made: { file, notices: [] } };
    }
    case 'show':
      return { id, kind: 'shown', blob: await shownOf(store, asked.file) };
  }
};

globalThis.addEventListener('message', async ({ data }: MessageEvent<ToMaker>) => {
  if (data.kind === 'cancel') return running.get(data.of)?.abort();
  const abort = new AbortController();
  running.set(data.id, abort);
  try {
    say(await work(data, abort.signal));
  } catch (error) {
    say({ id: data.id, kind: 'failed', failure: failureOf(error) });
  } finally {
    running.delete(data.id);
  }
});
