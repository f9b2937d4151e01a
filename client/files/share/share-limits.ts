const MB = 1024 * 1024;

/** What another app, or a page of the web that posts to the address of shares, can make this device keep. */
export const SHARE_LIMITS = {
  /** Characters of title, text and link together: as many as a message has. */
  text: 20_000,
  /** Files of one share: three messages full. */
  files: 30,
  /** Bytes of one share: its largest file (100 MB) and as much again. */
  bytes: 200 * MB,
  /** Shares that wait for a conversation; each stands alone. */
  waiting: 10,
  /** Bytes of all that waits. */
  waitingBytes: 400 * MB,
} as const;
