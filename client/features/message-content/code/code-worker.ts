import { codeSpans } from './code-spans.ts';

export interface CodeQuestion {
  readonly id: number;
  readonly language: string;
  readonly code: string;
}
export interface CodeAnswer {
  readonly id: number;
  readonly spans: ReturnType<typeof codeSpans>;
}

globalThis.addEventListener('message', (event: MessageEvent<CodeQuestion>) => {
  const { id, language, code } = event.data;
  const answer: CodeAnswer = { id, spans: codeSpans(language, code) };
  globalThis.postMessage(answer);
});
