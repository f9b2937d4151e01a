/** What a drop or a paste brings. */

export interface Transferred {
  readonly files: readonly File[];
  /** Names of folders, which are no files. */
  readonly folders: readonly string[];
}

const entriesOf = (data: DataTransfer): readonly (FileSystemEntry | undefined)[] =>
  [...data.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry?.() ?? undefined);

export const filesIn = (data: DataTransfer): Transferred => {
  // A folder is listed as a file of no bytes, in the same place.
  const entries = entriesOf(data);
  const isFolder = (i: number): boolean => entries[i]?.isDirectory === true;
  const files = [...data.files];
  return {
    files: files.filter((_, i) => !isFolder(i)),
    folders: files.filter((_, i) => isFolder(i)).map(({ name }) => name),
  };
};

/** What to do with a paste that the field itself would not take as text. */
export type Pasted =
  | { readonly kind: 'files'; readonly files: readonly File[]; readonly folders: readonly string[] }
  | { readonly kind: 'html'; readonly html: string };

/** undefined: the browser pastes it as text. */
export const readPaste = (data: DataTransfer): Pasted | undefined => {
  // Programs give a picture of what is copied beside its text: then the text is meant.
  if (data.getData('text/plain') !== '') return undefined;
  if (data.files.length > 0) return { kind: 'files', ...filesIn(data) };
  const html = data.getData('text/html');
  return html === '' ? undefined : { kind: 'html', html };
};
