import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { HAS, isAsking, type SearchQuery } from '../../channel/search-view.ts';

/** What a person asks for; it stands in the address, so that the way back leads to the same results. */
export type Asked = Omit<SearchQuery, 'most' | 'fetch'>;

const numberIn = (text: string | null): number | undefined => {
  const number = Number(text ?? '');
  return text !== null && text !== '' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

/** Never throws: what means nothing is left out. */
export const parseAsked = (address: string): Asked => {
  const given = new URLSearchParams(address);
  return {
    words: (given.get('q') ?? '').slice(0, 400),
    in: parseConversationId(given.get('in') ?? ''),
    by: numberIn(given.get('by')),
    after: numberIn(given.get('after')),
    before: numberIn(given.get('before')),
    has: HAS.find((one) => one === given.get('has')),
    mentions: given.has('me') ? true : undefined,
  };
};

export const addressOf = ({ words, mentions, ...rest }: Asked): string => {
  const address = new URLSearchParams(words === '' ? {} : { q: words });
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) address.set(name, `${value}`);
  if (mentions === true) address.set('me', '');
  return address.toString();
};

/** How many filters are set, beside the conversation. */
export const filtersIn = ({ by, after, before, has, mentions }: Asked): number =>
  [by, after ?? before, has, mentions].filter((one) => one !== undefined).length;

export const isAsked = (asked: Asked): boolean => isAsking(asked);
