/** Puts a text in the place of another, as if typed: the browser can undo it. */
export const replaceRange = (area: HTMLTextAreaElement, start: number, end: number, text: string): void => {
  area.focus();
  area.setSelectionRange(start, end);
  // The only way that goes into the browser's own history; where it is gone, the text still comes in.
  if (document.execCommand(text === '' ? 'delete' : 'insertText', false, text)) return;
  area.setRangeText(text, start, end, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
