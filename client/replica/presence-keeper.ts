import { conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { AccountEvent } from './account/account-events.ts';
import type { ReplicaDocument } from './documents/replica-document.ts';
import type { Clock } from './ports.ts';
import { awarenessFrame } from './sync/frames.ts';
import { createPresence, encodePresence, PRESENCE_EXPIRES, PRESENCE_RENEW, type Presence } from './sync/presence.ts';

/** A person who stops typing without saying so stops being shown as typing. */
const TYPING_ENDS = 6_000;
const NOBODY: ReadonlyMap<number, boolean> = new Map();

/** Presence and typing on the conversations that are on screen; nothing of it is stored. */
export interface PresenceKeeper {
  readonly join: (id: ConversationId) => void;
  readonly leave: (id: ConversationId) => void;
  readonly announce: (id: ConversationId) => void;
  readonly setTyping: (id: ConversationId, typing: boolean) => void;
  readonly receive: (id: ConversationId, update: Uint8Array) => void;
  readonly others: (id: ConversationId) => ReadonlyMap<number, boolean>;
  /** Whether one may be seen has changed. */
  readonly visibilityChanged: () => void;
  readonly disconnected: () => void;
  readonly stop: () => void;
}

export const createPresenceKeeper = (options: {
  readonly clock: Clock;
  readonly me: number;
  /** One awareness client id for the life of the replica. */
  readonly clientId: number;
  readonly peek: (name: ReturnType<typeof conversationDocument>) => ReplicaDocument | undefined;
  /** Who hides when they were last seen is not seen now either. */
  readonly isVisible: () => boolean;
  readonly emit: (event: AccountEvent) => void;
}): PresenceKeeper => {
  const { clock, me, clientId, peek, emit } = options;
  const watched = new Map<
    ConversationId,
    { presence: Presence; typing: boolean; cancelTyping: (() => void) | undefined }
  >();
  let count = 0;
  let stopped = false;
  let cancelRenew: (() => void) | undefined;

  const send = (id: ConversationId, over: boolean): void => {
    if (!over && !options.isVisible()) return;
    const live = peek(conversationDocument(id));
    const state = over ? undefined : { number: me, typing: watched.get(id)?.typing ?? false };
    live?.attachment?.send(awarenessFrame(live.name, encodePresence(clientId, ++count, state)));
  };

  const renew = (): void => {
    cancelRenew = undefined;
    for (const id of watched.keys()) send(id, false);
    if (watched.size > 0 && !stopped) cancelRenew = clock.setTimer(PRESENCE_RENEW, renew);
  };

  return {
    join: (id) => {
      if (watched.has(id)) return;
      watched.set(id, { presence: createPresence(me), typing: false, cancelTyping: undefined });
      send(id, false);
      cancelRenew ??= clock.setTimer(PRESENCE_RENEW, renew);
    },
    leave: (id) => {
      const one = watched.get(id);
      if (one === undefined) return;
      one.cancelTyping?.();
      send(id, true);
      watched.delete(id);
      emit({ type: 'presence-changed', id });
    },
    announce: (id) => {
      if (watched.has(id)) send(id, false);
    },
    setTyping: (id, typing) => {
      const one = watched.get(id);
      if (one === undefined) return;
      one.cancelTyping?.();
      one.cancelTyping = undefined;
      if (one.typing !== typing) {
        one.typing = typing;
        send(id, false);
      }
      if (typing)
        one.cancelTyping = clock.setTimer(TYPING_ENDS, () => {
          one.typing = false;
          if (watched.get(id) === one) send(id, false);
        });
    },
    receive: (id, update) => {
      const one = watched.get(id);
      if (one?.presence.receive(update, clock.monotonic())) {
        emit({ type: 'presence-changed', id });
        // Shown until it expires, when nothing more is heard.
        clock.setTimer(PRESENCE_EXPIRES + 1_000, () => {
          if (!stopped) emit({ type: 'presence-changed', id });
        });
      }
    },
    others: (id) => watched.get(id)?.presence.others(clock.monotonic()) ?? NOBODY,
    visibilityChanged: () => {
      for (const id of watched.keys()) send(id, !options.isVisible());
    },
    disconnected: () => {
      for (const [id, { presence }] of watched) {
        presence.clear();
        emit({ type: 'presence-changed', id });
      }
    },
    stop: () => {
      stopped = true;
      cancelRenew?.();
      for (const one of watched.values()) one.cancelTyping?.();
    },
  };
};
