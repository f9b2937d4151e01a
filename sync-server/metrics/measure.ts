/** What takes time: an update until it is answered, one transaction of the journal, and applying what it wrote. */
export type Measured = 'ack' | 'journal' | 'apply';

/** What the server tells of its work, for the person who runs it; nothing of it says who did what. */
export interface Measure {
  /** Begins to measure. @returns ends it */
  readonly time: (what: Measured) => () => void;
  /** An update was refused by this rule of SPEC.md. */
  readonly refused: (rule: string) => void;
  /** A request was answered. @param ms it took */
  readonly answered: (method: string, status: number, ms: number) => void;
}

const nothing = (): void => undefined;

/** For simulations and tests, where nobody looks. */
export const NO_MEASURE: Measure = { time: () => nothing, refused: nothing, answered: nothing };
