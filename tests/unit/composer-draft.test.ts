import { createRoot, createSignal } from 'solid-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft, DraftTarget } from '../../client/channel/conversation-view.ts';
import { createDraft, NO_DRAFT, type OwnDraft } from '../../client/features/composer/draft/create-draft.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';

const REPLY: DraftTarget = { kind: 'reply', chapter: 0, messageId: makeMessageId(1, () => 0.1) };
const EDIT: DraftTarget = { kind: 'edit', chapter: 0, messageId: makeMessageId(2, () => 0.2) };

interface Bench {
  readonly draft: OwnDraft;
  /** What the replica was told. */
  readonly saved: { readonly text: string; readonly target: DraftTarget | undefined }[];
  /** The replica says what it knows. */
  readonly say: (draft: Partial<Draft>) => void;
}

const disposers: (() => void)[] = [];
const bench = (first: Partial<Draft> = {}): Bench =>
  createRoot((dispose) => {
    disposers.push(dispose);
    const [known, setKnown] = createSignal<Draft>({ ...NO_DRAFT, ...first });
    const saved: Bench['saved'] = [];
    const draft = createDraft({ known, save: (text, target) => saved.push({ text, target }) });
    return { draft, saved, say: (next) => setKnown({ ...NO_DRAFT, ...next }) };
  });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const dispose of disposers.splice(0)) dispose();
  vi.useRealTimers();
});

test('CMP-1 text, target and edit of a draft are there at opening', () => {
  expect(bench({ text: 'a', target: REPLY }).draft.value()).toEqual({ text: 'a', target: REPLY, edit: '' });
  const editing = bench({ text: 'a', target: EDIT, edit: 'b' }).draft;
  expect(editing.shown()).toBe('b');
  editing.aim(undefined);
  expect(editing.shown()).toBe('a');
});

test('CMP-1 an edit does not cost the message begun, and what was typed is saved before the target changes', () => {
  const { draft, saved } = bench();
  draft.type('half a message');
  draft.aim(EDIT, 'old words');
  draft.type('new words');
  vi.advanceTimersByTime(1_000);
  draft.aim(undefined);
  expect(draft.shown()).toBe('half a message');
  expect(saved).toEqual([
    { text: 'half a message', target: undefined },
    { text: 'old words', target: EDIT },
    { text: 'new words', target: EDIT },
    { text: 'half a message', target: undefined },
  ]);
});

test('UI-14 typing is saved once a second, with the newest text', () => {
  const { draft, saved } = bench();
  for (const text of ['a', 'ab', 'abc']) draft.type(text);
  vi.advanceTimersByTime(999);
  expect(saved).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(saved).toEqual([{ text: 'abc', target: undefined }]);
});

test('CMP-1 what another device wrote comes in; what was typed here meanwhile stays and is saved with it', () => {
  const { draft, saved, say } = bench({ text: 'one' });
  say({ text: 'one two', target: REPLY });
  expect(draft.value()).toEqual({ text: 'one two', target: REPLY, edit: '' });
  draft.type('one two three');
  say({ text: 'zero one two', target: REPLY });
  expect(draft.shown()).toBe('zero one two three');
  vi.advanceTimersByTime(2_000);
  expect(saved.at(-1)).toEqual({ text: 'zero one two three', target: REPLY });
});

test('CMP-1 the echo of an earlier save does not take back what was typed since', () => {
  const { draft, say } = bench();
  draft.type('a');
  draft.flush();
  draft.type('ab');
  draft.flush();
  draft.type('abc');
  say({ text: 'a' });
  expect(draft.shown()).toBe('abc');
  say({ text: 'ab' });
  expect(draft.shown()).toBe('abc');
});

test('CMP-1 an edit being typed is not left because another device left it', () => {
  const { draft, say } = bench({ target: EDIT, edit: 'words' });
  draft.type('words of mine');
  say({});
  expect(draft.value()).toEqual({ text: '', target: EDIT, edit: 'words of mine' });
});

test('CMP-2 sending takes text and target away at once; a refusal brings both back, before what was typed since', () => {
  const { draft, say } = bench({ text: 'hello', target: REPLY });
  const taken = draft.take();
  expect(draft.value()).toEqual(NO_DRAFT);
  draft.type('next');
  say({});
  expect(draft.shown()).toBe('next');
  draft.restore(taken);
  expect(draft.value()).toEqual({ text: 'hello\nnext', target: REPLY, edit: '' });
});

test('CMP-1 what another device adds while a message is sent stays as the next draft', () => {
  const { draft, say } = bench({ text: 'hello' });
  draft.take();
  say({ text: 'and more' });
  expect(draft.shown()).toBe('and more');
});

test('CMP-1 before sending the replica is told the text only when it could not find it otherwise', () => {
  const quick = bench();
  quick.draft.type('typed and sent within a second');
  quick.draft.take();
  vi.advanceTimersByTime(5_000);
  expect(quick.saved).toEqual([]);
  const mended = bench({ text: 'helo there' });
  mended.draft.type('hello there');
  mended.draft.take();
  expect(mended.saved).toEqual([{ text: 'hello there', target: undefined }]);
});
