const KB = 1024;
const MB = 1024 * KB;

/** Bounds that both sides know. Each says why it is what it is. Tests pass their own, smaller ones. */
export const LIMITS = {
  /** Characters (code points) of one message; about ten printed pages. */
  messageCharacters: 20_000,
  /** Bytes of one body: 20,000 characters of four bytes, and room for the JSON around them. */
  bodyBytes: 128 * KB,
  /** Bytes of one envelope with its files' names and signature. */
  envelopeBytes: 136 * KB,
  /** Bytes of one emoji with skin tones and joiners. */
  reactionBytes: 64,
  /** One WebSocket frame. */
  frameBytes: 16 * MB,
  /** One update: a chapter at twice its limit, with room; judging one takes tens of milliseconds. */
  updateBytes: 4 * MB,
  /** Entries one update may write or delete: a whole chapter of messages, reactions and edits. */
  updateEntries: 20_000,
  /** A chapter is full at any of these three; above twice of them it takes no new messages. */
  chapterMessages: 2_000,
  chapterClientIds: 200,
  chapterBytes: 1 * MB,
  /** Highest chapter number a name can carry; a bound for parsing, not a rule of the timeline. */
  chapterNumber: 1_000_000,
  /** People one message can name; each costs a row on the server. */
  mentions: 50,
  /** A poll's question, its options, and how many there are. */
  pollCharacters: 300,
  pollOptionCharacters: 120,
  pollOptions: 12,
  /** Messages pinned in one conversation. */
  pins: 50,
  /** In groups larger than this receipts are counts, names on demand. */
  namedReceipts: 50,
  /** Bytes of an account document: drafts, stars and settings of one person. */
  accountBytes: 2 * MB,
  /** Client ids an account document gathers before its next generation starts. */
  accountClientIds: 200,
  /** Characters of a display name or a group's name. */
  nameCharacters: 80,
  /** Characters of what people say of themselves. */
  statusCharacters: 80,
  /** Characters of a password: eight, as NIST SP 800-63B asks for, and more than any sentence needs. */
  passwordLeast: 8,
  passwordCharacters: 128,
  /** A report to the administrators: why, how many messages, and the characters (UTF-16) of each. */
  reasonCharacters: 1_000,
  reportedMessages: 30,
  reportedCharacters: 500,
  /**
   * Messages to somebody who has not answered yet, and all else that one makes appear to them (edits, reactions, votes,
   * pins, settings), in all conversations together: enough to say who one is and what one wants.
   */
  unansweredMessages: 20,
  /** Members of one group. */
  groupMembers: 256,
  /** Living links into one group. */
  groupLinks: 50,
  /** People who wait to be let into one group; beyond it nobody can ask. */
  joinRequests: 100,
  /** Documents one socket may have open. */
  documentsPerSocket: 1_000,
  /** Characters of a people search. */
  queryCharacters: 80,
} as const;

export type Limits = { readonly [K in keyof typeof LIMITS]: number };
