import { Resolver } from 'node:dns/promises';

/** ms for one question to the name servers. */
const RESOLVE_MS = 2_000;

// Not the system's look-up: that takes one of four threads, which the disk needs too, for as long as a name server likes.
const resolver = new Resolver({ timeout: RESOLVE_MS, tries: 1 });

/** All addresses of a name, those of IPv4 first; none when it has none. Never rejects. */
export const resolveName = async (host: string): Promise<readonly string[]> => {
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
};
