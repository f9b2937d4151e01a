/**
 * Whether a request may come from where it says it comes from. Browsers set these headers themselves and pages cannot
 * change them, so that another website cannot use a person's cookie. Programs send none.
 */
export interface OriginRule {
  /** The configured public address; undefined: whatever host the request itself was sent to. */
  readonly own: string | undefined;
  /** Whether an own reverse proxy says in `X-Forwarded-Proto` how the browser connected. */
  readonly trustProxy?: boolean;
}

/** A page of the same host that came unprotected may have been written by anybody on the way: the scheme counts too. */
const isOwnOrigin = (
  { own }: Pick<OriginRule, 'own'>,
  origin: string,
  host: string | undefined,
  scheme: 'http' | 'https',
): boolean => {
  if (own !== undefined) return origin === own;
  return host !== undefined && URL.canParse(origin) && new URL(origin).origin === `${scheme}://${host.toLowerCase()}`;
};

interface HeadersLike {
  get(name: string): string | null | undefined;
}

/** For a request that changes something, and for the upgrade to a WebSocket. */
export const maySend = (rule: OriginRule, headers: HeadersLike): boolean => {
  const origin = headers.get('origin');
  if (typeof origin === 'string') {
    const forwarded = rule.trustProxy === true ? headers.get('x-forwarded-proto') : undefined;
    const scheme = forwarded?.split(',').at(-1)?.trim() === 'https' ? 'https' : 'http';
    return isOwnOrigin(rule, origin, headers.get('host') ?? undefined, scheme);
  }
  const site = headers.get('sec-fetch-site');
  if (typeof site === 'string') return site === 'same-origin' || site === 'none';
  // Neither header: no browser of today. A program says who it is by its token; a bare cookie is not enough.
  return typeof headers.get('cookie') !== 'string' || typeof headers.get('authorization') === 'string';
};
