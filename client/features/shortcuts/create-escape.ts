import { createEffect, onCleanup } from 'solid-js';
import { useApp } from '../app-context.ts';

/** While `active`, Escape calls `leave`; of several such modes the one entered last goes first. */
export const createEscape = (active: () => boolean, leave: () => void): void => {
  const app = useApp();
  createEffect(() => {
    if (active()) onCleanup(app.escape.push(leave));
  });
};
