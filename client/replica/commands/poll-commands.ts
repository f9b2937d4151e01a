import { itemAt } from '../../../shared/document/chapter.ts';
import { mayWithMessage } from '../../../shared/permissions/table.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { Commands } from '../../channel/commands.ts';
import { type Done, envelopeOf, type WritingDeps, withChapter } from './writing.ts';

const choicesOf = (message: ChapterMessage, number: number): number[] =>
  message.votes.flatMap((voters, choice) => (voters.includes(number) ? [choice] : []));

/** One's vote as it shall be: a later one takes the place of an earlier one, none takes it back. */
export const voteOn = (deps: WritingDeps, input: Commands['vote']['in']): Promise<Done> =>
  withChapter(deps, input, (live): Done => {
    const { conversationId, messageId } = input;
    const message = live.index?.get(messageId);
    const choices = [...new Set(input.choices)].sort((a, b) => a - b);
    if (message?.body?.kind !== 'poll') return 'unknown';
    if (deps.directory.roleIn(conversationId) === undefined || message.closed) return 'not-allowed';
    const { options, multiple } = message.body;
    if (choices.some((choice) => !Number.isInteger(choice) || choice < 0 || choice >= options.length)) return 'unknown';
    if (choices.length > 1 && !multiple) return 'too-many';
    const key = `${messageId}/${deps.me}`;
    if (choicesOf(message, deps.me).join() === choices.join()) return undefined;
    live.write((doc) => {
      if (choices.length === 0) doc.getMap('votes').delete(key);
      else doc.getMap('votes').set(key, envelopeOf(deps, { kind: 'vote', choices }));
    });
    return undefined;
  });

/** An edit by the author after which no more votes are offered. */
export const closePoll = (deps: WritingDeps, input: Commands['closePoll']['in']): Promise<Done> =>
  withChapter(deps, input, (live): Done => {
    const { conversationId, messageId, editId } = input;
    const membership = deps.directory.membershipIn(conversationId);
    const message = live.index?.get(messageId);
    if (message?.body?.kind !== 'poll') return 'unknown';
    if (membership === undefined || !mayWithMessage(membership, message.by === deps.me).edit) return 'not-allowed';
    const key = `${messageId}/${editId}`;
    if (message.closed || itemAt(live.doc, 'edits', key) !== undefined) return undefined;
    live.write((doc) => doc.getMap('edits').set(key, envelopeOf(deps, { kind: 'poll-closed' })), messageId);
    return undefined;
  });
