import { fail, type Result, succeed } from '../../../../shared/result.ts';
import type { FileBody, FromMaker, Made, MakeFailure, Quality, Recorded, ToMaker } from '../../../files/make/made.ts';
import makeWorker from '../../../files/make/make-worker.ts?worker&url';
import { trusted } from '../../../primitives/trusted.ts';

/** How much of a file is on the disk, of 1. */
type OnProgress = (share: number) => void;

interface Making<T> {
  readonly result: Promise<T>;
  readonly cancel: () => void;
}

export interface Maker {
  readonly make: (file: File, quality: Quality, onProgress: OnProgress) => Making<Result<Made, MakeFailure>>;
  readonly remake: (from: Made, quality: Quality, onProgress: OnProgress) => Making<Result<Made, MakeFailure>>;
  readonly voice: (recorded: Recorded) => Promise<Result<Made, MakeFailure>>;
  readonly link: (bytes: Blob) => Promise<Result<Made, MakeFailure>>;
  /** A small picture of the file, or a recording, from the disk of this device. */
  readonly show: (file: FileBody) => Promise<Blob | undefined>;
}

type Asked = { [Kind in ToMaker['kind']]: Omit<Extract<ToMaker, { kind: Kind }>, 'id' | 'userId'> }[ToMaker['kind']];

interface Waiting {
  readonly resolve: (answer: FromMaker) => void;
  readonly onProgress: OnProgress | undefined;
}

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

const settle = (answer: FromMaker): void => {
  const asked = waiting.get(answer.id);
  if (answer.kind === 'progress') {
    asked?.onProgress?.(answer.share);
    return;
  }
  waiting.delete(answer.id);
  asked?.resolve(answer);
};

/** One for the whole tab; it begins with the first file. */
const begin = (): Worker => {
  const made = new Worker(trusted.createScriptURL(makeWorker), { type: 'module' });
  made.addEventListener('message', (event: MessageEvent<FromMaker>) => settle(event.data));
  // It could not be loaded, or a picture took its memory: the next file begins another one.
  made.addEventListener('error', () => {
    worker = undefined;
    for (const id of [...waiting.keys()]) settle({ id, kind: 'failed', failure: 'unreadable' });
  });
  return made;
};

const ask = (userId: string, asked: Asked, onProgress?: OnProgress): { id: number; answer: Promise<FromMaker> } => {
  const id = ++count;
  const answer = new Promise<FromMaker>((resolve) => {
    waiting.set(id, { resolve, onProgress });
  });
  worker ??= begin();
  worker.postMessage({ ...asked, id, userId });
  return { id, answer };
};

export const startMaker = (userId: string): Maker => {
  const making = (asked: Asked, onProgress: OnProgress): Making<Result<Made, MakeFailure>> => {
    // Files are sealed when they are copied, which browsers do only for pages that came safely.
    if (crypto.subtle === undefined) return { result: Promise.resolve(fail('insecure')), cancel: () => undefined };
    const { id, answer } = ask(userId, asked, onProgress);
    return {
      result: answer.then((one) =>
        one.kind === 'made' ? succeed(one.made) : fail(one.kind === 'failed' ? one.failure : 'unreadable'),
      ),
      cancel: () => worker?.postMessage({ kind: 'cancel', of: id, id: ++count, userId } satisfies ToMaker),
    };
  };
  return {
    make: (file, quality, onProgress) => making({ kind: 'make', file, name: file.name, quality }, onProgress),
    remake: (from, quality, onProgress) => making({ kind: 'remake', from, quality }, onProgress),
    voice: (recorded) => making({ kind: 'voice', recorded }, () => undefined).result,
    link: (bytes) => making({ kind: 'link', bytes }, () => undefined).result,
    show: async (file) => {
      const answer = await ask(userId, { kind: 'show', file }).answer;
      return answer.kind === 'shown' ? answer.blob : undefined;
    },
  };
};
