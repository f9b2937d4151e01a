/** The place `by` steps away among `count`, going round; a place beyond the end counts as the last. */
export const stepAround = (at: number, by: number, count: number): number =>
  count === 0 ? 0 : (Math.min(at, count - 1) + by + count) % count;

/** Which way an arrow key goes in a line of controls: 1 is onwards. undefined: it is no arrow. */
export const arrowStep = (key: string, isRightToLeft = false): 1 | -1 | undefined => {
  switch (key) {
    case 'ArrowDown':
      return 1;
    case 'ArrowUp':
      return -1;
    case 'ArrowRight':
      return isRightToLeft ? -1 : 1;
    case 'ArrowLeft':
      return isRightToLeft ? 1 : -1;
    default:
      return undefined;
  }
};
