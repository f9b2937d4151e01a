import { parseRights, RIGHT_NAMES, RIGHT_PREFIX } from '../../../shared/permissions/group-rights.ts';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import { nameToShow } from '../../../shared/text/parse-line.ts';
import type { OptimisticState } from '../outbox/optimistic-state.ts';
import type { KnownConversation } from './known-conversation.ts';

/** Changes of a conversation's document that the server does not have yet. */
type Changes = ReturnType<OptimisticState['changes']>;

/** The name of a group as it will be, or of the other person. */
export const titleOf = (changes: Changes, name: string | undefined, peer: PersonFact | undefined): string => {
  const renamed = changes.get('profile/name');
  return typeof renamed === 'string' ? renamed : name === undefined ? (peer?.name ?? '') : nameToShow(name);
};
/** SHA-256 of the picture as it will be; an empty one was taken away. */
export const pictureOf = (
  changes: Changes,
  picture: string | undefined,
  peer: PersonFact | undefined,
): string | undefined => {
  const wished = changes.get('profile/picture');
  return (typeof wished === 'string' ? wished : (picture ?? peer?.picture)) || undefined;
};
/** Permissions and history as they will be. */
export const settingsOf = (
  changes: Changes,
  rights: Readonly<Record<string, string>>,
  history: KnownConversation['history'],
): Pick<KnownConversation, 'rights' | 'history'> => {
  if (changes.size === 0) return { rights: parseRights(rights), history };
  const wished: Record<string, unknown> = { ...rights };
  for (const right of RIGHT_NAMES) wished[right] = changes.get(`settings/${RIGHT_PREFIX}${right}`) ?? rights[right];
  const asked = changes.get('settings/history');
  return { rights: parseRights(wished), history: asked === 'all' || asked === 'joining' ? asked : history };
};
