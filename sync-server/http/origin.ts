/**
 * Whether a request may come from where it says it comes from. Browsers set these headers themselves and pages cannot
 * change them, so that another website cannot use a person's cookie. Programs send none.
 */
export interface OriginRule {
  /** The configured public address; undefined: whatever host the request itself was sent to. */
  readonly own: string | undefined;
}

const hostOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined);

export const isOwnOrigin = ({ own }: OriginRule, origin: string, host: string | undefined): boolean =>
  own === undefined ? host !== undefined && hostOf(origin) === host.toLowerCase() : origin === own;

interface HeadersLike {
  get(name: string): string | null | undefined;
}

/** For a request that changes something, and for the upgrade to a WebSocket. */
export const maySend = (rule: OriginRule, headers: HeadersLike): boolean => {
  const origin = headers.get('origin');
  if (typeof origin === 'string') return isOwnOrigin(rule, origin, headers.get('host') ?? undefined);
  const site = headers.get('sec-fetch-site');
  if (typeof site === 'string') return site === 'same-origin' || site === 'none';
  // Neither header: no browser of today. A program says who it is by its token; a bare cookie is not enough.
  return typeof headers.get('cookie') !== 'string' || typeof headers.get('authorization') === 'string';
};
