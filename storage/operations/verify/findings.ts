/** What verifying can find. */
export type FaultKind =
  | 'damaged-page'
  | 'broken-reference'
  | 'unreadable-document'
  | 'journal-hole'
  | 'journal-count'
  | 'stamp-without-row'
  | 'row-without-stamp'
  | 'wrong-stamp'
  | 'stamp-above-seq'
  | 'change-above-cursor'
  | 'wrong-members'
  | 'account-without-sign-in'
  | 'wrong-usage'
  | 'missing-file'
  | 'wrong-size-file';

/** What was looked at, and how much of it there is. */
export type Counted =
  | 'documents'
  | 'journal rows'
  | 'snapshots'
  | 'messages'
  | 'stamps'
  | 'accounts'
  | 'conversations'
  | 'files'
  | 'file bytes'
  | 'orphaned files'
  | 'orphaned file bytes';

export interface Fault {
  readonly kind: FaultKind;
  readonly count: number;
  /** Ids and names of the first ones; never what people wrote. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Gathers what a verification counts and finds, in bounded memory. */
export const createFindings = () => {
  const counts = new Map<Counted, number>();
  const faults = new Map<FaultKind, { count: number; examples: string[] }>();
  return {
    count: (what: Counted, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by),
    fault: (kind: FaultKind, example: string): void => {
      const found = faults.get(kind) ?? { count: 0, examples: [] };
      found.count++;
      if (found.examples.length < EXAMPLES) found.examples.push(example);
      faults.set(kind, found);
    },
    counts: (): ReadonlyMap<Counted, number> => counts,
    faults: (): readonly Fault[] => [...faults].map(([kind, found]) => ({ kind, ...found })),
  };
};
export type Findings = ReturnType<typeof createFindings>;
