/** The clipboard takes PNG only. Undefined: the browser could not draw it. */
const asPng = async (image: HTMLImageElement): Promise<Blob> => {
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
};

/** Answers whether it is on the clipboard. */
export const copyImage = async (image: HTMLImageElement): Promise<boolean> => {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(image) })]);
    return true;
  } catch {
    return false;
  }
};
