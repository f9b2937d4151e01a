export type FileSource = 'media' | 'file' | 'camera';

/** Asks for files by the browser's own dialog, or for a picture by the camera. */
export const pickFiles = (source: FileSource, onPicked: (files: FileList) => void): void => {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = source !== 'camera';
  if (source !== 'file') input.accept = source === 'camera' ? 'image/*' : 'image/*,video/*';
  if (source === 'camera') input.setAttribute('capture', 'environment');
  input.addEventListener('change', () => {
    if (input.files !== null && input.files.length > 0) onPicked(input.files);
  });
  input.click();
};
