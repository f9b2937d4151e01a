/** Long enough for the browser to have taken it over. ms */
const KEPT = 60_000;

/** Puts a file among the person's downloads; it goes nowhere else. */
export const saveFile = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
};
