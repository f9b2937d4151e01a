import { type Language, pickLanguage } from '../../shared/text/languages.ts';

const DEFAULT_WEIGHT = 1;

/** The language in which somebody wants to be written to, by the header `Accept-Language` of their request. */
export const mailLanguage = (accepted: string | null | undefined): Language => {
  const wanted = (accepted ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.split(';').map((one) => one.trim());
    const given = parameters.find((one) => one.startsWith('q='));
    const weight = given === undefined ? DEFAULT_WEIGHT : Number(given.slice(2));
    return { tag, weight };
  });
  return pickLanguage(
    wanted
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight)
      .map(({ tag }) => tag),
  );
};
