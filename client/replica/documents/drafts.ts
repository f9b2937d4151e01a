import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { Clock } from '../ports.ts';
import type { LiveDocument } from './live-document.ts';
import { writeText } from './text-difference.ts';

/** At most one write a second and conversation: each is a change to be stored and sent. */
const INTERVAL = 1_000;

export interface Drafts {
  readonly get: (id: ConversationId) => string;
  readonly set: (id: ConversationId, text: string) => Promise<void>;
  /** Takes what was sent out of the draft; what another device added after it stays. */
  readonly clearSent: (id: ConversationId, sent: string) => void;
  readonly stop: () => void;
}

export const createDrafts = (options: {
  readonly clock: Clock;
  readonly live: () => Promise<LiveDocument | undefined>;
  readonly peek: () => LiveDocument | undefined;
  readonly root: (id: ConversationId) => string;
  readonly changed: (id: ConversationId) => void;
}): Drafts => {
  const { clock, peek, root } = options;
  /** Not yet written. */
  const waiting = new Map<ConversationId, string>();
  const writtenAt = new Map<ConversationId, number>();
  const timers = new Map<ConversationId, () => void>();

  const stored = (id: ConversationId): string => {
    const live = peek();
    // Looking must not make a root of a draft that never was.
    return live?.doc.share.has(root(id)) ? live.doc.getText(root(id)).toString() : '';
  };

  const flush = (id: ConversationId): void => {
    timers.get(id)?.();
    timers.delete(id);
    const text = waiting.get(id);
    const live = peek();
    if (text === undefined || live === undefined) return;
    waiting.delete(id);
    writtenAt.set(id, clock.now());
    if (stored(id) !== text) live.write((doc) => writeText(doc.getText(root(id)), text));
  };

  const get = (id: ConversationId): string => waiting.get(id) ?? stored(id);

  return {
    get,
    set: async (id, text) => {
      if (get(id) === text) return;
      waiting.set(id, text);
      options.changed(id);
      if (peek() === undefined) await options.live();
      const wait = (writtenAt.get(id) ?? -INTERVAL) + INTERVAL - clock.now();
      if (wait <= 0) flush(id);
      else if (!timers.has(id))
        timers.set(
          id,
          clock.setTimer(wait, () => flush(id)),
        );
    },
    clearSent: (id, sent) => {
      const draft = get(id);
      if (draft === '') return;
      const start = draft.indexOf(sent);
      if (start < 0 || draft.slice(0, start).trim() !== '') return;
      waiting.set(id, draft.slice(start + sent.length).trimStart());
      flush(id);
    },
    stop: () => {
      for (const id of [...waiting.keys()]) flush(id);
      for (const cancel of timers.values()) cancel();
    },
  };
};
