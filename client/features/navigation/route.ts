import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../../shared/ids/ulid.ts';

export type Route =
  | { readonly name: 'list' }
  | { readonly name: 'archived' }
  | {
      readonly name: 'conversation';
      readonly id: ConversationId;
      /** The message to show; the address of a conversation alone opens it where one was. */
      readonly message?: { readonly chapter: number; readonly messageId: MessageId };
    }
  | { readonly name: 'new' }
  | { readonly name: 'new-group' }
  | { readonly name: 'not-sent' }
  | { readonly name: 'settings' }
  | { readonly name: 'starred' }
  | { readonly name: 'sign-in' }
  | { readonly name: 'sign-up' }
  | { readonly name: 'setup'; readonly token: string }
  | { readonly name: 'nowhere' };

const PLAIN = {
  '/': 'list',
  '/archived': 'archived',
  '/new': 'new',
  '/new/group': 'new-group',
  '/not-sent': 'not-sent',
  '/settings': 'settings',
  '/starred': 'starred',
  '/sign-in': 'sign-in',
  '/sign-up': 'sign-up',
} as const;

/** `<chapter>.<messageId>`; undefined for anything else. */
const parseMessage = (text: string | null): { chapter: number; messageId: MessageId } | undefined => {
  const [, chapter, id] = /^(0|[1-9][0-9]{0,6})\.([0-9A-Z]+)$/.exec(text ?? '') ?? [];
  const messageId = parseMessageId(id ?? '');
  return messageId === undefined ? undefined : { chapter: Number(chapter), messageId };
};

/** Never throws: an address that means nothing is the route `nowhere`. */
export const parseRoute = (url: URL): Route => {
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
  if (path === '/setup') return { name: 'setup', token: url.searchParams.get('token') ?? '' };
  if (path.startsWith('/c/')) {
    const id = parseConversationId(path.slice(3));
    if (id === undefined) return { name: 'nowhere' };
    // A message that is none still opens its conversation.
    const message = parseMessage(url.searchParams.get('m'));
    return message === undefined ? { name: 'conversation', id } : { name: 'conversation', id, message };
  }
  const name = Object.hasOwn(PLAIN, path) ? PLAIN[path as keyof typeof PLAIN] : undefined;
  return name === undefined ? { name: 'nowhere' } : { name };
};

export const pathOf = (route: Route): string => {
  switch (route.name) {
    case 'conversation':
      return route.message === undefined
        ? `/c/${route.id}`
        : `/c/${route.id}?m=${route.message.chapter}.${route.message.messageId}`;
    case 'setup':
      return `/setup?token=${encodeURIComponent(route.token)}`;
    case 'nowhere':
      return '/nowhere';
    default:
      return Object.keys(PLAIN).find((path) => PLAIN[path as keyof typeof PLAIN] === route.name) ?? '/';
  }
};
