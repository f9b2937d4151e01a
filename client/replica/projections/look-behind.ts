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
import { isUnopened } from './latest-message.ts';

export interface BehindDeps {
  readonly localState: LocalState;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  readonly account: Pick<AccountState, 'hiddenIn' | 'isHidden'>;
  readonly contacts: Pick<Contacts, 'isBlocked'>;
  /** A row needs what stands in a closed chapter: call `forget` when it is open. */
  readonly open: (id: ConversationId, chapter: DocumentName) => void;
}

/**
 * Where the facts tell less than the device has, what a row shows is seen in its newest chapter: that is opened once for
 * it, and what was seen there stays when it is closed again.
 */
export interface Behind {
  /** `newest`: as far as chapters are open. */
  readonly newest: (
    id: ConversationId,
    chapters: readonly number[],
    newest: ChapterMessage | undefined,
  ) => ChapterMessage | undefined;
  /** `counted`: where the device can count now. */
  readonly unread: (
    id: ConversationId,
    chapters: readonly number[],
    read: number,
    counted: Unread | undefined,
  ) => Unread | undefined;
}

export const lookBehind = (
  deps: BehindDeps & {
    readonly isLeftOut: (id: ConversationId, message: ChapterMessage) => boolean;
    readonly isHeadPastDue: (id: ConversationId, messageId: string) => boolean;
  },
): Behind => {
  const { account, contacts, localState, isHeadPastDue, isLeftOut, peek } = deps;
  /** What a chapter was opened for. */
  const lookedFor = new Map<ConversationId, { readonly head?: string; readonly leftOut?: number }>();
  const seenHead = new Map<ConversationId, { readonly head: string; readonly message: ChapterMessage }>();
  const seenUnread = new Map<ConversationId, { readonly of: string; readonly unread: Unread }>();

  /** The head the facts name, if it is not to be shown or they do not say what it is; or that it has disappeared. */
  const missingHead = (id: ConversationId): string | undefined => {
    const fact = localState.tables.fact.get(id);
    if (fact === undefined || fact.seq === 0) return undefined;
    if (fact.head === undefined) return `none at ${fact.seq}`;
    const { id: head, by } = fact.head;
    const isHidden = account.isHidden(id, head as MessageId) || contacts.isBlocked(by);
    return isHidden || isHeadPastDue(id, head) || isUnopened(fact.head) ? head : undefined;
  };

  const openNewest = (id: ConversationId, chapters: readonly number[]): void => {
    const chapter = chapterDocument(id, chapters.at(-1) ?? 0);
    if (localState.tables.document.has(chapter) && peek(chapter) === undefined) deps.open(id, chapter);
  };

  /** What stands before a head that is not to be shown is only known where its chapter is open, or was. */
  const newest: Behind['newest'] = (id, chapters, found) => {
    const head = missingHead(id);
    if (head === undefined) {
      seenHead.delete(id);
      return found;
    }
    if (found !== undefined) {
      seenHead.set(id, { head, message: found });
      return found;
    }
    const looked = lookedFor.get(id);
    if (looked?.head !== head) {
      lookedFor.set(id, { ...looked, head });
      openNewest(id, chapters);
    }
    const seen = seenHead.get(id);
    return seen?.head === head && !isLeftOut(id, seen.message) ? seen.message : undefined;
  };

  /** Members one blocks of whom the server does not know that yet. */
  const justBlocked = ({ members }: FactRecord): number =>
    members.filter(
      ({ number, userId }) => contacts.isBlocked(number) && localState.tables.person.get(userId)?.blocked !== true,
    ).length;

  /** The server counts what is hidden from oneself, too, which it does not know of. */
  const unread: Behind['unread'] = (id, chapters, read, counted) => {
    const fact = localState.tables.fact.get(id);
    if (fact === undefined || fact.unread === 0 || fact.seq <= read) return counted;
    const leftOut = account.hiddenIn(id) + justBlocked(fact);
    if (leftOut === 0) return counted;
    const of = `${fact.seq} ${read} ${leftOut}`;
    if (counted !== undefined) {
      seenUnread.set(id, { of, unread: counted });
      return counted;
    }
    const looked = lookedFor.get(id);
    if (looked?.leftOut !== leftOut) {
      lookedFor.set(id, { ...looked, leftOut });
      openNewest(id, chapters);
    }
    const seen = seenUnread.get(id);
    return seen?.of === of ? seen.unread : undefined;
  };

  return { newest, unread };
};
