import { nameLengthAt } from './name-at.ts';

export type MentionPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string; readonly own: boolean };

export interface Named {
  readonly name: string;
  /** It mentions the reader, or everybody. */
  readonly own: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}_]/u;

/** Splits a text at each `@name` of the people it mentions. Joined, the parts are the text. */
export const splitMentions = (text: string, named: readonly Named[]): readonly MentionPart[] => {
  if (named.length === 0 || !text.includes('@')) return [{ kind: 'text', text }];
  // The longest first: "@Anna Lund" is not "@Anna" and a word.
  const byLength = [...named].sort((a, b) => b.name.length - a.name.length);
  const parts: MentionPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at < from || (at > 0 && WORD.test(text.slice(0, at).at(-1) ?? ''))) continue;
    const found = byLength.flatMap(({ name, own }) => {
      const length = nameLengthAt(text, at + 1, name) ?? 0;
      const end = at + 1 + length;
      return length === 0 || WORD.test(text.slice(end, end + 1)) ? [] : [{ end, own }];
    })[0];
    if (found === undefined) continue;
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) });
    from = found.end;
    parts.push({ kind: 'mention', text: text.slice(at, from), own: found.own });
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};
