/** Host names remembered at most: a server has one or two, and whoever makes others up costs little. */
const MOST = 8;

/** One of something for each host name, made when first asked for. */
export const createHosts = <T>(make: (host: string) => T): ((host: string) => T) => {
  const made = new Map<string, T>();
  return (host) => {
    const known = made.get(host) ?? make(host);
    made.delete(host);
    made.set(host, known);
    if (made.size > MOST) {
      const oldest = made.keys().next();
      if (!oldest.done) made.delete(oldest.value);
    }
    return known;
  };
};
