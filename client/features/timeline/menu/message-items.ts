import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import './menu-messages.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import type { MenuItem } from '../../../design/menu.tsx';
import type { MessageActions } from './message-actions.ts';

interface MessageItem extends MenuItem {
  /** Its place among the usual actions; without it, it is always under *More*. */
  readonly usual?: number;
}

/** So many stand in the menu itself. */
const USUAL = 5;

/** What is offered for one message; the permission table has decided what is allowed. */
export const messageItems = (
  entry: MessageEntry,
  actions: MessageActions,
  anchor: HTMLElement,
): readonly MessageItem[] => {
  const { may } = entry;
  if (entry.removingAt !== undefined)
    return [{ label: t('message.undo'), icon: 'undo', act: () => actions.undoRemove(entry) }];
  const readable = entry.text !== undefined;
  const stamped = entry.seq > 0;
  const talk: MessageItem[] = [];
  if (may.reply) talk.push({ label: t('message.reply'), icon: 'reply', usual: 1, act: () => actions.reply(entry) });
  if (entry.replies !== undefined || entry.quote !== undefined)
    talk.push({ label: t('message.open-thread'), icon: 'thread', act: () => actions.openThread(entry) });
  if (may.edit && entry.body?.kind === 'text')
    talk.push({ label: t('message.edit'), icon: 'edit', usual: 2, act: () => actions.edit(entry) });
  if (entry.reactions.length > 0)
    talk.push({ label: t('message.reactors'), icon: 'smile', act: () => actions.openReactors(entry, anchor) });
  if (may.closePoll) talk.push({ label: t('message.close-poll'), icon: 'stop', act: () => actions.closePoll(entry) });

  const carry: MessageItem[] = [];
  if (readable) {
    carry.push({ label: t('message.copy'), icon: 'copy', usual: 3, act: () => actions.copyText([entry]) });
    carry.push({ label: t('message.forward'), icon: 'forward', usual: 4, act: () => actions.forward([entry]) });
  }
  // Until its place is final, a link could lead nowhere.
  if (stamped) carry.push({ label: t('message.link'), icon: 'link', act: () => actions.copyLink(entry) });
  carry.push({ label: t('message.select'), icon: 'select', usual: 7, act: () => actions.selection.start(entry) });

  const keep: MessageItem[] = [];
  if (readable)
    keep.push({
      label: t(entry.starred ? 'message.unstar' : 'message.star'),
      icon: 'star',
      usual: 6,
      act: () => actions.star([entry], !entry.starred),
    });
  if (may.pin && (stamped || entry.pinned))
    keep.push({
      label: t(entry.pinned ? 'message.unpin' : 'message.pin'),
      icon: 'pin',
      act: () => actions.pin(entry, !entry.pinned),
    });
  keep.push({ label: t('message.details'), icon: 'info', act: () => actions.details(entry) });

  const drop: MessageItem[] = [{ label: t('message.hide'), icon: 'hide', act: () => actions.hide([entry]) }];
  if (may.remove)
    drop.push({
      label: t('message.remove'),
      icon: 'bin',
      danger: true,
      // Usual for one's own; as a moderator one looks for it.
      ...(entry.own ? { usual: 5 } : {}),
      act: () => actions.remove([entry]),
    });
  return [talk, carry, keep, drop].flatMap((group, at) =>
    group.map((item, index) => (at > 0 && index === 0 ? { ...item, begins: true } : item)),
  );
};

/** The five actions of every day, and all others. */
export const splitItems = (
  items: readonly MessageItem[],
): { readonly usual: readonly MenuItem[]; readonly others: readonly MenuItem[] } => {
  const usual = items
    .filter((item) => item.usual !== undefined)
    .sort(({ usual: a = 0 }, { usual: b = 0 }) => a - b)
    .slice(0, USUAL);
  const others = items.filter((item) => !usual.includes(item));
  // *More* in place of a single action would only be in its way.
  if (others.length < 2) return { usual: items, others: [] };
  return { usual: usual.map((item) => ({ ...item, begins: item.danger === true })), others };
};
