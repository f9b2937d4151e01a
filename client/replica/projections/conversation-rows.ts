import { equalityDeep as isSame } from 'lib0/function';
import { chapterDocument } from '../../../shared/document/name.ts';
import type { BodySource } from '../../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { type ConversationRow, type Draft, FOREVER } from '../../channel/conversation-view.ts';
import type { MessageState } from '../../channel/timeline-view.ts';
import type { AccountState } from '../account/account-state.ts';
import type { Contacts } from '../account/contacts.ts';
import type { Directory } from '../directory.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Clock } from '../ports.ts';
import { type ClosedChapterDeps, createClosedChapter } from './closed-chapter.ts';
import { activityOf, toConversationRow, type Unread } from './conversation-row.ts';
import { latestOf } from './latest-message.ts';
import { mentionsReader } from './message-entry.ts';
import { newsOf } from './row-news.ts';
import { isPastDue } from './timeline-render-context.ts';

export interface RowsDeps extends ClosedChapterDeps {
  readonly directory: Directory;
  readonly me: number;
  /** Opens the latest messages that the facts bring, by conversation. */
  readonly latestBodies: BodySource;
  readonly localDeliveryState: (live: ReplicaDocument, message: ChapterMessage) => MessageState;
  readonly clock: Clock;
  /** How far this device's clock is ahead of the server's, ms; undefined: not known yet. */
  readonly ahead: () => number | undefined;
  /** A moment of the server's clock by this device's. */
  readonly toDevice: (at: number) => number;
  readonly account: Pick<
    AccountState,
    'arrangement' | 'clearedTo' | 'hiddenIn' | 'isDeclined' | 'isHidden' | 'removedAt'
  >;
  readonly contacts: Pick<Contacts, 'isBlocked' | 'request'>;
  readonly isRemoving: (id: ConversationId, messageId: MessageId) => boolean;
  readonly draftOf: (id: ConversationId) => Draft;
  /** Account numbers of people who are typing. */
  readonly typingIn: (id: ConversationId) => Iterable<number>;
  /** A mute has ended. */
  readonly unmuted: (id: ConversationId) => void;
}

/**
 * The list of conversations: pinned ones first, in the order in which they were pinned, then the latest first. A row is
 * made again only when its conversation has changed, and stays the same object when it looks the same.
 */
export interface ConversationRows {
  readonly rows: () => readonly ConversationRow[];
  readonly row: (id: ConversationId) => ConversationRow | undefined;
  /** Refreshes one conversation; without an id, all of them. */
  readonly forget: (id?: ConversationId) => void;
  readonly stop: () => void;
}

/** Wall clocks are set while a timer runs, and machines sleep: refresh at least this often. ms */
const LOOK_WITHIN = 5 * 60 * 1_000;

interface Made {
  readonly row: ConversationRow;
  readonly pinnedAt: number;
  readonly activity: number;
}

const compare = (a: Made, b: Made): number =>
  a.pinnedAt - b.pinnedAt || b.activity - a.activity || (a.row.id < b.row.id ? -1 : 1);

export const createConversationRows = (deps: RowsDeps): ConversationRows => {
  const { localState, directory, peek, me, account } = deps;
  const made = new Map<ConversationId, Made>();
  const stale = new Set<ConversationId>();
  const mutes = new Map<ConversationId, () => void>();

  const watchMute = (id: ConversationId, until: number): void => {
    mutes.get(id)?.();
    mutes.delete(id);
    const left = until - deps.clock.now();
    if (left <= 0 || until === FOREVER) return;
    mutes.set(
      id,
      deps.clock.setTimer(Math.min(left, LOOK_WITHIN), () => {
        if (until > deps.clock.now()) watchMute(id, until);
        else deps.unmuted(id);
      }),
    );
  };

  /** Deleted for oneself, from a blocked person, or due to disappear. */
  const isLeftOut = (id: ConversationId, message: ChapterMessage): boolean =>
    deps.contacts.isBlocked(message.by) ||
    account.isHidden(id, message.id, message.stamp?.seq) ||
    isPastDue(message, deps.clock.now());

  /** As its chapter said when it was open; otherwise as the setting makes likely. */
  const isHeadPastDue = (id: ConversationId, messageId: string): boolean => {
    const fact = localState.tables.fact.get(id);
    const known = localState.tables.row.get(id)?.head;
    if (fact?.head?.id !== messageId) return false;
    if (known?.id === messageId) return known.due <= deps.clock.now();
    if (fact.disappear === 0 || peek(chapterDocument(id, fact.head.chapter)) !== undefined) return false;
    return fact.head.stampedAt + fact.disappear * 1_000 <= deps.clock.now();
  };

  const newestOf = (id: ConversationId, chapters: readonly number[]): ChapterMessage | undefined => {
    for (let i = chapters.length - 1; i >= 0; i--) {
      const messages = peek(chapterDocument(id, chapters[i] ?? 0))?.index?.messages();
      if (messages === undefined) return undefined;
      const last = messages.findLast((one) => (one.stamp !== undefined || one.by === me) && !isLeftOut(id, one));
      if (last !== undefined) return last;
    }
    return undefined;
  };

  /** Counts itself when the newest chapter is open and holds all that can be unread. */
  const countUnread = (id: ConversationId, chapters: readonly number[], read: number): Unread | undefined => {
    const newest = chapters[chapters.length - 1] ?? 0;
    const index = peek(chapterDocument(id, newest))?.index;
    const fact = localState.tables.fact.get(id);
    if (index === undefined || fact === undefined || index.newestSeq() < fact.seq) return undefined;
    const messages = index.messages();
    const first = messages[0]?.stamp?.seq;
    if (newest > 0 && (first === undefined || first > read + 1)) return undefined;
    const isElsewhere = fact.chapters.some(
      ({ chapter, ranges }) => chapter !== newest && ranges.some(([, to]) => to > read),
    );
    if (isElsewhere) return undefined;
    const unread = { messages: 0, mentions: 0 };
    // From the end, where unread messages stand.
    for (let at = messages.length - 1; at >= 0; at--) {
      const one = messages[at];
      if (one?.stamp === undefined) continue;
      if (one.stamp.seq <= read) break;
      if (one.by === me || one.deletedBy !== undefined || one.quiet || isLeftOut(id, one)) continue;
      unread.messages++;
      if (mentionsReader(one, me)) unread.mentions++;
    }
    return unread;
  };

  /** Messages of the open chapters, newest first, until the first chapter that is not open. */
  const openChapters = (id: ConversationId, chapters: readonly number[]): readonly (readonly ChapterMessage[])[] => {
    const open: (readonly ChapterMessage[])[] = [];
    for (const chapter of chapters.toReversed()) {
      const messages = peek(chapterDocument(id, chapter))?.index?.messages();
      if (messages === undefined) break;
      open.push(messages);
    }
    return open;
  };

  const closedChapter = createClosedChapter({ ...deps, isLeftOut, isHeadPastDue });

  /** A request that was declined, whose sender is blocked, or in which nothing is said yet. */
  const isSetAside = (
    id: ConversationId,
    { kind, blocked, draft, last, unread }: ConversationRow,
    addedBy = 0,
  ): boolean =>
    // The newest may have disappeared while older ones stay. A group is news by itself.
    account.isDeclined(id) ||
    blocked ||
    deps.contacts.isBlocked(addedBy) ||
    (kind === 'direct' && last === undefined && unread === 0 && draft.text === '');

  const countNotSent = (id: ConversationId): number => {
    let count = 0;
    for (const { conversationId } of localState.tables.notSent.values()) if (conversationId === id) count++;
    return count;
  };

  const make = (id: ConversationId): Made | undefined => {
    const known = directory.get(id);
    if (known === undefined) return undefined;
    const chapters = directory.chapters(id);
    const fact = localState.tables.fact.get(id);
    const nameOf = (one: number): string => directory.person(one).name;
    const isRemoving = (messageId: string): boolean => deps.isRemoving(id, messageId as MessageId);
    const isHidden = (messageId: string, seq: number): boolean =>
      account.isHidden(id, messageId as MessageId, seq) || isHeadPastDue(id, messageId);
    const head = fact?.head;
    const latest = deps.latestBodies.renew(id, (open) => (head === undefined ? undefined : latestOf(head, open)));
    const arrangement = account.arrangement(id);
    const sources = {
      known,
      fact,
      latest,
      row: localState.tables.row.get(id),
      newest: closedChapter.newest(id, chapters, newestOf(id, chapters)),
      counted: closedChapter.unread(id, chapters, known.read, countUnread(id, chapters, known.read)),
      me,
      news: newsOf({
        fact,
        latest,
        open: fact === undefined || fact.seq <= known.read ? [] : openChapters(id, chapters),
        read: known.read,
        me,
        nameOf,
        isLeftOut: (message) => isLeftOut(id, message) || isRemoving(message.id),
        isHeadLeftOut: (head) => deps.contacts.isBlocked(head.by) || isHidden(head.id, head.seq) || isRemoving(head.id),
        ahead: deps.ahead(),
      }),
      nameOf,
      localDeliveryState: (message: ChapterMessage): MessageState => {
        const live = peek(chapterDocument(id, message.chapter));
        return live === undefined ? 'saved' : deps.localDeliveryState(live, message);
      },
      draft: deps.draftOf(id),
      typing: [...deps.typingIn(id)].sort((a, b) => a - b).map((number) => directory.person(number).name),
      notSent: countNotSent(id),
      arrangement: { ...arrangement, mutedUntil: deps.toDevice(arrangement.mutedUntil) },
      isRequest: deps.contacts.request(id) === 'incoming' && known.state !== 'left',
      isBlocked: deps.contacts.isBlocked,
      isHidden,
      isRemoving,
      now: deps.clock.now(),
    };
    const row = toConversationRow(sources);
    if (row.request && isSetAside(id, row, fact?.addedBy)) return undefined;
    // A group request that was declined, or withdrawn before an answer, leaves nothing behind.
    const isWithdrawn = fact?.removedAt !== undefined && fact.unanswered === me;
    if (row.state === 'left' && row.kind === 'group' && (account.isDeclined(id) || isWithdrawn)) return undefined;
    const removedAt = account.removedAt(id);
    // Until something is said in it again, by anybody, or written here.
    if (removedAt > 0 && known.seq <= removedAt && row.last === undefined && row.draft.text === '') return undefined;
    watchMute(id, row.mutedUntil);
    const before = made.get(id)?.row;
    return {
      row: before !== undefined && isSame(before, row) ? before : row,
      pinnedAt: sources.arrangement.pinnedAt ?? Number.MAX_SAFE_INTEGER,
      activity: activityOf(sources, account.clearedTo(id)),
    };
  };

  const get = (id: ConversationId): Made | undefined => {
    const one = (stale.delete(id) ? undefined : made.get(id)) ?? make(id);
    if (one === undefined) made.delete(id);
    else made.set(id, one);
    return one;
  };

  return {
    row: (id) => get(id)?.row,
    forget: (id) => {
      for (const one of id === undefined ? made.keys() : [id]) stale.add(one);
    },
    stop: () => {
      for (const cancel of mutes.values()) cancel();
    },
    rows: () =>
      directory
        .ids()
        .flatMap((id) => get(id) ?? [])
        .sort(compare)
        .map(({ row }) => row),
  };
};
