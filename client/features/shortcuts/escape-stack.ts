import { createEffect, onCleanup } from 'solid-js';

/**
 * What Escape leaves: modes, the latest entered first (selecting messages, a panel, a reply begun). Dialogs
 * and menus are not in it: the browser closes those itself, before anything here.
 */
export interface EscapeStack {
  /** Returns a function that removes the mode, however it was left. */
  readonly push: (leave: () => void) => () => void;
  /** Leaves the latest mode; false when there is none. */
  readonly leave: () => boolean;
}

export const createEscapeStack = (): EscapeStack => {
  const modes: { readonly leave: () => void }[] = [];
  return {
    push: (leave) => {
      const mode = { leave };
      modes.push(mode);
      return () => {
        const at = modes.indexOf(mode);
        if (at >= 0) modes.splice(at, 1);
      };
    },
    leave: () => {
      const mode = modes.pop();
      mode?.leave();
      return mode !== undefined;
    },
  };
};

/** While `active`, Escape calls `leave`; of several such modes the one entered last goes first. */
export const createEscape = (stack: EscapeStack, active: () => boolean, leave: () => void): void =>
  createEffect(() => {
    if (active()) onCleanup(stack.push(leave));
  });
