import { caretAfter } from './join-texts.ts';

/** Shows a text that was not typed into the field; a cursor in it stays with the words it stood at. */
export const showText = (area: HTMLTextAreaElement, text: string): void => {
  const { value, selectionStart, selectionEnd } = area;
  if (value === text) return;
  area.value = text;
  // Setting a selection would take the focus in some browsers.
  if (document.activeElement === area)
    area.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
};
