import { itemAt } from '../../../shared/document/chapter.ts';
import { headerMentions, namedIn } from '../../../shared/envelope/mentions.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import { DONE, fail, type Result, succeed } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import type { Commands, FullMessageRef } from '../../channel/commands.ts';
import { judgeBody } from './judge-body.ts';
import { envelopeOf, type Outcome, type WritingDeps, withChapter } from './writing.ts';

/** Whom a message mentions beside those its text names: the author of what it answers. */
export const mentionedAuthor = ({ body, mentions }: ChapterMessage): number | undefined => {
  const named = namedIn(body);
  return mentions.find((number) => !named.includes(number));
};

export const editMessage = (deps: WritingDeps, input: Commands['edit']['in']): Promise<Outcome> =>
  withChapter(deps, input, (live): Outcome => {
    const { conversationId, messageId, editId, text, mentions, everyone } = input;
    const membership = deps.directory.membershipIn(conversationId);
    const message = live.index?.get(messageId);
    if (message === undefined) return fail('unknown');
    if (
      membership === undefined ||
      message.body?.kind !== 'text' ||
      !mayWithMessage(membership, message.by === deps.me).edit
    )
      return fail('not-allowed');
    const judged = judgeBody(membership, {
      kind: 'text',
      text,
      ...(mentions === undefined || mentions.length === 0 ? {} : { mentions }),
      ...(everyone === undefined ? {} : { everyone }),
    });
    if (!judged.ok) return judged;
    const key = `${messageId}/${editId}`;
    if (itemAt(live.doc, 'edits', key) !== undefined) return DONE;
    const header = headerMentions(judged.value, deps.me, mentionedAuthor(message));
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(deps, judged.value, header)), messageId);
    return DONE;
  });

/** What a message said and says, the oldest first. */
export const versionsOf = (
  deps: WritingDeps,
  place: FullMessageRef,
): Promise<Result<Commands['versions']['out']['versions'], 'unknown'>> =>
  withChapter(deps, place, (live) => {
    const message = live.index?.get(place.messageId);
    if (message === undefined || message.deletedBy !== undefined) return fail('unknown');
    return succeed(
      (live.index?.versions(place.messageId) ?? []).map(({ id, text, at, stamp }) => ({
        id,
        text,
        at: shownAt({ at, stamp }),
      })),
    );
  });
