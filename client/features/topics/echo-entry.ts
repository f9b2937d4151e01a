import type { Commands } from '../../channel/commands.ts';
import type { MessageEntry, Person, TimelineEntry } from '../../channel/projections.ts';

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

/**
 * A message just sent as the replica will show it in a moment: pending, with nothing that can be done to it yet.
 * undefined: what it looks like only the replica knows.
 */
export const echoEntry = (
  { messageId, body }: Sent,
  me: Person,
  at: number,
  before: TimelineEntry | undefined,
): MessageEntry | undefined => {
  if (body.kind !== 'text' || body.reply !== undefined) return undefined;
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
    body,
    text: body.text,
    quote: undefined,
    poll: undefined,
    mentionsMe: false,
    starred: false,
    pinned: false,
    replies: undefined,
    removingAt: undefined,
    due: undefined,
    unreadable: false,
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
