/** Makes a text field as high as its text; where the browser can do that itself (`field-sizing`), CSS does it. */
export const growField = (field: HTMLTextAreaElement): void => {
  if (CSS.supports('field-sizing', 'content')) return;
  // Without a height of its own it says how high its text is, also when that has become less.
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight}px`;
};
