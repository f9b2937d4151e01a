import { createSignal } from 'solid-js';
import type { MessageEntry } from '../../channel/timeline-view.ts';

/** Menus, pickers and dialogs over the conversation that belong to a message. */
export type Surface =
  | {
      readonly kind: 'menu' | 'reactions' | 'emoji' | 'reactors';
      readonly entry: MessageEntry;
      readonly anchor: HTMLElement;
    }
  | { readonly kind: 'details'; readonly entry: MessageEntry }
  | { readonly kind: 'forward' | 'report'; readonly entries: readonly MessageEntry[] };

export interface Surfaces {
  readonly open: () => Surface | undefined;
  readonly show: (surface: Surface) => void;
  /** Takes that one away, if it is still the one shown. */
  readonly close: (surface: Surface) => void;
}

export const createSurfaces = (): Surfaces => {
  const [open, setOpen] = createSignal<Surface>();
  return { open, show: setOpen, close: (surface) => setOpen((now) => (now === surface ? undefined : now)) };
};
