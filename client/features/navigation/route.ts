import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';

export type Route =
  | { readonly name: 'list' }
  | { readonly name: 'archived' }
  | { readonly name: 'conversation'; readonly id: ConversationId }
  | { readonly name: 'new' }
  | { readonly name: 'new-group' }
  | { readonly name: 'not-sent' }
  | { readonly name: 'settings' }
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
  '/sign-in': 'sign-in',
  '/sign-up': 'sign-up',
} as const;

/** Never throws: an address that means nothing is the route `nowhere`. */
export const parseRoute = (url: URL): Route => {
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
  if (path === '/setup') return { name: 'setup', token: url.searchParams.get('token') ?? '' };
  if (path.startsWith('/c/')) {
    const id = parseConversationId(path.slice(3));
    return id === undefined ? { name: 'nowhere' } : { name: 'conversation', id };
  }
  const name = Object.hasOwn(PLAIN, path) ? PLAIN[path as keyof typeof PLAIN] : undefined;
  return name === undefined ? { name: 'nowhere' } : { name };
};

export const pathOf = (route: Route): string => {
  switch (route.name) {
    case 'conversation':
      return `/c/${route.id}`;
    case 'setup':
      return `/setup?token=${encodeURIComponent(route.token)}`;
    case 'nowhere':
      return '/nowhere';
    default:
      return Object.keys(PLAIN).find((path) => PLAIN[path as keyof typeof PLAIN] === route.name) ?? '/';
  }
};
