import type { JSX } from 'solid-js';
import style from './scene.module.css';

/** The rock in the sea, for places that are empty or quiet. */
export const Scene = (): JSX.Element => (
  <svg class={style.scene} viewBox="0 0 160 96" aria-hidden="true">
    <circle class={style.sun} cx="116" cy="26" r="9" />
    <path
      class={style.rock}
      d="M34 66c9-5 13-18 22-26 6-6 13-1 19-9s16-9 20 4 10 14 17 20c5 4 7 8 10 11-2 .3-4 1-6 2-9 6-18 6-27 0s-18-6-27 0-18 6-27 0z"
    />
    <path class={style.wave} d="M8 68c9-6 18-6 27 0s18 6 27 0 18-6 27 0 18 6 27 0 18-6 36 0" />
    <path class={style.wave} data-far="" d="M24 82c8-5 16-5 24 0s16 5 24 0 16-5 24 0 16 5 24 0 8-4 16-3" />
  </svg>
);
