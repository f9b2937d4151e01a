import type { MessageBody } from '../../../shared/envelope/body.ts';
import { EVERYBODY } from '../../../shared/envelope/envelope.ts';
import type { MessageId } from '../../../shared/ids/ulid.ts';
import { mayPost, mayWithMessage } from '../../../shared/permissions/table.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { arrivedLate, shownAt } from '../../../shared/timeline/message-order.ts';
import type { MessageEntry, MessageState, PollView, Quote } from '../../channel/projections.ts';
import { isPastDue, type TimelineRenderContext } from './timeline-render-context.ts';

/** `delivered` and `read` mean all others: in a group one person more may not be told about. */
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

const pollOf = (
  { body, votes, closed }: ChapterMessage,
  { me, person }: TimelineRenderContext,
): PollView | undefined => {
  if (body?.kind !== 'poll') return undefined;
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
    closed,
  };
};

/** The message that another answers, as it is now: never more of it than the timeline itself would show. */
const quoteOf = (reply: NonNullable<MessageBody['reply']>, renderContext: TimelineRenderContext): Quote => {
  const { me, person, now, lookUp, isBlocked, isHidden, removingAt } = renderContext;
  const found = lookUp(reply);
  const place = { chapter: reply.chapter, messageId: reply.id as MessageId };
  if (found === undefined || found === 'deleted')
    return { ...place, state: found ?? 'elsewhere', by: 0, author: '', own: false, text: undefined };
  const gone =
    found.deletedBy !== undefined || isPastDue(found, now) || isHidden(found) || removingAt(found) !== undefined;
  return {
    // Before it was sent it may have moved to another chapter than the answer says.
    ...place,
    chapter: found.chapter,
    state: gone ? 'deleted' : 'here',
    by: found.by,
    author: person(found.by).name,
    own: found.by === me,
    text: gone || isBlocked(found.by) ? undefined : found.text,
  };
};

/** Whether it mentions a reader who did not write it, or everybody. */
export const mentionsReader = ({ by, mentions }: Pick<ChapterMessage, 'by' | 'mentions'>, me: number): boolean =>
  by !== me && (mentions.includes(me) || mentions.includes(EVERYBODY));

/** A contact card names whom its sender likes: the name of somebody known here is what the server says. */
const bodyOf = (body: MessageBody | undefined, person: TimelineRenderContext['person']): MessageBody | undefined => {
  if (body?.kind !== 'contact') return body;
  const known = person(body.by);
  return known.userId === body.userId && known.name !== '' ? { ...body, name: known.name } : body;
};

/** One message as a row, for itself: whether it opens or closes a run is seen from its neighbours. */
export const toMessageEntry = (message: ChapterMessage, renderContext: TimelineRenderContext): MessageEntry => {
  const { me, person, writable, marks } = renderContext;
  const own = message.by === me;
  const seq = message.stamp?.seq ?? 0;
  const isHere = message.stamp === undefined && marks.instead !== 'not-sent';
  const state = isHere ? renderContext.here(message) : own ? stateOf(seq, marks) : 'sent';
  const removingAt = message.deletedBy === undefined ? renderContext.removingAt(message) : undefined;
  const isFixed =
    !writable || message.deletedBy !== undefined || state === 'not-sent' || removingAt !== undefined || message.lost;
  return {
    kind: 'message',
    key: message.id,
    messageId: message.id,
    chapter: message.chapter,
    seq,
    by: message.by,
    author: person(message.by).name,
    own,
    body: bodyOf(message.body, person),
    text: message.text,
    quote: message.body?.reply === undefined ? undefined : quoteOf(message.body.reply, renderContext),
    poll: pollOf(message, renderContext),
    mentionsMe: mentionsReader(message, me) && !renderContext.isBlocked(message.by),
    ...(renderContext.isBlocked(message.by) ? { blocked: true as const } : {}),
    starred: renderContext.isStarred(message),
    pinned: renderContext.isPinned(message),
    replies: renderContext.replies(message),
    removingAt,
    due: message.stamp?.due,
    unreadable: message.unreadable,
    deleted:
      message.deletedBy === undefined
        ? undefined
        : { by: message.deletedBy === me ? undefined : person(message.deletedBy).name },
    at: shownAt(message),
    arrivedAt: arrivedLate(message),
    state,
    ...(message.lost ? { lost: true as const } : {}),
    edited: message.edited,
    reactions: message.reactions.map(({ emoji, by }) => ({
      emoji,
      count: by.length,
      mine: by.includes(me),
      names: by.map((number) => person(number).name),
    })),
    first: true,
    last: true,
    // One for each: what entries share on the way to a tab they would share in its store, where it is changed in place.
    may: isFixed ? { ...NOTHING } : mayOf(message, renderContext),
  };
};
