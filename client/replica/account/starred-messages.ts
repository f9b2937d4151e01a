import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type ChapterMessage, stampOf } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { StarredMessage } from '../../channel/commands.ts';
import type { DocumentEvent, ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import { isPastDue } from '../projections/timeline-render-context.ts';
import type { Star } from './account-state.ts';
import type { MarkingDeps } from './mark-messages.ts';
import { messageKey } from './message-key.ts';

/** Opening a chapter takes tens of milliseconds: so many are opened for one list; what stands in others is listed without words. */
const MOST_OPENED = 60;
/** Chapters fetched at once from the server, and how long the list waits for them. ms */
const MOST_FETCHED = 20;
const FETCHED_WITHIN = 4_000;
/** Nobody waits longer for what cannot be opened. ms */
const OPEN_WITHIN = 1_000;

export interface StarredMessages {
  readonly list: () => Promise<readonly StarredMessage[]>;
  /** Documents to be fetched for a list. */
  readonly wanted: () => Iterable<DocumentName>;
  /** A document is in step with the server. */
  readonly synced: (live: ReplicaDocument) => void;
}

export interface StarredDeps extends MarkingDeps {
  readonly me: number;
  readonly localState: LocalState;
  readonly isReachable: (id: ConversationId) => boolean;
  readonly emit: (event: DocumentEvent) => void;
}

export const createStarredMessages = (deps: StarredDeps): StarredMessages => {
  const { account, clock, directory, localState, pool } = deps;
  const fetching = new Map<DocumentName, Set<() => void>>();

  /** A chapter neither here nor on the server is never opened: that would make it. */
  const isHeld = (name: DocumentName): boolean => {
    const record = localState.tables.document.get(name);
    return record !== undefined && (record.synced > 0 || directory.versionOf(name) === 0);
  };

  /** Resolves when the document is in step with the server, or it takes too long. */
  const fetched = (name: DocumentName): Promise<void> =>
    new Promise((resolve) => {
      const waiting = fetching.get(name) ?? new Set();
      fetching.set(name, waiting);
      const done = (): void => {
        cancel();
        waiting.delete(done);
        if (waiting.size === 0) fetching.delete(name);
        resolve();
      };
      const cancel = clock.setTimer(FETCHED_WITHIN, done);
      waiting.add(done);
    });

  /** `gone`: deleted for everyone, or it has disappeared. undefined: nothing is known of it here. */
  const find = (live: ReplicaDocument, { messageId }: Star): ChapterMessage | 'gone' | undefined => {
    if (itemAt(live.doc, 'deletions', messageId) !== undefined) return 'gone';
    const message = live.index?.get(messageId);
    if (message !== undefined) return isPastDue(message, clock.now()) ? 'gone' : message;
    return stampOf(live.doc, messageId) === undefined ? undefined : 'gone';
  };
  /** Where the message is now: own unsent messages may move to another chapter. */
  const findAnywhere = (star: Star): ChapterMessage | 'gone' | undefined => {
    for (const chapter of directory.chapters(star.conversationId)) {
      const live = pool.peek(chapterDocument(star.conversationId, chapter));
      const found = live === undefined ? undefined : find(live, star);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const withOpen = async <T>(name: DocumentName, work: (live: ReplicaDocument) => T): Promise<T | undefined> => {
    const live = await pool.use(name).catch(() => undefined);
    if (live === undefined) return undefined;
    try {
      await live.bodies.settled(OPEN_WITHIN);
      return work(live);
    } finally {
      pool.release(live);
    }
  };

  const toStarred = (star: Star, found: ChapterMessage | undefined): StarredMessage | undefined => {
    const conversation = directory.get(star.conversationId);
    if (conversation === undefined) return undefined;
    const { conversationId, messageId } = star;
    return {
      conversationId,
      messageId,
      chapter: found?.chapter ?? star.chapter,
      conversationTitle: conversation.title,
      author: found === undefined ? '' : directory.person(found.by).name,
      own: found?.by === deps.me,
      text: found?.text,
      ...(found?.unopened === undefined ? {} : { unopened: found.unopened }),
      at: found === undefined ? star.at : shownAt(found),
    };
  };

  const list = async (): Promise<readonly StarredMessage[]> => {
    const stars = account.state.stars().filter(({ conversationId }) => directory.get(conversationId) !== undefined);
    const byChapter = Map.groupBy(stars, ({ conversationId, chapter }) => chapterDocument(conversationId, chapter));
    const found = new Map<Star, ChapterMessage | 'gone'>();
    const read = (name: DocumentName, group: readonly Star[]) =>
      withOpen(name, (live) => {
        for (const star of group) {
          const one = find(live, star);
          if (one !== undefined) found.set(star, one);
        }
      });
    const missing: DocumentName[] = [];
    let opened = 0;
    for (const [name, group] of byChapter) {
      const [first] = group;
      if (isHeld(name)) {
        // One after another, so that a long list does not take the device's memory.
        if (opened++ < MOST_OPENED) await read(name, group);
      } else if (first !== undefined && directory.versionOf(name) > 0 && deps.isReachable(first.conversationId))
        missing.push(name);
    }
    const waiting = missing.slice(0, MOST_FETCHED).map(async (name) => {
      await fetched(name);
      if (isHeld(name) || pool.peek(name) !== undefined) await read(name, byChapter.get(name) ?? []);
    });
    if (waiting.length > 0) deps.emit({ type: 'documents-wanted' });
    await Promise.all(waiting);

    for (const star of stars) {
      const one = found.get(star) ?? findAnywhere(star);
      if (one !== undefined) found.set(star, one);
    }
    const gone = stars.filter((star) => {
      const one = found.get(star);
      const seq = one === 'gone' ? undefined : one?.stamp?.seq;
      return one === 'gone' || account.state.isHidden(star.conversationId, star.messageId, seq);
    });
    if (gone.length > 0)
      await account.write((doc) => {
        for (const { conversationId, messageId } of gone)
          doc.getMap('stars').delete(messageKey(conversationId, messageId));
      });
    return stars.flatMap((star) => {
      const one = found.get(star);
      return gone.includes(star) || one === 'gone' ? [] : (toStarred(star, one) ?? []);
    });
  };

  return {
    list,
    wanted: () => fetching.keys(),
    synced: ({ name }) => {
      for (const done of [...(fetching.get(name) ?? [])]) done();
    },
  };
};
