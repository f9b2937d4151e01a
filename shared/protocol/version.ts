/** The number of the wire protocol. A server speaks this one and the previous; see docs/architecture.md. */
export const PROTOCOL = 3;
