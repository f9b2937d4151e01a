import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseMessageId } from '../../../shared/ids/ulid.ts';
import type { MessageRef } from '../../channel/commands.ts';

export type Route =
  | { readonly name: 'list' }
  | { readonly name: 'archived' }
  | { readonly name: 'requests' }
  | {
      readonly name: 'conversation';
      readonly id: ConversationId;
      /** The message to show; the address of a conversation alone opens it at the last reading place. */
      readonly message?: MessageRef;
      /** The message whose answers stand beside the conversation. */
      readonly thread?: MessageRef;
    }
  /** What is searched, as the search itself reads it. */
  | { readonly name: 'search'; readonly asked: string }
  | { readonly name: 'new' }
  | { readonly name: 'new-group' }
  | { readonly name: 'not-sent' }
  | { readonly name: 'outbox' }
  /** What another app shared, waiting for a conversation. */
  | { readonly name: 'share' }
  | { readonly name: 'space' }
  /** The token is '' where the link lost what stands behind its `#`. */
  | { readonly name: 'join'; readonly token: string }
  | { readonly name: 'settings' }
  | { readonly name: 'profile' }
  | { readonly name: 'devices' }
  | { readonly name: 'security' }
  | { readonly name: 'own-data' }
  | { readonly name: 'starred' }
  | { readonly name: 'sign-in' }
  | { readonly name: 'sign-up' }
  | { readonly name: 'forgot' }
  | { readonly name: 'administration' }
  | { readonly name: 'setup'; readonly token: string }
  /** Where the code of a device that is signed in leads a new one. */
  | { readonly name: 'link'; readonly token: string }
  /** An invitation to the server. `group`: the link of a group to join afterwards. */
  | { readonly name: 'invited'; readonly token: string; readonly group?: string | undefined }
  | { readonly name: 'reset'; readonly token: string }
  | { readonly name: 'verify'; readonly token: string }
  | { readonly name: 'nowhere' };

const PLAIN = {
  '/': 'list',
  '/archived': 'archived',
  '/requests': 'requests',
  '/new': 'new',
  '/new/group': 'new-group',
  '/not-sent': 'not-sent',
  '/outbox': 'outbox',
  '/share': 'share',
  '/settings/storage': 'space',
  // As it was called before: bookmarks stay. An address of a route is the first one here.
  '/settings/space': 'space',
  '/settings': 'settings',
  '/settings/profile': 'profile',
  '/settings/devices': 'devices',
  '/settings/security': 'security',
  '/settings/data': 'own-data',
  '/starred': 'starred',
  '/sign-in': 'sign-in',
  '/sign-up': 'sign-up',
  '/forgot': 'forgot',
  '/administration': 'administration',
} as const;

/** `<chapter>.<messageId>`; undefined for anything else. */
const parsePlace = (text: string | null): MessageRef | undefined => {
  const [, chapter, id] = /^(0|[1-9][0-9]{0,6})\.([0-9A-Z]+)$/.exec(text ?? '') ?? [];
  const messageId = parseMessageId(id ?? '');
  return messageId === undefined ? undefined : { chapter: Number(chapter), messageId };
};

/** Never throws: an address that means nothing is the route `nowhere`. */
export const parseRoute = (url: URL): Route => {
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : url.pathname;
  // Tokens stand behind the `#`, which browsers send to nobody.
  if (path === '/reset') return { name: 'reset', token: url.hash.slice(1) };
  if (path === '/verify') return { name: 'verify', token: url.hash.slice(1) };
  if (path === '/join-server') {
    const [token = '', group] = url.hash.slice(1).split('.');
    return { name: 'invited', token, ...(group === undefined || group === '' ? {} : { group }) };
  }
  if (path === '/setup') return { name: 'setup', token: url.searchParams.get('token') ?? '' };
  // Behind the `#`, which browsers send to nobody.
  if (path === '/join') return { name: 'join', token: url.hash.slice(1) };
  if (path === '/search') return { name: 'search', asked: url.hash.slice(1) };
  if (path === '/link') return { name: 'link', token: url.hash.slice(1) };
  if (path.startsWith('/c/')) {
    const id = parseConversationId(path.slice(3));
    if (id === undefined) return { name: 'nowhere' };
    // A message that is none still opens its conversation.
    const message = parsePlace(url.searchParams.get('m'));
    const thread = parsePlace(url.searchParams.get('t'));
    return {
      name: 'conversation',
      id,
      ...(message === undefined ? {} : { message }),
      ...(thread === undefined ? {} : { thread }),
    };
  }
  const name = Object.hasOwn(PLAIN, path) ? PLAIN[path as keyof typeof PLAIN] : undefined;
  return name === undefined ? { name: 'nowhere' } : { name };
};

const searchOf = (places: Readonly<Record<string, MessageRef | undefined>>): string => {
  const parts = Object.entries(places).flatMap(([name, place]) =>
    place === undefined ? [] : [`${name}=${place.chapter}.${place.messageId}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
};

export const pathOf = (route: Route): string => {
  switch (route.name) {
    case 'conversation':
      return `/c/${route.id}${searchOf({ m: route.message, t: route.thread })}`;
    case 'setup':
      return `/setup?token=${encodeURIComponent(route.token)}`;
    case 'join':
      return `/join#${route.token}`;
    case 'search':
      return route.asked === '' ? '/search' : `/search#${route.asked}`;
    case 'link':
      return route.token === '' ? '/link' : `/link#${route.token}`;
    case 'invited':
      return `/join-server#${route.token}${route.group === undefined ? '' : `.${route.group}`}`;
    case 'reset':
    case 'verify':
      return `/${route.name}#${route.token}`;
    case 'nowhere':
      return '/nowhere';
    default:
      return Object.keys(PLAIN).find((path) => PLAIN[path as keyof typeof PLAIN] === route.name) ?? '/';
  }
};
