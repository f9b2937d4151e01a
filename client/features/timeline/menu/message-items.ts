import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import './menu-messages.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import type { MenuItem } from '../../../design/menu.tsx';
import type { MessageActions } from './message-actions.ts';

/** What is offered for one message; the permission table has decided what is allowed. */
export const messageItems = (
  entry: MessageEntry,
  actions: MessageActions,
  anchor: HTMLElement,
): readonly MenuItem[] => {
  const { may } = entry;
  if (entry.removingAt !== undefined)
    return [{ label: t('message.undo'), icon: 'undo', act: () => actions.undoRemove(entry) }];
  const readable = entry.text !== undefined;
  const stamped = entry.seq > 0;
  const talk: MenuItem[] = [];
  if (may.reply) talk.push({ label: t('message.reply'), icon: 'reply', act: () => actions.reply(entry) });
  if (entry.replies !== undefined || entry.quote !== undefined)
    talk.push({ label: t('message.open-thread'), icon: 'thread', act: () => actions.openThread(entry) });
  if (may.edit && entry.body?.kind === 'text')
    talk.push({ label: t('message.edit'), icon: 'edit', act: () => actions.edit(entry) });
  if (entry.reactions.length > 0)
    talk.push({ label: t('message.reactors'), icon: 'smile', act: () => actions.openReactors(entry, anchor) });
  if (may.closePoll) talk.push({ label: t('message.close-poll'), icon: 'stop', act: () => actions.closePoll(entry) });

  const carry: MenuItem[] = [];
  if (readable) {
    carry.push({ label: t('message.copy'), icon: 'copy', act: () => actions.copyText([entry]) });
    carry.push({ label: t('message.forward'), icon: 'forward', act: () => actions.forward([entry]) });
  }
  // Until its place is final, a link could lead nowhere.
  if (stamped) carry.push({ label: t('message.link'), icon: 'link', act: () => actions.copyLink(entry) });
  carry.push({ label: t('message.select'), icon: 'select', act: () => actions.selection.start(entry) });

  const keep: MenuItem[] = [];
  if (readable)
    keep.push({
      label: t(entry.starred ? 'message.unstar' : 'message.star'),
      icon: 'star',
      act: () => actions.star([entry], !entry.starred),
    });
  if (may.pin && (stamped || entry.pinned))
    keep.push({
      label: t(entry.pinned ? 'message.unpin' : 'message.pin'),
      icon: 'pin',
      act: () => actions.pin(entry, !entry.pinned),
    });
  keep.push({ label: t('message.details'), icon: 'info', act: () => actions.details(entry) });

  const drop: MenuItem[] = [{ label: t('message.hide'), icon: 'hide', act: () => actions.hide([entry]) }];
  if (may.remove)
    drop.push({ label: t('message.remove'), icon: 'bin', danger: true, act: () => actions.remove([entry]) });
  return [talk, carry, keep, drop].flatMap((group, at) =>
    group.map((item, index) => (at > 0 && index === 0 ? { ...item, begins: true } : item)),
  );
};
