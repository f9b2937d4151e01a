/** The number of the wire protocol. A server speaks this one and the previous; see docs/architecture.md. */
export const PROTOCOL = 3;

/** Since this number drafts are entries of one map; before, each was a text that the server merged. */
export const DRAFTS_ARE_ENTRIES = 3;
