import type { Clock } from '../ports.ts';
import type { ReplicaDocument } from './replica-document.ts';
import { writeText } from './text-difference.ts';

/** At most one write a second and text: each is a change to be stored and sent. */
const INTERVAL = 1_000;

/** Root texts of the account document, by the root's name. */
export interface Drafts {
  readonly get: (root: string) => string;
  readonly set: (root: string, text: string) => Promise<void>;
  /** Takes what was sent out of the draft; what another device added after it stays. Gives what stays. */
  readonly clearSent: (root: string, sent: string) => string;
  /** Writes what waits. */
  readonly flush: () => void;
  readonly stop: () => void;
}

export const createDrafts = (options: {
  readonly clock: Clock;
  readonly live: () => Promise<ReplicaDocument | undefined>;
  readonly peek: () => ReplicaDocument | undefined;
  readonly changed: (root: string) => void;
}): Drafts => {
  const { clock, peek } = options;
  /** Not yet written. */
  const waiting = new Map<string, string>();
  const writtenAt = new Map<string, number>();
  const timers = new Map<string, () => void>();

  const stored = (root: string): string => {
    const live = peek();
    // Looking must not make a root of a draft that never was.
    return live?.doc.share.has(root) ? live.doc.getText(root).toString() : '';
  };

  const flush = (root: string): void => {
    timers.get(root)?.();
    timers.delete(root);
    const text = waiting.get(root);
    const live = peek();
    if (text === undefined || live === undefined) return;
    waiting.delete(root);
    writtenAt.set(root, clock.monotonic());
    if (stored(root) !== text) live.write((doc) => writeText(doc.getText(root), text));
  };

  const flushAll = (): void => {
    for (const root of [...waiting.keys()]) flush(root);
  };

  const get = (root: string): string => waiting.get(root) ?? stored(root);

  return {
    get,
    set: async (root, text) => {
      if (get(root) === text) return;
      waiting.set(root, text);
      options.changed(root);
      if (peek() === undefined) await options.live();
      const wait = (writtenAt.get(root) ?? Number.NEGATIVE_INFINITY) + INTERVAL - clock.monotonic();
      if (wait <= 0) flush(root);
      else if (!timers.has(root))
        timers.set(
          root,
          clock.setTimer(wait, () => flush(root)),
        );
    },
    clearSent: (root, sent) => {
      const draft = get(root);
      if (draft === '') return '';
      const start = draft.indexOf(sent);
      // The last keys before sending may not have been saved: then all of the draft is in what was sent.
      const isInside = sent.startsWith(draft.trimEnd());
      if (!isInside && (start < 0 || draft.slice(0, start).trim() !== '')) return draft;
      const rest = isInside ? '' : draft.slice(start + sent.length).trimStart();
      waiting.set(root, rest);
      flush(root);
      return rest;
    },
    flush: flushAll,
    stop: () => {
      flushAll();
      for (const cancel of timers.values()) cancel();
    },
  };
};
