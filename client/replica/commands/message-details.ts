import { isWebhookId } from '../../../shared/ids/account.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageReceipts } from '../../../shared/protocol/http.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import type { FullMessageRef, MessageDetails } from '../../channel/commands.ts';
import type { Api, Clock } from '../ports.ts';
import type { ConversationDeps } from './conversation-commands.ts';
import { withChapter } from './writing.ts';

/** A person who asks for details does not wait longer than this for times. ms */
const ANSWER_WITHIN = 3_000;

type DetailsPerson = MessageDetails['people'][number];

/**
 * What the facts on this device say: names only where the server tells each member's marks. Read marks are left out when
 * the reader must not see them, since the facts may know some from before.
 */
const detailsHere = (
  deps: ConversationDeps,
  id: ConversationId,
  message: ChapterMessage,
  isShownReads: boolean,
): MessageDetails => {
  const { directory, localState } = deps;
  const known = directory.get(id);
  const others = (known?.members ?? []).filter(
    ({ person }) => person.number !== message.by && !isWebhookId(person.userId),
  );
  const marks = new Map(localState.tables.fact.get(id)?.members.map((one) => [one.number, one]));
  const seq = message.stamp?.seq ?? Number.MAX_SAFE_INTEGER;
  const people = others.map(({ person: { number, name } }): DetailsPerson => {
    const mark = marks.get(number);
    // The person who asks has read it, even if the facts do not say so yet.
    const read = number === deps.me || (isShownReads && (mark?.read ?? 0) >= seq);
    const state = read ? 'read' : (mark?.delivered ?? 0) >= seq ? 'delivered' : 'sent';
    return { number, name, state, deliveredAt: undefined, readAt: undefined };
  });
  const isAll = (mark: number | undefined) => (mark ?? 0) >= seq;
  const count = (isPast: (person: DetailsPerson) => boolean, all: boolean) =>
    all ? people.length : people.filter(isPast).length;
  return {
    writtenAt: message.at,
    stampedAt: message.stamp?.at,
    others: people.length,
    delivered: count(({ state }) => state !== 'sent', isAll(known?.marks.delivered)),
    read: count(({ state }) => state === 'read', isAll(known?.marks.read)),
    people: (known?.members.length ?? 0) > LIMITS.namedReceipts ? [] : people,
    complete: false,
  };
};

const joined = (here: MessageDetails, all: readonly DetailsPerson[], there: MessageReceipts): MessageDetails => {
  const times = new Map(there.people.map((one) => [one.number, one]));
  const people = all.map((one): DetailsPerson => {
    const { deliveredAt, readAt } = times.get(one.number) ?? {};
    const state =
      readAt !== undefined ? 'read' : deliveredAt !== undefined && one.state === 'sent' ? 'delivered' : one.state;
    return { ...one, state, deliveredAt, readAt };
  });
  // This device may have read further than it has told the server.
  const atLeast = (count: number, isPast: (one: DetailsPerson) => boolean) =>
    Math.max(count, people.filter(isPast).length);
  return {
    ...here,
    others: there.others,
    delivered: atLeast(there.delivered, ({ state }) => state !== 'sent'),
    read: atLeast(there.read, ({ state }) => state === 'read'),
    people,
    complete: true,
  };
};

const within = <T>(clock: Clock, ms: number, work: Promise<T>): Promise<T | undefined> =>
  new Promise((resolve) => {
    const cancel = clock.setTimer(ms, () => resolve(undefined));
    void work.then((value) => {
      cancel();
      resolve(value);
    });
  });

/** Who has a message: first what is known here, and when the server answers in time, since when. */
export const detailsOf = async (
  deps: ConversationDeps,
  api: Api,
  { isOnline, isShownReads }: { readonly isOnline: boolean; readonly isShownReads: boolean },
  place: FullMessageRef,
): Promise<Result<MessageDetails, 'unknown'>> => {
  const { conversationId: id } = place;
  const found = await withChapter(deps, place, (live) => succeed(live.index?.get(place.messageId)));
  const message = found.ok ? found.value : undefined;
  if (message === undefined || message.deletedBy !== undefined) return fail('unknown');
  const here = detailsHere(deps, id, message, isShownReads);
  if (!isOnline || message.stamp === undefined || here.others === 0) return succeed(here);
  const answer = await within(deps.clock, ANSWER_WITHIN, api.messageReceipts(id, message.stamp.seq));
  if (answer?.ok !== true) return succeed(here);
  const named: readonly DetailsPerson[] =
    here.people.length > 0
      ? here.people
      : (deps.directory.get(id)?.members ?? [])
          .filter(({ person }) => person.number !== message.by)
          .map(({ person: { number, name } }) => ({
            number,
            name,
            state: 'sent',
            deliveredAt: undefined,
            readAt: undefined,
          }));
  return succeed(joined(here, named, answer.value));
};
