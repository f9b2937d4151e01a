export interface SnapshotFacts {
  /** Position of the stored snapshot; 0: none. */
  readonly stored: number;
  readonly position: number;
  /** Journal rows up to the position: those the snapshot was compared with, those it contains, and those there are now. */
  readonly seen: number;
  readonly contained: number;
  readonly left: number;
}

/** Whether a snapshot replaces the stored one: a newer one, or one of the same position that contains every row left. */
export const replacesSnapshot = ({ stored, position, seen, contained, left }: SnapshotFacts): boolean =>
  position > stored || (position === stored && seen > 0 && contained === seen && left === seen);

/** Whether all deleted text is out of the journal, so that only the driver has still to take it off the disk. */
export const isPurged = (purgeAt: number, stored: number, left: number): boolean =>
  purgeAt > 0 && stored >= purgeAt && left === 0;
