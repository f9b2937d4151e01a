import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { nameLengthAt } from '../../message-content/text/name-at.ts';
import { beginsMention } from './mention-query.ts';

export interface Mention {
  /** Account number. */
  readonly by: number;
  readonly name: string;
}

const LETTER = /[\p{L}\p{N}_]/u;

/** The name that stands at `at`, the longest that fits. A name ends where its word ends. */
const nameAt = (text: string, at: number, names: readonly string[]): string | undefined =>
  names.find((name) => {
    const length = nameLengthAt(text, at, name);
    return length !== undefined && !LETTER.test(text.slice(at + length, at + length + 1));
  });

/**
 * Who is mentioned in a text: people chosen while it was written whose names still stand there, and members named in full
 * by hand. `everyone` is the word that mentions everybody; undefined when the writer may not.
 */
export const mentionsIn = (
  text: string,
  known: {
    readonly chosen: readonly Mention[];
    readonly members: readonly Mention[];
    readonly everyone: string | undefined;
  },
): { readonly mentions: readonly Mention[]; readonly everyone: boolean } => {
  const all = [...known.chosen, ...known.members];
  const names = [
    ...new Set([...all.map(({ name }) => name), ...(known.everyone === undefined ? [] : [known.everyone])]),
  ]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length);
  const mentions = new Map<number, Mention>();
  let everyone = false;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!beginsMention(text, at)) continue;
    const name = nameAt(text, at + 1, names);
    if (name === undefined) continue;
    // Of several people with one name the chosen ones; if none was chosen, all of them.
    const chosen = known.chosen.filter((one) => one.name === name);
    const meant = chosen.length > 0 ? chosen : known.members.filter((one) => one.name === name);
    for (const { by } of meant) mentions.set(by, { by, name });
    if (meant.length === 0) everyone = true;
  }
  return { mentions: [...mentions.values()].slice(0, LIMITS.mentions), everyone };
};
