import type { ConversationId } from '../../../shared/ids/conversation.ts';

const KEY = 'skerry-noticed';
/** More conversations than people have; about 100 KB. */
const MOST = 2_000;

/** Up to which seq this device has decided, by conversation: for the next page or tab. Signing out removes it. */
export const readNoticed = (): ReadonlyMap<string, number> => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return new Map(Object.entries(kept ?? {}).filter((one): one is [string, number] => Number.isSafeInteger(one[1])));
  } catch {
    return new Map();
  }
};

export const keepNoticed = (upTo: ReadonlyMap<ConversationId, { readonly upTo: number }>): void => {
  try {
    const kept = [...upTo].slice(0, MOST).map(([id, one]) => [id, one.upTo] as const);
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Full or forbidden: the next tab takes what it saw first.
  }
};
