import type { MessageId } from '../../../shared/ids/ulid.ts';
import { summaryOf } from '../../../shared/protocol/summary-of.ts';
import type { Commands } from '../../channel/commands.ts';
import type { Person } from '../../channel/person.ts';
import type { MessageEntry, Quote, TimelineEntry } from '../../channel/timeline-view.ts';

type Sent = Commands['send']['in'];

/** Messages of one author within this time stand together, as in the replica. ms */
const RUN = 5 * 60 * 1_000;

const NOTHING = {
  edit: false,
  remove: false,
  react: false,
  pin: false,
  reply: false,
  vote: false,
  closePoll: false,
} as const;

/** What it answers, as far as that is on the screen; the replica may know more of it. */
const quoteOf = (
  { chapter, id }: { readonly chapter: number; readonly id: string },
  find: (id: string) => MessageEntry | undefined,
): Quote => {
  const found = find(id);
  const place = { chapter: found?.chapter ?? chapter, messageId: id as MessageId };
  if (found === undefined) return { ...place, state: 'elsewhere', by: 0, author: '', own: false, text: undefined };
  const { by, author, own, text, unopened } = found;
  const isGone = found.deleted !== undefined || found.removingAt !== undefined;
  return { ...place, state: isGone ? 'deleted' : 'here', by, author, own, text: isGone ? undefined : text, unopened };
};

/**
 * A message just sent as the replica will show it in a moment: pending, with nothing that can be done to it yet.
 *
 * @param before what it will stand behind @param find a message on the screen, to be quoted
 */
export const echoEntry = (
  { messageId, body }: Sent,
  me: Person,
  at: number,
  before: TimelineEntry | undefined,
  find: (id: string) => MessageEntry | undefined,
): MessageEntry => {
  const joins = before?.kind === 'message' && before.own && before.deleted === undefined && at - before.at <= RUN;
  return {
    kind: 'message',
    key: messageId,
    messageId,
    chapter: 0,
    seq: 0,
    by: me.number,
    author: me.name,
    own: true,
    // A copy of its own: each place is a store, which changes in place what it was given.
    body: structuredClone(body),
    text: summaryOf(body),
    quote: body.reply === undefined ? undefined : quoteOf(body.reply, find),
    poll: undefined,
    mentionsMe: false,
    starred: false,
    pinned: false,
    replies: undefined,
    removingAt: undefined,
    due: undefined,
    deleted: undefined,
    at,
    arrivedAt: undefined,
    state: 'pending',
    edited: false,
    reactions: [],
    first: !joins,
    last: true,
    // One for each: stores change in place what they hold.
    may: { ...NOTHING },
  };
};
