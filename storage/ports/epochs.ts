/** One life of a database after its first. */
export interface Epoch {
  readonly number: number;
  /** When it began, ms since 1970. */
  readonly at: number;
  /** `noticed`: a device showed that an older database had been put back. */
  readonly cause: 'announced' | 'noticed';
}

/** Lives of the database, which devices are told apart by. */
export interface Epochs {
  /** This database's epoch: random text, made with the database and anew by `startEpoch`. */
  epoch(): Promise<string>;
  /** After a restore from a backup that was announced: a new epoch, and every conversation's seq jumps by 2^20. */
  startEpoch(): Promise<string>;
  /**
   * Begins a new epoch when a proof from a page of the feed shows history that this database lacks: an older one was put
   * back. Gives the new epoch; undefined when the proof shows nothing of the kind, or was not made by this server.
   */
  checkHistory(proof: string): Promise<string | undefined>;
  /** The epochs after the first, the newest first; a bounded number. */
  epochs(): Promise<readonly Epoch[]>;
  /** Stores a number that was never stored before, and gives it: to see that something can be stored. */
  probe(): Promise<number>;
}
