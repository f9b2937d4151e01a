import { createEffect, createMemo, createSignal } from 'solid-js';
import { isSeen } from '../../../shared/text/parse-line.ts';
import type { DraftTarget } from '../../channel/conversation-view.ts';
import type { MessageEntry, TimelineEntry } from '../../channel/timeline-view.ts';
import type { OwnDraft } from './draft/create-draft.ts';
import { textOf } from './new-body.ts';

/** What the text in the field answers or edits. */
export interface ComposerTarget {
  readonly target: () => DraftTarget | undefined;
  /** Its entry; undefined when it is not in the timeline as far as that is loaded. */
  readonly entry: () => MessageEntry | undefined;
  readonly startReply: (entry: MessageEntry) => void;
  readonly startEdit: (entry: MessageEntry) => void;
  /** Edits the person's newest message and shows it; does nothing if that is no text, or while something is answered. */
  readonly editNewest: () => Promise<void>;
  readonly cancelTarget: () => void;
  /** Counts what was begun here and asks for the focus: an answer, an edit. */
  readonly begun: () => number;
}

export interface TargetDeps {
  readonly entries: () => readonly TimelineEntry[];
  /** Loads the newest messages, if others are in `entries`. */
  readonly toNewest?: () => Promise<unknown>;
  /** Brings a message into view. */
  readonly onShow: (entry: MessageEntry) => void;
  /** An edit was left; `restore` brings its text back. */
  readonly onDiscarded: (restore: () => void) => void;
}

const newestOwn = (entries: readonly TimelineEntry[]): MessageEntry | undefined => {
  const found = entries.findLast((entry) => entry.kind === 'message' && entry.own && entry.deleted === undefined);
  return found?.kind === 'message' ? found : undefined;
};
const mayEdit = (entry: MessageEntry): boolean => entry.may.edit && textOf(entry) !== undefined;

export const createTarget = (
  deps: TargetDeps,
  draft: OwnDraft,
): ComposerTarget & {
  /** A person types: no edit begins by itself any more. */
  readonly typed: () => void;
} => {
  const [begun, setBegun] = createSignal(0);
  /** The message to be edited once the replica has it. */
  const [awaited, setAwaited] = createSignal<string>();

  const target = createMemo(() => draft.value().target);
  const entry = createMemo((): MessageEntry | undefined => {
    const id = target()?.messageId;
    const found = id === undefined ? undefined : deps.entries().findLast((one) => one.key === id);
    return found?.kind === 'message' ? found : undefined;
  });

  const aim = (kind: DraftTarget['kind'], { chapter, messageId }: MessageEntry, edit?: string): void => {
    draft.aim({ kind, chapter, messageId }, edit);
    setBegun((count) => count + 1);
  };
  const startEdit = (one: MessageEntry): void => {
    const body = textOf(one);
    if (body !== undefined) aim('edit', one, body.text);
  };
  const editNewest = async (): Promise<void> => {
    const isFree = () => target() === undefined && draft.shown() === '';
    if (!isFree()) return;
    await deps.toNewest?.();
    const newest = newestOwn(deps.entries());
    if (newest === undefined || !isFree()) return;
    if (newest.state === 'pending' && !newest.may.edit) setAwaited(newest.key);
    else if (mayEdit(newest)) {
      startEdit(newest);
      deps.onShow(newest);
    }
  };
  createEffect(() => {
    const found = awaited() === undefined ? undefined : newestOwn(deps.entries());
    if (found === undefined || (found.key === awaited() && !mayEdit(found))) return;
    setAwaited(undefined);
    if (mayEdit(found) && target() === undefined) startEdit(found);
  });
  const cancelTarget = (): void => {
    const at = target();
    if (at === undefined) return;
    const text = draft.shown();
    const isChanged = at.kind === 'edit' && isSeen(text) && text.trim() !== textOf(entry())?.text;
    draft.aim(undefined);
    if (!isChanged) return;
    deps.onDiscarded(() => {
      draft.aim(at, text);
      setBegun((count) => count + 1);
    });
  };

  return {
    target,
    entry,
    startReply: (one) => aim('reply', one),
    startEdit,
    editNewest,
    cancelTarget,
    begun,
    typed: () => setAwaited(undefined),
  };
};
