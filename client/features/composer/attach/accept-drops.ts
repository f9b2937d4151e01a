import { filesIn } from './transferred.ts';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/**
 * Files may be dropped anywhere in `area`, whose `data-drop` says so while they are dragged over it. Returns a function
 * that ends it.
 */
export const acceptDrops = (
  area: HTMLElement,
  mayDrop: () => boolean,
  onFiles: (files: readonly File[], folders: readonly string[]) => void,
): (() => void) => {
  const over = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    // Otherwise the browser would open the file in place of the app.
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = mayDrop() ? 'copy' : 'none';
    area.toggleAttribute('data-dropping', mayDrop());
  };
  const leave = (event: DragEvent): void => {
    if (!(event.relatedTarget instanceof Node && area.contains(event.relatedTarget)))
      area.removeAttribute('data-dropping');
  };
  const drop = (event: DragEvent): void => {
    area.removeAttribute('data-dropping');
    if (!carriesFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { files, folders } = filesIn(event.dataTransfer);
    if (mayDrop()) onFiles(files, folders);
  };
  area.addEventListener('dragover', over);
  area.addEventListener('dragleave', leave);
  area.addEventListener('drop', drop);
  return () => {
    area.removeEventListener('dragover', over);
    area.removeEventListener('dragleave', leave);
    area.removeEventListener('drop', drop);
  };
};
