import { onCleanup } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../shared/ids/ulid.ts';
import type { MessageRef } from '../../../channel/commands.ts';
import type { Draft, DraftTarget } from '../../../channel/conversation-view.ts';
import type { Sending } from '../create-sending.ts';
import { type OwnDraft, shownOf } from './create-draft.ts';
import { keepPending } from './pending-drafts.ts';

export interface KeepDeps {
  readonly conversationId: ConversationId;
  readonly userId: string;
  readonly thread?: MessageRef;
  /** With `durably` the answer comes once it is on the disk; false: it is not kept at all. */
  readonly save: (text: string, target: DraftTarget | undefined, durably?: boolean) => Promise<boolean>;
}

/** Keeps what was written but is not on the disk yet whenever the page is hidden or left. */
export const keepOnHide = (deps: KeepDeps, field: string, draft: OwnDraft, onTheirWay: Sending['onTheirWay']): void => {
  const { conversationId, thread } = deps;
  /** The worker may end with this page, before it has read a message: what it may not have stays in the page's own storage. */
  const hide = (): void => {
    const unkept = draft.unkept();
    const pendingOf = (one: Draft, base: string, messageId?: MessageId) => ({
      conversationId,
      thread,
      target: one.target,
      text: shownOf(one),
      base,
      messageId,
    });
    // An edit begun in a thread stays with the thread.
    if (unkept !== undefined && (thread === undefined || unkept.draft.target?.kind !== 'edit')) {
      const forget = keepPending(field, deps.userId, pendingOf(unkept.draft, unkept.base));
      void deps.save(shownOf(unkept.draft), unkept.draft.target, true).then((isKept) => {
        if (!isKept) return;
        draft.kept(unkept.draft);
        forget();
      });
    }
    for (const [id, { draft: one, messageId }] of onTheirWay)
      keepPending(`${field}/${id}`, deps.userId, pendingOf(one, '', messageId));
  };
  document.addEventListener('visibilitychange', hide);
  addEventListener('pagehide', hide);
  onCleanup(() => {
    hide();
    document.removeEventListener('visibilitychange', hide);
    removeEventListener('pagehide', hide);
  });
};
