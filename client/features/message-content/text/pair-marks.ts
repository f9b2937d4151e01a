import { flanksOf } from './flanks.ts';

/** What stands from `from` to `to`; its content from `inner[0]` to `inner[1]`. */
export interface Span {
  readonly kind: 'strong' | 'em' | 'del' | 'code' | 'link';
  readonly from: number;
  readonly to: number;
  readonly inner: readonly [number, number];
  readonly href?: string;
}

interface Run {
  readonly sign: string;
  readonly size: number;
  readonly opens: boolean;
  readonly closes: boolean;
  /** What is not used yet. */
  from: number;
  to: number;
}

/** The run of marks that begins at `from`; undefined when it can be none. */
export const runAt = (
  text: string,
  from: number,
  end: number,
): { readonly run: Run | undefined; readonly to: number } => {
  const sign = text[from] ?? '';
  let to = from;
  while (to < end && text[to] === sign) to++;
  // One tilde means "about".
  if (sign === '~' && to - from !== 2) return { run: undefined, to };
  const flanks = flanksOf(text, from, to);
  return { run: flanks.opens || flanks.closes ? { sign, size: to - from, from, to, ...flanks } : undefined, to };
};

const isOddPair = (opener: Run, closer: Run): boolean =>
  opener.sign !== '~' &&
  (opener.closes || closer.opens) &&
  (opener.size + closer.size) % 3 === 0 &&
  !(opener.size % 3 === 0 && closer.size % 3 === 0);

/**
 * Pairs marks as CommonMark does. What was searched in vain is not searched again, so the work grows with the number of
 * marks only.
 */
export const pairMarks = (runs: readonly Run[]): readonly Span[] => {
  const spans: Span[] = [];
  const open: Run[] = [];
  /** By what an opener must be: how many of `open` have none for it. */
  const bottoms = new Map<string, number>();
  for (const closer of runs) {
    while (closer.closes && closer.from < closer.to) {
      const key = `${closer.sign}${closer.opens}${closer.size % 3}`;
      const bottom = bottoms.get(key) ?? 0;
      let at = open.length - 1;
      for (; at >= bottom; at--) {
        const one = open[at];
        if (one !== undefined && one.sign === closer.sign && !isOddPair(one, closer)) break;
      }
      const opener = at < bottom ? undefined : open[at];
      if (opener === undefined) {
        bottoms.set(key, open.length);
        break;
      }
      open.length = at + 1;
      for (const [known, count] of bottoms) if (count > open.length) bottoms.set(known, open.length);
      const size = closer.sign === '~' || Math.min(opener.to - opener.from, closer.to - closer.from) >= 2 ? 2 : 1;
      spans.push({
        kind: closer.sign === '~' ? 'del' : size === 2 ? 'strong' : 'em',
        from: opener.to - size,
        to: closer.from + size,
        inner: [opener.to, closer.from],
      });
      opener.to -= size;
      closer.from += size;
      if (opener.from === opener.to) open.pop();
    }
    if (closer.opens && closer.from < closer.to) open.push(closer);
  }
  return spans;
};
