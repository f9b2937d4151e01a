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
  /** Structs one update may bring: a whole chapter of messages with its reactions and edits, judged within 100 ms. */
  updateEntries: 10_000,
  /** Deleted ranges one update may name: a sync names all of a document, at most every second struct. */
  updateRanges: 100_000,
  /**
   * Client ids whose structs one update may bring: a device takes one at each start, and a month away is some hundreds of
   * starts. What exceeds it is written again under one id by a rebase.
   */
  updateClientIds: 500,
  /** Clocks one struct may take: no struct stands for more characters than an update has bytes. */
  structLength: 4 * MB,
  /**
   * Neighbours that integrating one update may make Yjs compare (about 0.1 µs each): some for free, more with its bytes,
   * and never more than 40 ms' worth. Two devices that each changed one entry 2,000 times stay below it.
   */
  integrationStepsFree: 4_096,
  integrationStepsPerByte: 32,
  integrationSteps: 400_000,
  /** A chapter is full at any of these three; above twice of them it takes no new messages. */
  chapterMessages: 2_000,
  chapterClientIds: 200,
  chapterBytes: 1 * MB,
  /**
   * A chapter is also full when one account has written under this many client ids; beyond it that account writes under
   * known ids or in the next chapter. Half of `chapterClientIds`, so that nobody fills a chapter with ids alone.
   */
  chapterClientIdsOfOne: 100,
  /**
   * At this many times its limit a chapter takes deletions only: four, because two people may each come back with a
   * chapter's worth of unsent messages while it stands below twice.
   */
  chapterMostTimes: 4,
  /** Entries one account may write into one chapter, dead ones included: ten times a full chapter. */
  chapterWritesOfOne: 20_000,
  /** Edits of one message, and their bytes together: six times the longest text, or a hundred ordinary ones. */
  messageEdits: 100,
  messageEditBytes: 512 * KB,
  /** Reactions ever set on one message, by everybody and by one account, removed ones included. */
  messageReactions: 2_000,
  messageReactionsOfOne: 100,
  /** Bytes of edits, reactions and votes of one account in one chapter: as much as the chapter itself. */
  hangingBytesOfOne: 1 * MB,
  /** Deletions accepted for one message: several devices and moderators may delete it apart. */
  messageDeletions: 16,
  /** Bytes of an envelope that holds a reaction, a vote or a deletion: its body, a signature, and room. */
  smallEnvelopeBytes: 1 * KB,
  /** Bytes of an envelope that holds a name, topic or picture: a topic of a few thousand characters, and room. */
  profileEnvelopeBytes: 16 * KB,
  /** Entries one account may write into the conversation document: pins, names and settings over many years. */
  conversationWritesOfOne: 5_000,
  /** Bytes of the conversation document up to which everybody writes; the rest is room for the owner and admins. */
  conversationBytesOfMembers: 1 * MB,
  /** Bytes one account may write in a day, into all documents: a year of a busy person, or a restored device. */
  accountBytesADay: 128 * MB,
  /** Device numbers of one account; above it the oldest is forgotten. One for each browser profile that signed in. */
  accountDevices: 200,
  /** The latest time anybody may name, ms since 1970: the end of the year 9999, which every calendar can show. */
  latestTime: 253_402_300_799_999,
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
  /**
   * Client ids of an account document while it stays open: each transaction walks them all, 0.3 ms for so many, and
   * with those of a month away they must fit into a state vector of 16 KB. When nobody has it open it begins anew.
   */
  accountClientIdsOpen: 1_000,
  /** Roots of an account document, one for each draft: Yjs looks through all of them to name one. */
  accountRoots: 2_000,
  /** Structs of an account document: 200 starts of a replica with 200 changes each. */
  accountStructs: 40_000,
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
  /** Messages to somebody who has not answered yet. */
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
