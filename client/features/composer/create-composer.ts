import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { makeEditId, makeMessageId } from '../../../shared/ids/ulid.ts';
import type { Channel, CommandError, MessageEntry } from '../../channel/protocol.ts';
import { charactersLeft } from './count-characters.ts';
import { makeThrottle } from './throttle.ts';

/** A draft is a document write and travels to one's other devices: once a second is often enough. ms */
const DRAFT_EVERY = 1_000;
/** "Writing" is said again after this, and taken back after the second. ms */
const TYPING_EVERY = 3_000;
const TYPING_ENDS = 5_000;

const timer = {
  set: (run: () => void, ms: number) => setTimeout(run, ms) as unknown as number,
  clear: (id: number) => clearTimeout(id),
};
const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export interface Composer {
  readonly text: () => string;
  readonly setText: (text: string) => void;
  readonly left: () => number;
  readonly editing: () => MessageEntry | undefined;
  readonly startEdit: (entry: MessageEntry) => void;
  readonly stopEdit: () => void;
  readonly submit: () => void;
  /** Call when the field loses the focus or the page is hidden. */
  readonly flush: () => void;
}

export const createComposer = (parts: {
  readonly channel: Channel;
  readonly conversationId: ConversationId;
  /** The draft as the replica knows it, also from other devices. */
  readonly draft: () => string;
  readonly onFailed: (error: CommandError) => void;
}): Composer => {
  const { channel, conversationId } = parts;
  const [text, setShown] = createSignal(parts.draft());
  const [editing, setEditing] = createSignal<MessageEntry>();
  /** What was written before an edit began; comes back after it. */
  let aside = '';
  let saved = parts.draft();
  let typingSince = 0;
  let typingEnds: number | undefined;

  const drafts = makeThrottle<string>(
    DRAFT_EVERY,
    (value) => {
      saved = value;
      void channel.call('saveDraft', { conversationId, text: value });
    },
    timer,
  );
  const stopTyping = (): void => {
    if (typingEnds !== undefined) timer.clear(typingEnds);
    typingEnds = undefined;
    if (typingSince === 0) return;
    typingSince = 0;
    void channel.call('typing', { conversationId, typing: false });
  };
  const showTyping = (): void => {
    if (typingEnds !== undefined) timer.clear(typingEnds);
    typingEnds = timer.set(stopTyping, TYPING_ENDS);
    if (Date.now() - typingSince < TYPING_EVERY) return;
    typingSince = Date.now();
    void channel.call('typing', { conversationId, typing: true });
  };

  // Another device wrote on: taken over only while nothing was typed here that it has not seen.
  createEffect(
    on(
      parts.draft,
      (draft) => {
        if (draft === saved || editing() !== undefined || text() !== saved) return;
        saved = draft;
        setShown(draft);
      },
      { defer: true },
    ),
  );

  const setText = (value: string): void => {
    setShown(value);
    if (editing() !== undefined) return;
    drafts.push(value);
    if (value === '') stopTyping();
    else showTyping();
  };
  const stopEdit = (): void => {
    if (editing() === undefined) return;
    setEditing(undefined);
    setShown(aside);
  };
  const startEdit = (entry: MessageEntry): void => {
    if (editing() === undefined) aside = text();
    setEditing(entry);
    setShown(entry.text ?? '');
  };

  const saveEdit = async (entry: MessageEntry, value: string): Promise<void> => {
    stopEdit();
    if (value === entry.text) return;
    const { chapter, messageId } = entry;
    const editId = makeEditId(Date.now(), random);
    const result = await channel.call('edit', { conversationId, chapter, messageId, editId, text: value });
    if (result.ok) return;
    parts.onFailed(result.error);
    startEdit(entry);
    setShown(value);
  };
  const sendNew = async (value: string): Promise<void> => {
    const messageId = makeMessageId(Date.now(), random);
    drafts.drop();
    saved = '';
    setShown('');
    stopTyping();
    const result = await channel.call('send', { conversationId, messageId, body: { kind: 'text', text: value } });
    if (!result.ok) {
      parts.onFailed(result.error);
      // What was typed comes back, before whatever has been typed since.
      setText(text() === '' ? value : `${value}\n${text()}`);
    } else if (text() === '') void channel.call('saveDraft', { conversationId, text: '' });
  };
  const submit = (): void => {
    const value = text().trim();
    if (value === '' || charactersLeft(value) < 0) return;
    const entry = editing();
    void (entry === undefined ? sendNew(value) : saveEdit(entry, value));
  };

  const hide = (): void => drafts.flush();
  document.addEventListener('visibilitychange', hide);
  addEventListener('pagehide', hide);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', hide);
    removeEventListener('pagehide', hide);
    drafts.flush();
    drafts.drop();
    stopTyping();
  });

  return {
    text,
    setText,
    left: () => charactersLeft(text()),
    editing,
    startEdit,
    stopEdit,
    submit,
    flush: drafts.flush,
  };
};
