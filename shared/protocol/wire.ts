/** Frame types of Hocuspocus' wire protocol, version 4; 0 to 3 mean the same to y-websocket. */
export const FRAME = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  close: 7,
  syncStatus: 8,
} as const;

/** Kinds of a sync frame (y-protocols). */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** The number of the wire protocol. A server speaks this one and the previous; see docs/architecture.md. */
export const PROTOCOL = 3;

/** Since this number drafts are entries of one map; before, each was a text that the server merged. */
export const DRAFTS_ARE_ENTRIES = 3;
