import type { MessageBody } from '../../../shared/envelope/body.ts';
import { EVERYBODY } from '../../../shared/envelope/envelope.ts';
import type { Unopened } from '../../../shared/envelope/opened-body.ts';
import { isWebhookId } from '../../../shared/ids/account.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { mayPost, mayWithMessage } from '../../../shared/permissions/table.ts';
import type { PersonFact } from '../../../shared/protocol/facts.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { arrivedLate, shownAt } from '../../../shared/timeline/message-order.ts';
import type { MessageEntry, MessageState, PollView, Quote, UnopenedCount } from '../../channel/timeline-view.ts';
import { isPastDue, type TimelineRenderContext } from './timeline-render-context.ts';

/** `delivered` and `read` mean all others; in a group the server may not tell about every member. */
export const stateOf = (seq: number, marks: TimelineRenderContext['marks']): MessageState =>
  marks.instead ?? (marks.read >= seq ? 'read' : marks.delivered >= seq ? 'delivered' : 'sent');

const NOTHING: MessageEntry['may'] = {
  edit: false,
  remove: false,
  react: false,
  pin: false,
  reply: false,
  vote: false,
  closePoll: false,
};

const mayOf = (message: ChapterMessage, renderContext: TimelineRenderContext): MessageEntry['may'] => {
  const own = message.by === renderContext.me;
  const may = mayWithMessage(renderContext.membership, own);
  const isOpenPoll = message.body?.kind === 'poll' && !message.closed;
  return {
    ...may,
    edit: may.edit && message.body?.kind === 'text',
    // Before it is stamped it may move to another chapter, and the pin would lead nowhere.
    pin: may.pin && message.stamp !== undefined,
    reply: mayPost(renderContext.membership),
    vote: isOpenPoll,
    closePoll: isOpenPoll && own,
  };
};

const countOf = (all: readonly Unopened[] | undefined): UnopenedCount | undefined => {
  const [first] = all ?? [];
  if (all === undefined || first === undefined) return undefined;
  return { count: all.length, why: all.includes('opening') ? 'opening' : first };
};

const pollOf = (
  { body, votes, unopenedVotes, closed }: ChapterMessage,
  { me, person }: TimelineRenderContext,
): PollView | undefined => {
  if (body?.kind !== 'poll') return undefined;
  const unopened = countOf(unopenedVotes);
  return {
    options: body.options.map((text, i) => {
      const voters = votes[i] ?? [];
      return {
        text,
        count: voters.length,
        mine: voters.includes(me),
        names: body.anonymous ? [] : voters.map((number) => person(number).name),
      };
    }),
    voters: new Set(votes.flat()).size,
    ...(unopened === undefined ? {} : { unopened }),
    closed,
  };
};

const authorOf = ({ name, userId }: PersonFact): Pick<MessageEntry, 'author' | 'webhook'> => ({
  author: name,
  ...(isWebhookId(userId) ? { webhook: true } : {}),
});

/** The message that another replies to, as it is now; never shows more of it than the timeline itself would. */
const quoteOf = (reply: NonNullable<MessageBody['reply']>, renderContext: TimelineRenderContext): Quote => {
  const { me, person, now, lookUp, isBlocked, isHidden, removingAt } = renderContext;
  const found = lookUp(reply);
  const place = { chapter: reply.chapter, messageId: reply.id as MessageId };
  if (found === undefined || found === 'deleted')
    return { ...place, state: found ?? 'elsewhere', by: 0, author: '', own: false, text: undefined };
  const gone =
    found.deletedBy !== undefined || isPastDue(found, now) || isHidden(found) || removingAt(found) !== undefined;
  return {
    // Before it was sent it may have moved to another chapter than the reply says.
    ...place,
    chapter: found.chapter,
    state: gone ? 'deleted' : 'here',
    by: found.by,
    ...authorOf(person(found.by)),
    own: found.by === me,
    text: gone || isBlocked(found.by) ? undefined : found.text,
    ...(gone || found.unopened === undefined ? {} : { unopened: found.unopened }),
  };
};

/** Whether it mentions a reader who did not write it, or everybody. */
export const mentionsReader = ({ by, mentions }: Pick<ChapterMessage, 'by' | 'mentions'>, me: number): boolean =>
  by !== me && (mentions.includes(me) || mentions.includes(EVERYBODY));

/** A contact card carries any name its sender chose: for a known person the server's name is shown. */
const bodyOf = (body: MessageBody | undefined, person: TimelineRenderContext['person']): MessageBody | undefined => {
  if (body?.kind !== 'contact') return body;
  const known = person(body.by);
  return known.userId === body.userId && known.name !== '' ? { ...body, name: known.name } : body;
};

/** One message as a row by itself; whether it begins or ends a run depends on its neighbours. */
export const toMessageEntry = (message: ChapterMessage, renderContext: TimelineRenderContext): MessageEntry => {
  const { me, person, writable, marks } = renderContext;
  const own = message.by === me;
  const seq = message.stamp?.seq ?? 0;
  const isHere = message.stamp === undefined && marks.instead !== 'not-sent';
  const here = own || isHere ? renderContext.localDeliveryState(message) : 'sent';
  // A stamp of a server that is gone says nothing of the present one.
  const state = isHere || here === 'not-sent' ? here : own ? stateOf(seq, marks) : 'sent';
  const removingAt = message.deletedBy === undefined ? renderContext.removingAt(message) : undefined;
  const isFixed =
    !writable ||
    message.deletedBy !== undefined ||
    state === 'not-sent' ||
    removingAt !== undefined ||
    message.lost ||
    message.pending;
  const unopenedReactions = countOf(message.unopenedReactions);
  return {
    kind: 'message',
    key: message.id,
    messageId: message.id,
    chapter: message.chapter,
    seq,
    by: message.by,
    ...authorOf(person(message.by)),
    own,
    body: bodyOf(message.body, person),
    text: message.text,
    ...(message.unopened === undefined ? {} : { unopened: message.unopened }),
    quote: message.body?.reply === undefined ? undefined : quoteOf(message.body.reply, renderContext),
    poll: pollOf(message, renderContext),
    mentionsMe: mentionsReader(message, me) && !renderContext.isBlocked(message.by),
    ...(renderContext.isBlocked(message.by) ? { blocked: true as const } : {}),
    starred: renderContext.isStarred(message),
    pinned: renderContext.isPinned(message),
    replies: renderContext.replies(message),
    removingAt,
    due: message.stamp?.due,
    deleted:
      message.deletedBy === undefined
        ? undefined
        : { by: message.deletedBy === me ? undefined : person(message.deletedBy).name },
    at: shownAt(message),
    arrivedAt: arrivedLate(message),
    state,
    ...(message.lost ? { lost: true as const } : {}),
    edited: message.edited,
    ...(message.edits === undefined ? {} : { edits: message.edits }),
    reactions: message.reactions.map(({ emoji, by }) => ({
      emoji,
      count: by.length,
      mine: by.includes(me),
      names: by.map((number) => person(number).name),
    })),
    ...(unopenedReactions === undefined ? {} : { unopenedReactions }),
    first: true,
    last: true,
    // A copy for each entry: in the store of a tab, entries would share one object that is changed in place.
    may: isFixed ? { ...NOTHING } : mayOf(message, renderContext),
  };
};
