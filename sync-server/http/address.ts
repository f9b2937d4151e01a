const IPV6_GROUPS = 4;

/** The /64 of an IPv6 address: one household may use any address within it. */
const network = (address: string): string => {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  if (!address.includes(':') || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right];
  return `${groups.slice(0, IPV6_GROUPS).join(':')}::`;
};

/**
 * Where a request comes from, as a key for limits. Behind a proxy that is trusted it is the last entry of
 * X-Forwarded-For, which that proxy wrote; the entries before it are the client's own claims.
 * @param peer the other end of the TCP connection
 */
export const addressOf = (peer: string | undefined, forwarded: string | undefined, trustProxy: boolean): string => {
  const last = trustProxy ? forwarded?.split(',').at(-1)?.trim() : undefined;
  return network(last === undefined || last === '' ? (peer ?? 'unknown') : last.slice(0, 64));
};
