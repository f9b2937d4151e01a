/**
 * How much of a document is not yet on the server's disk. Each local transaction is a change with an index; an accepted
 * frame covers all changes up to one. Lives as long as the document is open, over any number of connections.
 */
export interface Meter {
  /** Index of the newest local change. */
  readonly changes: () => number;
  readonly unsent: () => number;
  /** Whether everything here is known to be on the server. */
  readonly clean: () => boolean;
  /** Counts one more local change and gives its index. */
  readonly add: () => number;
  readonly acked: (upTo: number) => void;
}

/**
 * @param stored the count the device kept when the document was last open
 * @param unsure the device may have stopped between a change and its count: clean only after a first accepted upload
 */
export const createMeter = (stored: number, unsure: boolean): Meter => {
  let changes = stored;
  let covered = 0;
  let sure = !unsure;
  return {
    changes: () => changes,
    unsent: () => changes - covered,
    clean: () => sure && covered === changes,
    add: () => ++changes,
    acked: (upTo) => {
      covered = Math.max(covered, upTo);
      sure = true;
    },
  };
};
