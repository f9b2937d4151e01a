export interface SnapshotFacts {
  /** Position of the stored snapshot; 0: none. */
  readonly stored: number;
  readonly position: number;
  /**
   * Counts of journal rows up to the position: those compared with the snapshot, those it contains, and those that exist
   * now.
   */
  readonly seen: number;
  readonly contained: number;
  readonly left: number;
}

/** Whether a snapshot replaces the stored one: a newer one, or one of the same position that contains every row left. */
export const replacesSnapshot = ({ stored, position, seen, contained, left }: SnapshotFacts): boolean =>
  position > stored || (position === stored && seen > 0 && contained === seen && left === seen);

/** Whether the journal is free of deleted text, so that only the driver still has to remove it from the disk. */
export const isPurged = (purgeAt: number, stored: number, left: number): boolean =>
  purgeAt > 0 && stored >= purgeAt && left === 0;
