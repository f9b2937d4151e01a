import { chapterDocument } from '../../../shared/document/name.ts';
import type { MessageBody } from '../../../shared/envelope/body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { succeed } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { SharedMessage } from '../../channel/commands.ts';
import { isPastDue } from '../projections/timeline-render-context.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { withOpenChapter } from './writing.ts';

/** Opening a chapter takes tens of milliseconds: no more than this for one answer. */
const MOST_CHAPTERS = 12;
/** When so many were found the answer is enough for some screens. */
const ENOUGH = 60;

/** What may hold an address to follow; whether it does, those decide who show it. */
const HINT = /https?:\/\/|mailto:|www\./iu;

const isShared = (body: MessageBody): boolean => {
  switch (body.kind) {
    case 'text':
      return HINT.test(body.text);
    case 'files':
    case 'location':
    case 'contact':
      return true;
    default:
      return false;
  }
};

export interface SharedIn {
  readonly messages: readonly SharedMessage[];
  /** The chapter to continue from; undefined: everything on this device was searched. */
  readonly next: number | undefined;
  readonly complete: boolean;
}

/**
 * Messages with files, addresses, places or contacts, as far as their chapters are on this device; nothing is fetched.
 * @param from the newest chapter to look into; undefined: the newest there is
 */
export const sharedIn = async (
  deps: ConversationDeps,
  isLeftOut: (message: ChapterMessage) => boolean,
  id: ConversationId,
  from: number | undefined,
): Promise<SharedIn> => {
  const { clock, directory, localState } = deps;
  /** A chapter neither here nor on the server is never opened: that would make it. */
  const isHeld = (chapter: number): boolean => {
    const name = chapterDocument(id, chapter);
    const record = localState.tables.document.get(name);
    return record !== undefined && (record.synced > 0 || directory.versionOf(name) === 0);
  };
  const chapters = directory.chapters(id).toReversed();
  const wanted = chapters.filter((chapter) => isHeld(chapter) && (from === undefined || chapter <= from));
  const messages: SharedMessage[] = [];
  let looked = 0;
  for (const chapter of wanted) {
    if (looked === MOST_CHAPTERS || messages.length >= ENOUGH) break;
    looked++;
    const here = await withOpenChapter(deps, { conversationId: id, chapter }, (live) =>
      succeed(live.index?.messages() ?? []),
    );
    if (!here.ok) continue;
    for (const message of here.value.toReversed()) {
      const { body } = message;
      if (body === undefined || !isShared(body) || isPastDue(message, clock.now()) || isLeftOut(message)) continue;
      const author = directory.person(message.by).name;
      const at = shownAt(message);
      messages.push({
        conversationId: id,
        chapter,
        messageId: message.id,
        author,
        own: message.by === deps.me,
        at,
        body,
      });
    }
  }
  return { messages, next: wanted[looked], complete: chapters.every(isHeld) };
};
