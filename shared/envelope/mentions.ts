import type { Body } from './body.ts';
import { type Envelope, EVERYBODY } from './envelope.ts';

/** Whom the text of a body names; `EVERYBODY` for `@all`. */
export const namedIn = (body: Body | undefined): readonly number[] =>
  body?.kind === 'text' || body?.kind === 'files'
    ? [...(body.everyone === true ? [EVERYBODY] : []), ...(body.mentions ?? []).map(({ by }) => by)]
    : [];

export const isAnswer = (body: Body | undefined): boolean =>
  body !== undefined && 'reply' in body && body.reply !== undefined;

/**
 * The header field that a message or an edit by `by` takes from its body.
 * @param answered account number of the author of the message it answers; undefined: nobody is told of the answer
 */
export const headerMentions = (body: Body, by: number, answered?: number): Pick<Envelope, 'mentions'> => {
  const all = [...namedIn(body), ...(answered === undefined ? [] : [answered])].filter((number) => number !== by);
  return all.length === 0 ? {} : { mentions: all };
};

/**
 * Whom header and body both mention. A body does not say who wrote the message it answers, so the header of an answer is
 * believed about one account more.
 */
export const agreedMentions = (mentions: readonly number[], body: Body | undefined, answers: boolean): number[] => {
  const named = new Set(namedIn(body));
  const others = mentions.filter((number) => !named.has(number));
  const isBacked = others.length === 0 || (answers && others.length === 1 && others[0] !== EVERYBODY);
  return mentions.filter((number) => isBacked || named.has(number));
};

/**
 * Whom a message mentions to its readers: what its header and its body agree on. A header that mentions nobody may have
 * been written before headers did, so then the body is believed.
 */
export const shownMentions = (
  { mentions, quiet }: Envelope,
  body: Body | undefined,
  answers: boolean,
): readonly number[] => {
  if (quiet === true) return [];
  return mentions === undefined ? namedIn(body) : agreedMentions(mentions, body, answers);
};
