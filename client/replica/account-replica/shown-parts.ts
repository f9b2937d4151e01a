import { makeClientId } from '../../../shared/ids/client-id.ts';
import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import { createStarredMessages } from '../account/starred-messages.ts';
import { createTypingElsewhere } from '../account/typing-elsewhere.ts';
import { createFetching } from '../documents/fetching.ts';
import { createOwnData } from '../own-data/own-data.ts';
import { createPresenceKeeper } from '../presence-keeper.ts';
import { createConversationRows } from '../projections/conversation-rows.ts';
import { createConversationViews } from '../projections/conversation-views.ts';
import { createScreens } from '../screens.ts';
import { localDeliveryState } from './local-delivery-state.ts';
import type { Base, LocalParts } from './local-parts.ts';

export type ShownParts = ReturnType<typeof createShownParts>;

/** What tabs see: windows, rows, views, and who is there. */
export const createShownParts = (base: Base, local: LocalParts) => {
  const { clock, localState, me, emit } = base;
  const { connectivity, pool, account, directory, contacts, optimistic, expiry } = local;
  const { peek } = pool;
  const { isBlocked } = contacts;
  const here = localDeliveryState(localState);
  const isReachable = (id: ConversationId): boolean => connectivity.isOnline() && directory.isOpenable(id);

  const presence = createPresenceKeeper({
    clock,
    me,
    clientId: makeClientId(me, base.random),
    peek,
    isVisible: () => local.privacy.wished().lastSeen,
    emit,
  });
  const typing = createTypingElsewhere({
    clock,
    me,
    isMember: (id, one) => directory.get(id)?.members.some(({ person }) => person.number === one) === true,
    emit,
  });
  const othersIn = (id: ConversationId): ReadonlyMap<number, boolean> =>
    new Map([...presence.others(id)].filter(([one]) => !isBlocked(one)));

  const fetching = createFetching(clock, emit);
  const starred = createStarredMessages({ clock, directory, pool, account, me, localState, isReachable, emit });
  const ownData = createOwnData({
    clock,
    localState,
    directory,
    pool,
    account,
    fetching,
    pictures: base.pictures,
    me,
    isReachable,
    emit,
  });

  const screens = createScreens({
    clock: expiry.clock,
    localState,
    directory,
    pool,
    me,
    dayOf: base.dayOf,
    sizes: base.window,
    reachable: (id) => (connectivity.state() === 'connecting' ? directory.isOpenable(id) : isReachable(id)),
    here,
    isStarred: (id, message) => account.state.isStarred(id, message.id),
    isHidden: (id, message) =>
      account.state.isHidden(id, message.id) || (kindOf(id) === 'direct' && isBlocked(message.by)),
    isBlocked,
    removingAt: (id, message) => optimistic.removalAt(id, message.id),
    threadDraft: account.drafts.thread,
    changed: (id) => emit({ type: 'window-changed', id }),
    emit,
  });

  const rows = createConversationRows({
    localState,
    directory,
    peek,
    me,
    here,
    account: account.state,
    contacts,
    isRemoving: (id, messageId) => optimistic.removalAt(id, messageId) !== undefined,
    draftOf: account.drafts.get,
    open: (id, chapter) =>
      void pool
        .use(chapter)
        .then((live) => {
          pool.release(live);
          emit({ type: 'row-chapter-opened', id });
        })
        .catch(() => {}),
    unmuted: (id) => emit({ type: 'mute-ended', id }),
    clock: expiry.clock,
    ahead: expiry.ahead,
    typingIn: function* (id) {
      if (screens.isShown(id)) {
        for (const [one, isTyping] of othersIn(id)) if (isTyping) yield one;
      } else for (const one of typing.in(id)) if (!isBlocked(one)) yield one;
    },
  });

  const views = createConversationViews({
    clock: expiry.clock,
    localState,
    directory,
    peek,
    me,
    contacts,
    others: othersIn,
    isLeftOut: (id, message) =>
      isBlocked(message.by) ||
      account.state.isHidden(id, message.id) ||
      optimistic.removalAt(id, message.id) !== undefined,
  });

  return { presence, typing, fetching, starred, ownData, screens, rows, views };
};
