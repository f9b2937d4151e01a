import type { BucketSize, TokenBuckets } from './token-buckets.ts';

/** What is limited, each by its own key. Numbers: generous for a person, or for a household behind one address. */
const SIZES = {
  /** By address: sign-in, set-up and other secrets. A password guess every six seconds after the first twenty. */
  secrets: { capacity: 20, secondsPerToken: 6 },
  /** By e-mail: failed sign-ins only, so that many addresses together guess one person's password no faster. */
  failedSignIns: { capacity: 20, secondsPerToken: 30 },
  /** By account: codes of the second step. Whoever tries them has the password. */
  secondSteps: { capacity: 10, secondsPerToken: 30 },
  /** By device that was signed in before, and by its address: failed sign-ins that nobody else can use up. */
  knownDevices: { capacity: 20, secondsPerToken: 30 },
  /** By e-mail: links for a new password; nobody's letter box is filled with them. */
  resetMails: { capacity: 3, secondsPerToken: 600 },
  /** By address: new accounts. */
  signUps: { capacity: 20, secondsPerToken: 60 },
  /** By account: all of `/api`. A device that returns after weeks sends its outbox at once. */
  requests: { capacity: 400, secondsPerToken: 0.05 },
  /** By account: typing a name searches as one types. */
  peopleSearches: { capacity: 40, secondsPerToken: 0.5 },
  /** By account: conversations made offline arrive together. */
  newConversations: { capacity: 60, secondsPerToken: 2 },
  /** By account: adding, removing and changing members. */
  memberChanges: { capacity: 300, secondsPerToken: 1 },
  /** By account: direct conversations with somebody new. A day's worth at once, then one every half an hour. */
  newDirects: { capacity: 50, secondsPerToken: 1_800 },
  /** By account: people added to groups without a shared conversation. Several full groups at once. */
  strangersAdded: { capacity: 1_000, secondsPerToken: 30 },
  /** By account: reports to the administrators. */
  reports: { capacity: 20, secondsPerToken: 300 },
  /** By address: group links opened or followed. */
  links: { capacity: 40, secondsPerToken: 2 },
  /** By account: batches of receipts; each writes up to 500 rows. */
  receipts: { capacity: 60, secondsPerToken: 0.5 },
  /** By account: profile and group pictures. */
  pictures: { capacity: 30, secondsPerToken: 20 },
  /** By account: previews of links; each asks another server for a page and a picture. */
  linkPreviews: { capacity: 30, secondsPerToken: 5 },
  /** By account: uploads begun, or gone on with. A hundred pictures of three sizes at once. */
  blobs: { capacity: 300, secondsPerToken: 0.5 },
  /** By account: messages that programs post. A burst of a build's results, then two a second. */
  postedMessages: { capacity: 120, secondsPerToken: 0.5 },
  /** By account: pages of messages; each may load some chapters. */
  messagePages: { capacity: 60, secondsPerToken: 0.2 },
  /** By account: event streams opened. */
  eventStreams: { capacity: 30, secondsPerToken: 2 },
  /** By webhook: everybody who has its address posts together. */
  webhookMessages: { capacity: 60, secondsPerToken: 1 },
  /** By address: posts to webhooks, of which there may be no such one. */
  webhookTries: { capacity: 120, secondsPerToken: 0.5 },
  /** By account: links for new devices; each is valid for two minutes. */
  deviceLinks: { capacity: 20, secondsPerToken: 10 },
  /** By account: addresses for pushes, what is notified, and long messages that a push did not hold. */
  pushes: { capacity: 60, secondsPerToken: 1 },
} as const;

export type RateLimits = { readonly [K in keyof typeof SIZES]: TokenBuckets };

const unlimited: TokenBuckets = {
  take: async () => 0,
  refund: async () => undefined,
  forget: async () => undefined,
};

/** @param enabled false only in tests that sign up crowds */
export const createRateLimits = (
  createBuckets: (name: string, size: BucketSize) => TokenBuckets,
  enabled: boolean,
): RateLimits => {
  const made = Object.entries(SIZES).map(([name, size]) => [name, enabled ? createBuckets(name, size) : unlimited]);
  return Object.fromEntries(made);
};
