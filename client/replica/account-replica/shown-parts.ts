import { makeClientId } from '../../../shared/ids/client-id.ts';
import { type ConversationId, kindOf } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { createLateStarred } from '../account/late-starred.ts';
import { createTypingElsewhere } from '../account/typing-elsewhere.ts';
import { createFetching } from '../documents/fetching.ts';
import { createPresenceKeeper } from '../presence-keeper.ts';
import { createConversationRows } from '../projections/conversation-rows.ts';
import { createConversationViews } from '../projections/conversation-views.ts';
import { createScreens } from '../screens.ts';
import { createLateSearch } from '../search/late-search.ts';
import { localDeliveryState } from './local-delivery-state.ts';
import type { Base, LocalParts } from './local-parts.ts';

export type ShownParts = ReturnType<typeof createShownParts>;

/** What tabs see: windows, rows, views, and who is there. */
export const createShownParts = (base: Base, local: LocalParts) => {
  const { clock, localState, me, emit } = base;
  const { connectivity, pool, account, directory, contacts, optimistic, expiry } = local;
  const { peek } = pool;
  const { isBlocked } = contacts;
  const deliveryState = localDeliveryState(localState);
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
  const starred = createLateStarred({ clock, directory, pool, account, me, localState, isReachable, emit });

  const screens = createScreens({
    clock: expiry.clock,
    localState,
    directory,
    pool,
    me,
    dayOf: base.dayOf,
    sizes: base.window,
    reachable: (id) => (connectivity.state() === 'connecting' ? directory.isOpenable(id) : isReachable(id)),
    localDeliveryState: deliveryState,
    isStarred: (id, message) => account.state.isStarred(id, message.id),
    isHidden: (id, message) =>
      account.state.isHidden(id, message.id, message.stamp?.seq) || (kindOf(id) === 'direct' && isBlocked(message.by)),
    isBlocked,
    removingAt: (id, message) => optimistic.removalAt(id, message.id),
    clearedTo: account.state.clearedTo,
    pending: local.pending.in,
    pendingDeliveryState: local.pending.localDeliveryState,
    threadDraft: account.drafts.thread,
    changed: (id) => emit({ type: 'window-changed', id }),
    emit,
  });

  const search = createLateSearch(
    {
      clock: expiry.clock,
      disk: base.disk,
      userId: base.userId,
      me,
      localState,
      directory,
      pool,
      fetching,
      isReachable,
      isLeftOut: (id, message) => {
        const messageId = message.id as MessageId;
        return (
          isBlocked(message.by) ||
          account.state.isHidden(id, messageId, message.seq === 0 ? undefined : message.seq) ||
          optimistic.removalAt(id, messageId) !== undefined
        );
      },
      emit,
    },
    base.searchAfter,
  );

  const latestBodies = local.bodies.looseShelf((ids) => emit({ type: 'latest-opened', ids }));
  const rows = createConversationRows({
    latestBodies,
    localState,
    directory,
    peek,
    me,
    localDeliveryState: deliveryState,
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
    toDevice: expiry.toDevice,
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
      account.state.isHidden(id, message.id, message.stamp?.seq) ||
      optimistic.removalAt(id, message.id) !== undefined,
  });

  return { presence, typing, fetching, starred, screens, search, rows, views };
};
