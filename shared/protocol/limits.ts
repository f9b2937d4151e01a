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
  /** One WebSocket frame: twice the largest update, so that one that is too large is refused by name, not by a cut line. */
  frameBytes: 8 * MB,
  /** One update: a chapter at twice its limit, with room; judging one takes tens of milliseconds. */
  updateBytes: 4 * MB,
  /** Structs one update may bring: a whole chapter of messages with its reactions and edits, judged within 100 ms. */
  updateEntries: 10_000,
  /** Deleted ranges one update may name: a sync names all of a document, at most every second struct. */
  updateRanges: 100_000,
  /** Ids that a refusal names as written before; of more the device hears with its next update. 29 KB. */
  writtenIds: 1_000,
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
   * Client ids under which one account may write into a chapter; beyond it that account writes under known ids or in the
   * next chapter. Half of `chapterClientIds`, so that nobody fills a chapter with ids alone.
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
  /**
   * Chapters one account may fill in a day, in all conversations together: 200,000 messages, or a year of a busy person
   * from a restored device. Chapter numbers of a group then last 27 years against one hostile member.
   */
  accountChaptersADay: 100,
  /** Device numbers of one account; above it the oldest is forgotten. One for each browser profile that signed in. */
  accountDevices: 200,
  /** The latest time anybody may name, ms since 1970: the end of the year 9999, which every calendar can show. */
  latestTime: 253_402_300_799_999,
  /** Highest chapter number a name can carry; a bound for parsing, not a rule of the timeline. */
  chapterNumber: 1_000_000,
  /** People one message can name; each costs a row on the server. */
  mentions: 50,
  /** Accounts that a header mentions: those people, everybody, and the author of the message it answers. */
  headerMentions: 52,
  /** Files of one message. */
  files: 10,
  /** Characters of a file's name, as file systems take it, and of what it shows in words. */
  fileNameCharacters: 255,
  altCharacters: 1_000,
  /** Pixels of a side that any codec knows, and seconds of a recording: a week. */
  filePixels: 65_535,
  fileSeconds: 604_800,
  /** Characters of an address that a message shows a preview of, of its title and of its text. */
  linkCharacters: 2_048,
  linkTitleCharacters: 200,
  linkTextCharacters: 300,
  /** Bytes of the picture beside it, which readers load unasked. */
  linkPictureBytes: 256 * KB,
  /** Blobs that a header names: ten pictures of three sizes. */
  headerBlobs: 30,
  /** Blobs that the messages of one update name, each of which is looked up: a month's worth of pictures. */
  updateBlobs: 3_000,
  /** A poll's question, its options, and how many there are. */
  pollCharacters: 300,
  pollOptionCharacters: 120,
  pollOptions: 12,
  /** Bytes of an envelope that travels with the facts: some 900 letters; of a longer one devices look into the chapter. */
  headEntryBytes: 1 * KB,
  /** Messages pinned in one conversation. */
  pins: 50,
  /** In groups larger than this receipts are counts, names on demand. */
  namedReceipts: 50,
  /**
   * Entries of drafts in an account document: a person has some dozens, and those that were emptied stay until half of
   * this many are there.
   */
  drafts: 2_000,
  /** Bytes of the envelope of one draft: the longest message, and room. */
  draftEnvelopeBytes: 128 * KB,
  /** Devices whose versions one draft lists as taken in: as many as a person writes the same message on. */
  draftDevices: 16,
  /** Bytes of an account document: drafts, stars and settings of one person. */
  accountBytes: 2 * MB,
  /** Client ids an account document gathers before its next generation starts. */
  accountClientIds: 200,
  /**
   * Client ids of an account document while it stays open: each transaction walks them all, 0.3 ms for so many, and
   * with those of a month away they must fit into a state vector of 16 KB. When nobody has it open it begins anew.
   */
  accountClientIdsOpen: 1_000,
  /** Roots of an account document; devices before protocol 3 have one for each draft. Yjs looks through all to name one. */
  accountRoots: 2_000,
  /** Structs of an account document: 200 starts of a replica with 200 changes each. */
  accountStructs: 40_000,
  /** Characters of a proof of history: two numbers, a name and a signature take at most 75. */
  proofCharacters: 100,
  /** Characters of a display name or a group's name. */
  nameCharacters: 80,
  /** Characters of a group's description. */
  topicCharacters: 500,
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
  /** Characters of the address of a push service for one device; the longest known have 600. */
  pushEndpointCharacters: 1_024,
  /** Bytes of a push before it is encrypted: with 103 more the smallest service takes it (some less than 4,096). */
  pushBytes: 2_800,
  /** Devices of one account that are reached by push; the oldest goes. */
  pushDevices: 20,
  /** Conversations whose level one request sets. */
  pushLevels: 500,
  /** Group requests of one stranger that wait for somebody's answer at a time: a few, told apart at a glance. */
  waitingGroupRequests: 5,
  /** ms for which a declined request to join a group is remembered: asking again a day later may be meant. */
  declinedRequestMs: 86_400_000,
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

/** Bounds of the server's gate, which every frame passes before anything of it is decoded. Honest devices stay far below. */
export const GATE_LIMITS = {
  /** Bytes of a document's name: `account/`, an id of 64 characters and a number are some 80. */
  documentNameBytes: 256,
  /** Bytes of an Auth frame's token: protocol, epoch and a session token are some 300. */
  tokenBytes: 2 * KB,
  /** Bytes of a state vector: over 1,000 client ids; a chapter at twice its limit has 400. */
  stateVectorBytes: 16 * KB,
  /** Bytes of a message over the account document; the one there is has 40. */
  messageBytes: 1 * KB,
  /** Bytes of one presence state with its client id and clock; ours has 60. */
  presenceBytes: 1 * KB,
  /** ms between two presence states of one document and device: two changes a second are all that is told to others. */
  presenceEveryMs: 500,
  /**
   * What an account may spend, in units of one small frame (about 0.2 ms of the server's time). A device that returns
   * after weeks with 600 documents spends 3,500; 400 a second is some tenth of one processor.
   */
  costBurst: 4_000,
  costPerSecond: 400,
  /** Units of an account that are judged or written at once: more would stand before others in a shared document. */
  costUnderWay: 512,
  /** Bytes of an update that cost as much as one small frame. */
  updateBytesPerUnit: 10 * KB,
  /** Steps of judging that cost as much: some 0.5 µs each. */
  stepsPerUnit: 400,
  /** Bytes of a sent state that cost as much: encoding is cheaper than judging. */
  stateBytesPerUnit: 50 * KB,
  /** Units for the state of a document that is still being opened: one of 750 KB. */
  unknownStateCost: 16,
  /** Units for opening a document: some look-ups, and perhaps a load. */
  openCost: 4,
  /** Units for following the feed: queries over all conversations. */
  followCost: 40,
  /** Frames and bytes of an account that may wait; beyond it its sockets are not read. */
  heldWorks: 2_000,
  heldBytes: 8 * MB,
  /** Bytes and ms of a socket until it is signed in: some 100 Auth frames, and ten times a slow look-up. */
  unknownBytes: 64 * KB,
  unknownMs: 10_000,
  /** Sockets of one address, and of all, that are not signed in: each is so for some ms only. */
  unknownPerAddress: 50,
  unknownSockets: 2_000,
  /** Auth frames that may fail before the socket is closed. */
  failedOpens: 20,
  /** Sockets of one account: ten devices, and programs that open one for each document. */
  socketsPerAccount: 200,
  /** Bytes of frames of one account whose end has not come. */
  unfinishedBytes: 16 * MB,
  /** ms in which a frame must be complete: the largest update at 0.5 Mbit/s. */
  unfinishedMs: 60_000,
  /** Sent bytes that one socket has not read: above the first no state is sent, above the second it is cut. */
  unreadBytes: 1 * MB,
  unreadMostBytes: 16 * MB,
  /** The same for all sockets of an account together. */
  unreadAccountBytes: 48 * MB,
  /** ms between pings: a line that went silent is noticed within twice as much, below the 35 s promised. */
  pingMs: 15_000,
  /** Pings and pongs a second of one socket: the server asks every 15 s, and nobody has to ask more often. */
  controlFramesPerSecond: 10,
} as const;

/** Bounds of what one look at the feed costs the server. */
export const FEED_LIMITS = {
  /** Requests for pages that one read answers: a few milliseconds, in which the server does nothing else. */
  requestsAtOnce: 100,
  /**
   * ms for which accounts that were told together are not told again, for each of them, and at most: a person in a direct
   * conversation hears at once, and a busy group of 100 twice a second.
   */
  restMsOfOne: 5,
  restMs: 500,
  /** Unread messages and mentions are counted up to here: "999+" needs no more. */
  unread: 1_000,
  /**
   * Messages before the newest of a conversation within which the unread of all its followers are counted in one pass:
   * a quarter more than `unread`, so that further back it is nearly always "999+".
   */
  countedTogether: 1_250,
  /** Conversations whose settings the server remembers to have told one follower; of others it tells all again. */
  toldConversations: 20,
} as const;

/** Bounds of blobs that do not depend on the configuration of a server. */
export const BLOB_LIMITS = {
  /** Parts of one blob, as many as S3 takes. */
  parts: 10_000,
  /** Parts whose URLs are asked for together; URLs are made late, because they end. */
  urlsAtOnce: 16,
  /** Blobs whose URLs are asked for together: the small pictures of a screen. */
  sourcesAtOnce: 100,
  /** Seconds until a URL ends: a part of 5 MB at 50 kbit/s. */
  urlSeconds: 900,
  /** Uploads of one account that are not complete: a week of pictures chosen without a connection. */
  unfinished: 1_000,
  /** ms without a request after which an unfinished upload is removed; it then begins again. */
  abandonedMs: 7 * 86_400_000,
  /** ms for which a blob is kept that no message has referred to: a device may be away for weeks with the message. */
  unreferencedMs: 30 * 86_400_000,
} as const;

/** Tokens and webhooks; apart from what programs may ask for, which devices need not know. */
export const TOKEN_LIMITS = {
  /** Tokens of one account: one for each bot that speaks for it. */
  tokensOfAccount: 50,
  /** Days after which a token ends at most, if it ends by itself. */
  tokenDays: 366,
  /** Webhooks of one group. */
  webhooksOfGroup: 20,
} as const;

/** What administrators see and do. */
export const ADMINISTRATION_LIMITS = {
  /** Acts of administrators that are kept, and that one page shows. */
  actsKept: 10_000,
  actsAtOnce: 50,
} as const;

/** Bounds of what programs ask for over HTTP. */
export const PROGRAM_LIMITS = {
  /** Messages of one page, and bytes of their bodies after which it ends. */
  messagesAtOnce: 100,
  messageBytesAtOnce: 1 * MB,
  /** Chapters that one page looks into; what is further on is in the next page. */
  chaptersAtOnce: 4,
  /** Bytes of a request that brings a message: its envelope as base64, and room. */
  messageRequestBytes: 256 * KB,
  /** Event streams of one account, and of all. */
  streamsOfAccount: 10,
  streams: 1_000,
  /** Bytes that a stream may leave unread before it is ended; its program goes on from its cursor. */
  streamUnreadBytes: 1 * MB,
  /** ms between signs of life on a stream on which nothing happens: below the minute after which proxies hang up. */
  streamAliveMs: 20_000,
  /** ms after which a stream ends, so that nothing is held for ever. */
  streamMostMs: 3_600_000,
  /** ms within which the last use of a token is not noted again. */
  noteUseMs: 600_000,
} as const;

/** Whether a number can be shown as a date. Envelopes, pins, stamps and facts may hold any number. ms since 1970 */
export const isDate = (at: number): boolean => at >= 0 && at <= LIMITS.latestTime;

/** Whether a value is a time that anybody may name: whole ms since 1970, up to the end of the year 9999. */
export const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && isDate(value as number);
