import { isWritten } from '../../../primitives/keys/key-of.ts';

/** Keys that move the focus; a message that has it by one of these takes letters as shortcuts. */
const MOVES = /^(?:Tab|Arrow(?:Up|Down|Left|Right)|Page(?:Up|Down)|Home|End)$/;

/** Whether the last thing pressed outside of menus and dialogs moved the focus by the keyboard. */
let hasMoved = false;
const isAside = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[popover], dialog') !== null;
if (typeof document !== 'undefined') {
  document.addEventListener(
    'keydown',
    ({ key, target }) => {
      if (!isAside(target)) hasMoved = MOVES.test(key);
    },
    { capture: true },
  );
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (!isAside(target)) hasMoved = false;
    },
    { capture: true },
  );
}

/** How one message has the focus: by the keyboard, or because it was clicked. */
export interface PointerFocus {
  readonly onPointerDown: () => void;
  readonly onFocusIn: () => void;
  readonly isByPointer: () => boolean;
}

export const makePointerFocus = (): PointerFocus => {
  let isByPointer = false;
  return {
    onPointerDown: () => {
      isByPointer = true;
    },
    // A menu that gives the focus back changes nothing.
    onFocusIn: () => {
      if (hasMoved) isByPointer = false;
    },
    isByPointer: () => isByPointer,
  };
};

/**
 * A person who clicked a message and types wants to write, not to run shortcuts: the field of the conversation or thread
 * takes the focus, and with it this press. Answers whether it did.
 */
export const typeInField = (event: KeyboardEvent): boolean => {
  const { target } = event;
  if (!isWritten(event) || !(target instanceof Element)) return false;
  const field = target.closest('aside, main')?.querySelector<HTMLTextAreaElement>('form textarea[data-kept]');
  if (field == null) return false;
  field.focus({ preventScroll: true });
  return true;
};
