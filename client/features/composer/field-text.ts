import { caretAfter } from './draft/join-texts.ts';

/** Puts a text in the place of another, as if typed: the browser can undo it. */
export const replaceRange = (area: HTMLTextAreaElement, start: number, end: number, text: string): void => {
  area.focus();
  area.setSelectionRange(start, end);
  // Only this enters the browser's undo history; where it is missing, the text is still inserted.
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, start, end, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

/** Shows a text that was not typed into the field; a cursor in it stays with the words it stood at. */
export const showText = (area: HTMLTextAreaElement, text: string): void => {
  const { value, selectionStart, selectionEnd } = area;
  if (value === text) return;
  area.value = text;
  // Setting a selection would take the focus in some browsers.
  if (document.activeElement === area)
    area.setSelectionRange(caretAfter(value, text, selectionStart), caretAfter(value, text, selectionEnd));
};
