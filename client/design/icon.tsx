import { For, type JSX } from 'solid-js';
import style from './icon.module.css';

/** Drawn on a field of 24 by 24, one stroke, so that all of them have one weight. */
const PATHS = {
  plus: ['M12 5v14M5 12h14'],
  person: ['M12 4.5a3.5 3.5 0 1 0 0 7 3.500 3.500 0 0 0 0-7', 'M5 20c.7-4 3.400-6 7-6s6.300 2 7 6'],
  people: [
    'M9 5a3.200 3.200 0 1 0 0 6.400A3.200 3.200 0 0 0 9 5',
    'M3 19.500c.6-3.600 3-5.500 6-5.500s5.400 1.900 6 5.500',
    'M16 5.500a3 3 0 0 1 0 5.700M18 14.500c1.800.8 2.800 2.500 3.200 5',
  ],
  back: ['M15 5l-7 7 7 7'],
  close: ['M6 6l12 12M18 6L6 18'],
  more: ['M5 12h.01M12 12h.01M19 12h.01'],
  send: ['M5 12h13M12 6l6 6-6 6'],
  smile: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16', 'M8.500 14c1 2 6 2 7 0M9.500 9.500h.01M14.500 9.500h.01'],
  clock: ['M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16', 'M12 8v4l3 2'],
  device: [
    'M8 3.500h8a1.500 1.500 0 0 1 1.500 1.500v14a1.500 1.500 0 0 1-1.500 1.500H8A1.500 1.500 0 0 1 6.500 19V5A1.500 1.500 0 0 1 8 3.500',
    'M11 17.500h2',
  ],
  check: ['M5 13l4 4L19 7'],
  checks: ['M2 13l4 4 9-10M11 16l1.500 1.500L22 7'],
  read: [
    'M2.500 12S6 6 12 6s9.500 6 9.500 6-3.500 6-9.500 6-9.500-6-9.500-6',
    'M12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5',
  ],
  alert: ['M12 4.500l8.500 15h-17z', 'M12 10v4.500M12 17.200h.01'],
  down: ['M12 5v13M6 12l6 6 6-6'],
  edit: ['M5 19l.8-3.600L16 5.200a1.700 1.700 0 0 1 2.400 0l.4.4a1.700 1.700 0 0 1 0 2.400L8.600 18.200z'],
  bin: ['M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v6M13.500 10.500v6'],
  copy: [
    'M9 8.500h9a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9.500a1 1 0 0 1 1-1',
    'M5.500 15.500H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v.5',
  ],
  retry: ['M19 6v4.500h-4.500', 'M18.500 10.500A7 7 0 1 0 19 14'],
  search: ['M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12', 'M20 20l-4.500-4.500'],
  note: ['M6 4h12v11l-5 5H6z', 'M18 15h-5v5M9 8.500h6M9 12h4'],
  offline: [
    'M4 15c2-1.500 4-1.500 6 0s4 1.500 6 0 3-1.300 4-1',
    'M4 19.500c2-1.500 4-1.500 6 0s4 1.500 6 0 3-1.300 4-1',
    'M7 11c1-1 2-3 3.500-4.500s3-.500 4 1.500 1.500 2.500 2.500 3',
  ],
  leave: ['M14 5H6v14h8M11 12h9M17 8.500l3.500 3.500-3.500 3.500'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** Decoration: the word beside it, or the label of its button, says what it means. */
export const Icon = (props: { readonly name: IconName; readonly size?: 'small' | 'normal' | 'large' }): JSX.Element => (
  <svg
    class={style.icon}
    viewBox="0 0 24 24"
    aria-hidden="true"
    data-size={props.size ?? 'normal'}
    data-icon={props.name}
  >
    <For each={PATHS[props.name]}>{(path) => <path d={path} />}</For>
  </svg>
);
