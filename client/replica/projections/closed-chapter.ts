import { chapterDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { AccountState } from '../account/account-state.ts';
import type { Contacts } from '../account/contacts.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import type { FactRecord } from '../records.ts';
import type { Unread } from './conversation-row.ts';
import { isInChapterOnly } from './latest-message.ts';

export interface ClosedChapterDeps {
  readonly localState: LocalState;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  readonly account: Pick<AccountState, 'clearedTo' | 'hiddenIn' | 'isHidden'>;
  readonly contacts: Pick<Contacts, 'isBlocked'>;
  /** A row needs the content of a closed chapter: call `forget` when it is open. */
  readonly open: (id: ConversationId, chapter: DocumentName) => void;
}

/**
 * Where the facts say less than the device has, a row reads its newest chapter: the chapter is opened once for it, and what
 * was seen there is remembered when it closes again.
 */
export interface ClosedChapter {
  /** `newest`: the newest message of the open chapters. */
  readonly newest: (
    id: ConversationId,
    chapters: readonly number[],
    newest: ChapterMessage | undefined,
  ) => ChapterMessage | undefined;
  /** `counted`: the device's own count, where it can count now. */
  readonly unread: (
    id: ConversationId,
    chapters: readonly number[],
    read: number,
    counted: Unread | undefined,
  ) => Unread | undefined;
}

export const createClosedChapter = (
  deps: ClosedChapterDeps & {
    readonly isLeftOut: (id: ConversationId, message: ChapterMessage) => boolean;
    readonly isHeadPastDue: (id: ConversationId, messageId: string) => boolean;
  },
): ClosedChapter => {
  const { account, contacts, localState, isHeadPastDue, isLeftOut, peek } = deps;
  /** Why a chapter was opened. */
  const openedFor = new Map<ConversationId, { readonly head?: string; readonly leftOut?: number }>();
  const seenHead = new Map<ConversationId, { readonly head: string; readonly message: ChapterMessage }>();
  const seenUnread = new Map<ConversationId, { readonly of: string; readonly unread: Unread }>();

  /** The latest message of the facts, if it must not be shown, or if the facts lack its content. */
  const missingHead = (id: ConversationId): string | undefined => {
    const fact = localState.tables.fact.get(id);
    if (fact === undefined || fact.seq === 0) return undefined;
    if (fact.head === undefined) return `none at ${fact.seq}`;
    const { id: head, by, seq } = fact.head;
    // Nothing stands before what was cleared.
    if (seq <= account.clearedTo(id)) return undefined;
    const isHidden = account.isHidden(id, head as MessageId, seq) || contacts.isBlocked(by);
    return isHidden || isHeadPastDue(id, head) || isInChapterOnly(fact.head) ? head : undefined;
  };

  const openNewest = (id: ConversationId, chapters: readonly number[]): void => {
    const chapter = chapterDocument(id, chapters.at(-1) ?? 0);
    if (localState.tables.document.has(chapter) && peek(chapter) === undefined) deps.open(id, chapter);
  };

  /** The message before a latest message that must not be shown is only known where its chapter is or was open. */
  const newest: ClosedChapter['newest'] = (id, chapters, found) => {
    const head = missingHead(id);
    if (head === undefined) {
      seenHead.delete(id);
      return found;
    }
    if (found !== undefined) {
      seenHead.set(id, { head, message: found });
      return found;
    }
    const looked = openedFor.get(id);
    if (looked?.head !== head) {
      openedFor.set(id, { ...looked, head });
      openNewest(id, chapters);
    }
    const seen = seenHead.get(id);
    return seen?.head === head && !isLeftOut(id, seen.message) ? seen.message : undefined;
  };

  /** Blocked members of whose block the server does not know yet. */
  const justBlocked = ({ members }: FactRecord): number =>
    members.filter(
      ({ number, userId }) => contacts.isBlocked(number) && localState.tables.person.get(userId)?.blocked !== true,
    ).length;

  /** The server also counts messages hidden for oneself, because it does not know of them. */
  const unread: ClosedChapter['unread'] = (id, chapters, read, counted) => {
    const fact = localState.tables.fact.get(id);
    if (fact === undefined || fact.unread === 0 || fact.seq <= read) return counted;
    const leftOut = account.hiddenIn(id) + justBlocked(fact);
    if (leftOut === 0) return counted;
    const of = `${fact.seq} ${read} ${leftOut}`;
    if (counted !== undefined) {
      seenUnread.set(id, { of, unread: counted });
      return counted;
    }
    const looked = openedFor.get(id);
    if (looked?.leftOut !== leftOut) {
      openedFor.set(id, { ...looked, leftOut });
      openNewest(id, chapters);
    }
    const seen = seenUnread.get(id);
    return seen?.of === of ? seen.unread : undefined;
  };

  return { newest, unread };
};
