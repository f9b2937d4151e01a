import { fold } from '../../../../shared/text/fold.ts';

export interface Mentionable {
  /** Account number. */
  readonly number: number;
  readonly name: string;
  readonly userId: string;
}
export type MentionChoice = { readonly kind: 'person'; readonly person: Mentionable } | { readonly kind: 'everyone' };

/** With more choices than these, typing another letter is quicker. */
const MOST = 8;
/** How well a name fits, 0 being best; undefined: not at all. */
const rank = (name: string, query: string): number | undefined => {
  if (name.startsWith(query)) return 0;
  // Behind a space the writer may be in the next word of the sentence: only the beginning of a name still counts.
  if (/\s/u.test(query)) return undefined;
  if (name.split(/\s+/u).some((word) => word.startsWith(query))) return 1;
  return name.includes(query) ? 2 : undefined;
};

/** People a half-typed name can mean, the best fit first; everybody comes last, so that nobody mentions them by accident. */
export const offerMentions = (
  people: readonly Mentionable[],
  query: string,
  everyone: string | undefined,
): readonly MentionChoice[] => {
  const looked = fold(query);
  // A whole name and a space: the mention is complete, and the sentence continues.
  if (/\s$/u.test(looked) && people.some((person) => fold(person.name) === looked.trimEnd())) return [];
  const found = people
    .flatMap((person) => {
      const fit = rank(fold(person.name), looked);
      return fit === undefined ? [] : [{ person, fit }];
    })
    .sort((a, b) => a.fit - b.fit || a.person.name.localeCompare(b.person.name));
  const all = everyone !== undefined && fold(everyone).startsWith(looked);
  return [
    ...found.slice(0, all ? MOST - 1 : MOST).map(({ person }) => ({ kind: 'person' as const, person })),
    ...(all ? [{ kind: 'everyone' as const }] : []),
  ];
};
