import { itemAt } from '../../../shared/document/chapter.ts';
import { headerMentions } from '../../../shared/envelope/mentions.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import { DONE, fail } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Commands } from '../../channel/commands.ts';
import { mentionedAuthor } from './answered-author.ts';
import { envelopeOf, type Outcome, type WritingDeps, withChapter } from './writing.ts';

const choicesOf = (message: ChapterMessage, number: number): number[] =>
  message.votes.flatMap((voters, choice) => (voters.includes(number) ? [choice] : []));

/** One's vote as it shall be: a later one takes the place of an earlier one, none takes it back. */
export const voteOn = (deps: WritingDeps, input: Commands['vote']['in']): Promise<Outcome> =>
  withChapter(deps, input, (live): Outcome => {
    const { conversationId, messageId } = input;
    const message = live.index?.get(messageId);
    const choices = [...new Set(input.choices)].sort((a, b) => a - b);
    if (message?.unopened !== undefined) return fail('unopened');
    if (message?.body?.kind !== 'poll') return fail('unknown');
    if (deps.directory.roleIn(conversationId) === undefined || message.closed) return fail('not-allowed');
    const { options, multiple } = message.body;
    if (choices.some((choice) => !Number.isInteger(choice) || choice < 0 || choice >= options.length))
      return fail('unknown');
    if (choices.length > 1 && !multiple) return fail('too-many');
    const key = `${messageId}/${deps.me}`;
    // A vote that cannot be shown here is removed all the same.
    const isKnown = choices.length > 0 || !live.doc.getMap('votes').has(key);
    if (isKnown && choicesOf(message, deps.me).join() === choices.join()) return DONE;
    live.write((doc) => {
      if (choices.length === 0) doc.getMap('votes').delete(key);
      else doc.getMap('votes').set(key, envelopeOf(deps, 'votes', { kind: 'vote', choices }));
    });
    return DONE;
  });

/** An edit by the author after which no more votes are offered. */
export const closePoll = (deps: WritingDeps, input: Commands['closePoll']['in']): Promise<Outcome> =>
  withChapter(deps, input, (live): Outcome => {
    const { conversationId, messageId, editId } = input;
    const membership = deps.directory.membershipIn(conversationId);
    const message = live.index?.get(messageId);
    if (message?.unopened !== undefined) return fail('unopened');
    if (message?.body?.kind !== 'poll') return fail('unknown');
    if (membership === undefined || !mayWithMessage(membership, message.by === deps.me).edit)
      return fail('not-allowed');
    const key = `${messageId}/${editId}`;
    if (message.closed || itemAt(live.doc, 'edits', key) !== undefined) return DONE;
    const body = { kind: 'poll-closed' } as const;
    // The poll keeps mentioning the people it mentions.
    const envelope = envelopeOf(deps, 'edits', body, headerMentions(body, deps.me, mentionedAuthor(message)));
    live.write((doc) => doc.getMap('edits').set(key, envelope), messageId);
    return DONE;
  });
