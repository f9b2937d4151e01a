import type { FileIconName } from './file-icon.tsx';

/** What comes after the last dot of a name, in small letters. */
const endingOf = (name: string): string => /\.([^.\s]{1,24})\.*$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';

const ENDINGS: readonly (readonly [FileIconName, string])[] = [
  ['text', 'txt md pdf doc docx odt rtf pages tex log'],
  ['table', 'xls xlsx ods csv tsv numbers'],
  ['package', 'zip tar gz tgz xz bz2 zst 7z rar iso'],
  ['photo', 'jpg jpeg png gif webp avif heic heif tif tiff bmp svg psd raw dng'],
  ['film', 'mp4 mov webm mkv avi m4v mpg mpeg'],
  ['sound', 'mp3 m4a ogg opus flac wav aac'],
];

/** Endings that systems run, or that run in a browser, when the file is opened. */
const RUNS = new Set(
  (
    'exe com scr pif msi msix appx bat cmd ps1 psm1 vbs vbe js mjs jse wsf wsh hta cpl reg lnk url inf dll ' +
    'jar jnlp apk app dmg pkg command sh bash zsh csh fish run bin deb rpm appimage flatpakref snap desktop ' +
    'msc msp xll vb ws rdp ps1xml pyz application appref-ms settingcontent-ms ' +
    'py pyw rb pl php docm xlsm pptm html htm xhtml xht svg svgz mht mhtml chm xml iso img vhd'
  ).split(' '),
);

/** Whether opening it may run something: said before it is saved. */
export const mayRun = (name: string): boolean => RUNS.has(endingOf(name));

export const iconOf = (name: string): FileIconName => {
  const ending = endingOf(name);
  const found = ENDINGS.find(([, endings]) => endings.split(' ').includes(ending));
  return found?.[0] ?? (RUNS.has(ending) ? 'program' : 'file');
};

/** Whether a page can show it as plain text, by its name; what its bytes say decides. */
export const isReadable = (name: string, type: string): boolean =>
  type.startsWith('text/') || ['txt', 'md', 'csv', 'tsv', 'log', 'json', 'yml', 'yaml'].includes(endingOf(name));
