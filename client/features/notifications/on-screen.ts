import { createEffect, onCleanup } from 'solid-js';
import { type ConversationId, parseConversationId } from '../../../shared/ids/conversation.ts';

const LOCK = 'skerry-on-screen/';

/**
 * Tells all tabs which conversation this one shows while it has the focus. A lock carries this, so that it ends with the
 * tab, however that ends.
 */
export const createOnScreen = (
  locks: LockManager,
  open: () => ConversationId | undefined,
  looked: () => boolean,
): void => {
  createEffect(() => {
    const id = looked() ? open() : undefined;
    if (id === undefined) return;
    let release = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      release = resolve;
    });
    void locks.request(`${LOCK}${id}`, { mode: 'shared' }, () => gone).catch(() => undefined);
    onCleanup(release);
  });
};

/** The conversations in sight in any tab of this profile. */
export const findOnScreen = async (locks: LockManager): Promise<ReadonlySet<ConversationId>> => {
  const { held = [] } = await locks.query();
  const ids = held.flatMap(({ name }) =>
    name?.startsWith(LOCK) ? (parseConversationId(name.slice(LOCK.length)) ?? []) : [],
  );
  return new Set(ids);
};
