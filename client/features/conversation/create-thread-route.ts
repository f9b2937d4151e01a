import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageRef } from '../../channel/commands.ts';
import type { Router } from '../navigation/create-router.ts';

export interface ThreadRoute {
  readonly place: () => MessageRef | undefined;
  readonly open: (place: MessageRef) => void;
  readonly close: () => void;
}

/** The thread that is open, as the address says: so the browser's way back closes it. */
export const createThreadRoute = (router: Router, id: ConversationId): ThreadRoute => {
  let opened = false;
  const place = (): MessageRef | undefined => {
    const route = router.route();
    return route.name === 'conversation' && route.id === id ? route.thread : undefined;
  };
  return {
    place,
    open: (thread) => {
      const how = place() === undefined ? 'push' : 'replace';
      if (how === 'push') opened = true;
      router.go({ name: 'conversation', id, thread }, how);
    },
    close: () => {
      if (place() === undefined) return;
      if (opened) router.back();
      else router.go({ name: 'conversation', id }, 'replace');
      opened = false;
    },
  };
};
