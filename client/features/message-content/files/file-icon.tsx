import { For, type JSX } from 'solid-js';
import style from '../../../design/icon.module.css';

/** Beside those of `design/icon.tsx`, which are there at once; these come with the first file. */
const PATHS = {
  file: ['M6.500 3.500h7l4.500 4.500v12.500h-11.500z', 'M13 3.500V8.500h5'],
  text: ['M6.500 3.500h7l4.500 4.500v12.500h-11.500z', 'M13 3.500V8.500h5M9.500 12.500h5.500M9.500 16h5.500'],
  package: ['M4.500 8l7.500-4 7.500 4v8.500l-7.500 4-7.500-4z', 'M4.500 8l7.500 4 7.500-4M12 12v8.500'],
  table: ['M4.500 5.500h15v13h-15zM4.500 10h15M4.500 14.200h15M10 5.500v13'],
  program: ['M4.500 5.500h15v13h-15zM7.500 9.500l3 2.500-3 2.500M12.500 15h4'],
  photo: ['M4.500 5.500h15v13h-15z', 'M4.500 16l4.500-4.500 4 4 2.500-2.500 4 4M15 9h.01'],
  sound: [
    'M9.500 17.500V6l9-1.500V16',
    'M7 15a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5M16 13.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  ],
  film: ['M4.500 5.500h15v13h-15zM8 5.500v13M16 5.500v13M4.500 9.800H8M4.500 14.200H8M16 9.800h3.500M16 14.200h3.500'],
  play: ['M8 5l11 7-11 7z'],
  pause: ['M8.500 5.500v13M15.500 5.500v13'],
  download: ['M12 4v11M7.500 10.500L12 15l4.500-4.500M5 19.500h14'],
  'zoom-in': ['M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12', 'M20 20l-4.500-4.500M11 8.500v5M8.500 11h5'],
  'zoom-out': ['M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12', 'M20 20l-4.500-4.500M8.500 11h5'],
} as const satisfies Record<string, readonly string[]>;

export type FileIconName = keyof typeof PATHS;

export const FileIcon = (props: { readonly name: FileIconName; readonly full?: boolean }): JSX.Element => (
  <svg
    class={style.icon}
    viewBox="0 0 24 24"
    aria-hidden="true"
    data-icon={props.name}
    data-full={props.full ? '' : undefined}
  >
    <For each={PATHS[props.name]}>{(path) => <path d={path} />}</For>
  </svg>
);
