import type { ComponentProps, JSX } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Popover } from './popover.tsx';
import { Sheet } from './sheet.tsx';

/** Thumbs reach the foot of the screen, and a surface beside a finger would lie under it. */
const forThumbs = (): boolean => matchMedia('(max-width: 719px), (pointer: coarse)').matches;

/** A small surface beside its anchor; at the foot of the screen where people use thumbs. */
export const Flyout = (props: ComponentProps<typeof Popover>): JSX.Element => (
  <Dynamic component={forThumbs() ? Sheet : Popover} {...props} />
);
