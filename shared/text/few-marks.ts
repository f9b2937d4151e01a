/** A run of marks on one letter, longer than any script writes. */
const MANY_MARKS = /(\p{M}{30})\p{M}+/gu;

/** Without marks that no script writes: sorting a run of them, as `normalize` does, takes the square of their number. */
export const fewMarks = (text: string): string => text.replace(MANY_MARKS, '$1');
