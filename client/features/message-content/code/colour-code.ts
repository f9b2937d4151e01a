import { trusted } from '../../../primitives/trusted.ts';
import type { Span } from './code-spans.ts';
import type { CodeAnswer, CodeQuestion } from './code-worker.ts';
import codeWorker from './code-worker.ts?worker&url';

/** Grammars are patterns and strangers write the code: highlighting that takes longer is stopped. ms */
const LONGEST = 3_000;

interface Asked {
  readonly question: CodeQuestion;
  readonly resolve: (spans: readonly Span[] | undefined) => void;
}

let worker: Worker | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let count = 0;
const queue: Asked[] = [];

const next = (): void => {
  const [first] = queue;
  clearTimeout(timer);
  if (first === undefined) return;
  worker ??= begin();
  worker.postMessage(first.question);
  timer = setTimeout(() => {
    worker?.terminate();
    worker = undefined;
    finish(undefined);
  }, LONGEST);
};

const finish = (spans: readonly Span[] | undefined): void => {
  queue.shift()?.resolve(spans);
  next();
};

const begin = (): Worker => {
  const made = new Worker(trusted.createScriptURL(codeWorker), { type: 'module' });
  made.addEventListener('message', (event: MessageEvent<CodeAnswer>) => {
    if (event.data.id === queue[0]?.question.id) finish(event.data.spans);
  });
  made.addEventListener('error', () => finish(undefined));
  return made;
};

/** Colours code beside the page, one at a time; the grammars are loaded with the first. undefined: shown plain. */
export const colourCode = (language: string, code: string): Promise<readonly Span[] | undefined> =>
  new Promise((resolve) => {
    queue.push({ question: { id: ++count, language, code }, resolve });
    if (queue.length === 1) next();
  });
