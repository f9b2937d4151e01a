/** What browsers say of a key that an input method takes. */
const TAKEN = 229;

/**
 * Whether a key press belongs to an input method that is composing a word. Safari ends the composition before the Enter
 * that chooses the word, and then only the old code tells.
 */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === TAKEN;

/**
 * The one place that decides it for the whole page: such presses reach no handler of ours. What the browser and the
 * input method do with them is untouched.
 */
export const keepComposingKeys = (page: EventTarget): void => {
  const stop = (event: Event): void => {
    if (isComposing(event as KeyboardEvent)) event.stopImmediatePropagation();
  };
  for (const name of ['keydown', 'keypress', 'keyup']) page.addEventListener(name, stop, { capture: true });
};
