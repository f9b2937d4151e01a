import { parseConversationId } from '../ids/conversation.ts';
import { parseMessageId } from '../ids/ulid.ts';
import { DRAFT_PREFIX } from './table.ts';

/**
 * Whether a root of an account document is a draft's text: of a new message (`draft:<conversation>`), of an edit
 * (`draft:<conversation>/<message>`) or in a thread (`draft:<conversation>/<chapter>/<message>`).
 */
export const isDraftRoot = (root: string): boolean => {
  if (!root.startsWith(DRAFT_PREFIX)) return false;
  const [conversation = '', ...rest] = root.slice(DRAFT_PREFIX.length).split('/');
  if (parseConversationId(conversation) === undefined || rest.length > 2) return false;
  const message = rest.at(-1);
  const [chapter] = rest.length === 2 ? rest : ['0'];
  return (
    (message === undefined || parseMessageId(message) !== undefined) && /^(0|[1-9][0-9]{0,6})$/.test(chapter ?? '')
  );
};
