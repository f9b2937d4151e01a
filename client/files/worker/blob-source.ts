import * as v from 'valibot';
import { BLOB_SOURCES } from '../../../shared/protocol/blobs.ts';
import { BLOB_LIMITS } from '../../../shared/protocol/limits.ts';
import { request } from '../../http/request.ts';
import { FileFailure } from './file-failure.ts';

/** Sealed bytes as the server has them. */
export interface BlobSource {
  /**
   * From one place to another, as they come; throws a `FileFailure`.
   *
   * @param size of all sealed bytes
   * @param to exclusive
   */
  readonly read: (
    blob: string,
    size: number,
    from: number,
    to: number,
    signal: AbortSignal,
  ) => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

interface Place {
  readonly url: string;
  readonly size: number;
  /** Monotonic time of the device, ms. */
  readonly until: number;
}

/** A connection on which nothing arrives for so long is dead. ms */
const SILENT_MS = 20_000;
/** A new address is requested so long before the old one expires. ms */
const EARLY_MS = 30_000;
/** Requests of views are gathered for so long, and sent to the server as one. ms */
const GATHER_MS = 5;

/** Requests made within some ms share one request to the server. */
const createPlaces = (now: () => number) => {
  const known = new Map<string, Place>();
  let asked = new Map<
    string,
    { readonly place: Promise<Place>; readonly settle: (place: Place | FileFailure) => void }
  >();

  const ask = async (waiting: typeof asked): Promise<void> => {
    const ids = [...waiting.keys()];
    const answer = await request('POST', '/api/blobs/sources', { json: { ids } });
    const parsed = v.safeParse(BLOB_SOURCES, answer.ok ? answer.value : undefined);
    const found = new Map(parsed.success ? parsed.output.sources.map((one) => [one.id, one]) : []);
    const until = now() + (parsed.success ? parsed.output.validSeconds * 1_000 : 0) - EARLY_MS;
    for (const [id, { settle }] of waiting) {
      const one = found.get(id);
      if (!parsed.success) settle(new FileFailure('unreachable'));
      else if (one === undefined) settle(new FileFailure('gone'));
      else {
        const place = { url: one.url, size: one.size, until };
        known.set(id, place);
        settle(place);
      }
    }
  };

  return {
    find: (blob: string): Promise<Place> => {
      const place = known.get(blob);
      if (place !== undefined && place.until > now()) return Promise.resolve(place);
      const before = asked.get(blob);
      if (before !== undefined) return before.place;
      const { promise, resolve, reject } = Promise.withResolvers<Place>();
      if (asked.size === 0 || asked.size === BLOB_LIMITS.sourcesAtOnce) {
        const waiting: typeof asked = new Map();
        asked = waiting;
        setTimeout(() => {
          if (asked === waiting) asked = new Map();
          void ask(waiting);
        }, GATHER_MS);
      }
      const settle = (found: Place | FileFailure): void =>
        found instanceof FileFailure ? reject(found) : resolve(found);
      asked.set(blob, { place: promise, settle });
      return promise;
    },
    forget: (blob: string): void => {
      known.delete(blob);
    },
  };
};

/** 404: the store has lost the file. Any other failure is tried again. */
const failureOf = (status: number): FileFailure => new FileFailure(status === 404 ? 'gone' : 'unreachable');

export const createBlobSource = (now: () => number): BlobSource => {
  const places = createPlaces(now);

  const open = async (blob: string, size: number, range: string, signal: AbortSignal): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const place = await places.find(blob);
      // A body of another length could not be opened.
      if (place.size !== size) throw new FileFailure('damaged');
      // A store elsewhere gets no cookies of this origin: the signed address is the permission.
      const answer = await fetch(place.url, { headers: { range }, credentials: 'omit', signal });
      if (answer.status === 206) return answer;
      places.forget(blob);
      void answer.body?.cancel();
      if (answer.status !== 403 || attempt > 0) throw failureOf(answer.status);
    }
  };

  return {
    read: async function* (blob, size, from, to, signal) {
      const line = new AbortController();
      const end = (): void => line.abort();
      signal.addEventListener('abort', end);
      let timer = setTimeout(end, SILENT_MS);
      try {
        const answer = await open(blob, size, `bytes=${from}-${to - 1}`, line.signal);
        const reader = answer.body?.getReader();
        for (let left = to - from; left > 0; ) {
          clearTimeout(timer);
          timer = setTimeout(end, SILENT_MS);
          const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
          if (done || value === undefined) throw new FileFailure('unreachable');
          // The reader may pause for as long as it likes.
          clearTimeout(timer);
          // Bytes beyond the requested ones are not read.
          yield value.subarray(0, left);
          left -= value.byteLength;
        }
      } catch (error) {
        places.forget(blob);
        throw error instanceof FileFailure ? error : new FileFailure('unreachable');
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        line.abort();
      }
    },
  };
};
