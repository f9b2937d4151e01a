import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { Draft, DraftTarget } from '../../../channel/conversation-view.ts';
import { joinTexts } from './join-texts.ts';
import { makeThrottle } from './throttle.ts';

/** A draft is a document write and travels to the person's other devices: once a second is often enough. ms */
const EVERY = 1_000;
/** Saves whose echo may still be on its way; more are never awaited. */
const ECHOES = 16;

export const NO_DRAFT: Draft = { text: '', target: undefined, edit: '' };

const timer = {
  set: (run: () => void, ms: number) => setTimeout(run, ms),
  clear: (id: ReturnType<typeof setTimeout>) => clearTimeout(id),
};

const isSameTarget = (a: DraftTarget | undefined, b: DraftTarget | undefined): boolean =>
  a?.kind === b?.kind && a?.chapter === b?.chapter && a?.messageId === b?.messageId;
const isSame = (a: Draft, b: Draft): boolean =>
  a.text === b.text && a.edit === b.edit && isSameTarget(a.target, b.target);

export interface OwnDraft {
  readonly value: () => Draft;
  /** The text in the field: the edit's in edit mode, else the message's. */
  readonly shown: () => string;
  readonly type: (text: string) => void;
  /** Changes the target; an edit begins with `edit`. Saved at once. */
  readonly aim: (target: DraftTarget | undefined, edit?: string) => void;
  /** Sends the shown text to the replica, which removes it from the draft itself. Returns what to `restore` if that fails. */
  readonly take: () => Draft;
  readonly restore: (taken: Draft) => void;
  readonly flush: () => void;
  /** Text that may not be on the disk yet, with the text that is; undefined: all is. Stops saving it. */
  readonly unkept: () => { readonly draft: Draft; readonly base: string } | undefined;
  /** The replica has it on its disk. */
  readonly kept: (draft: Draft) => void;
}

const isEditing = (draft: Draft): boolean => draft.target?.kind === 'edit';
export const shownOf = (draft: Draft): string => (isEditing(draft) ? draft.edit : draft.text);

/**
 * The draft as it is here, ahead of what the replica knows by what was typed in the last second. Changes from other
 * devices are joined with it.
 */
export const createDraft = (deps: {
  /** As the replica knows it. */
  readonly known: () => Draft | undefined;
  readonly save: (text: string, target: DraftTarget | undefined) => void;
}): OwnDraft => {
  const copy = (): Draft => {
    const draft = deps.known();
    if (draft === undefined) return NO_DRAFT;
    const { text, edit, target } = draft;
    // Copied field by field: the store changes its objects in place.
    return {
      text,
      edit,
      target: target && { kind: target.kind, chapter: target.chapter, messageId: target.messageId },
    };
  };
  /** What the replica knows or was sent. */
  let base = copy();
  /** What is surely on its disk. */
  let onDisk = base;
  const echoes: Draft[] = [];
  const [value, setValue] = createSignal<Draft>(base);

  const tell = (draft: Draft): void => {
    base = draft;
    echoes.push(draft);
    if (echoes.length > ECHOES) echoes.shift();
  };
  const save = (): void => {
    const now = value();
    if (isSame(now, base)) return;
    tell(now);
    deps.save(shownOf(now), now.target);
  };
  const saves = makeThrottle<undefined, ReturnType<typeof setTimeout>>(EVERY, save, timer);

  createEffect(
    on(
      copy,
      (theirs) => {
        const echo = echoes.findIndex((one) => isSame(one, theirs));
        if (echo >= 0) {
          echoes.splice(0, echo + 1);
          return;
        }
        if (isSame(theirs, base)) return;
        echoes.length = 0;
        const now = value();
        const isOurs = !isSameTarget(now.target, base.target) || (isEditing(now) && now.edit !== base.edit);
        const target = isOurs ? now.target : theirs.target;
        const isOneEdit = isSameTarget(now.target, theirs.target) && isSameTarget(base.target, theirs.target);
        const before = base;
        base = theirs;
        onDisk = theirs;
        setValue({
          text: joinTexts(before.text, now.text, theirs.text),
          target,
          edit: isOneEdit ? joinTexts(before.edit, now.edit, theirs.edit) : isOurs ? now.edit : theirs.edit,
        });
        if (!isSame(value(), theirs)) saves.push(undefined);
      },
      { defer: true },
    ),
  );

  const flush = (): void => {
    saves.flush();
  };
  onCleanup(() => {
    saves.flush();
    saves.drop();
  });
  return {
    value,
    shown: () => shownOf(value()),
    type: (text) => {
      const now = value();
      setValue(isEditing(now) ? { ...now, edit: text } : { ...now, text });
      saves.push(undefined);
    },
    aim: (target, edit = '') => {
      // The typed text belongs to the earlier target.
      flush();
      setValue({ text: value().text, target, edit });
      save();
    },
    take: () => {
      const taken = value();
      // The replica removes what it finds; it must know the text as it is now, unless it knows the beginning of it.
      if (!shownOf(taken).trim().startsWith(shownOf(base).trimEnd())) save();
      saves.drop();
      const rest: Draft = isEditing(taken) ? { ...NO_DRAFT, text: taken.text } : NO_DRAFT;
      if (!isSame(base, rest)) tell(rest);
      onDisk = rest;
      setValue(rest);
      return taken;
    },
    restore: (taken) => {
      const now = value();
      const since = shownOf(now);
      // The unsent text comes back, before any text typed since.
      const join = (text: string): string => (since === '' || since === text ? text : `${text}\n${since}`);
      setValue(
        isEditing(taken) ? { ...taken, text: now.text, edit: taken.edit } : { ...taken, text: join(taken.text) },
      );
      saves.push(undefined);
    },
    flush,
    unkept: () => {
      saves.drop();
      const now = value();
      if (isSame(now, onDisk)) return undefined;
      if (!isSame(now, base)) tell(now);
      return {
        draft: now,
        base:
          isEditing(now) && !isSameTarget(now.target, onDisk.target) ? '' : shownOf({ ...onDisk, target: now.target }),
      };
    },
    kept: (draft) => {
      onDisk = draft;
    },
  };
};
