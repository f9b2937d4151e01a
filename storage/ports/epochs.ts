/** One life of a database after its first. */
export interface Epoch {
  readonly number: number;
  /** When it began, ms since 1970. */
  readonly at: number;
  /** `noticed`: a device showed that an older database had been put back. */
  readonly cause: 'announced' | 'noticed';
}

/** The epochs of the database, by which devices tell its lives apart. */
export interface Epochs {
  /** The current epoch: random text, made with the database and again by `startEpoch`. */
  epoch(): Promise<string>;
  /** After an announced restore from a backup: begins a new epoch, and every conversation's seq jumps by 2^20. */
  startEpoch(): Promise<string>;
  /**
   * Begins a new epoch when a proof from a page of the feed shows history that this database lacks, because an older one
   * was put back. Returns the new epoch; undefined when the proof shows no such thing or was not made by this server.
   */
  checkHistory(proof: string): Promise<string | undefined>;
  /** The epochs after the first, newest first; a bounded number. */
  epochs(): Promise<readonly Epoch[]>;
  /** Stores and returns a number that was never stored before, to check that storing works. */
  probe(): Promise<number>;
}
