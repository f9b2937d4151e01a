import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Facts, Storage } from '../../storage/ports/storage.ts';

/** One membership from its beginning to its end; both bounds are chapters. */
interface Period {
  readonly userId: UserId;
  readonly from: number;
  /** Newest chapter when it ended; undefined while it lasts. */
  to: number | undefined;
  /** When it ended, by the server's clock. */
  until: number;
}

/**
 * The chapters for which each person was a member, recorded at every change of members. Timelines do not tell: a person who
 * was asked to join and declined could read meanwhile and leaves no event.
 */
export class MembershipLog {
  private readonly periods = new Map<ConversationId, Period[]>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Wraps a storage so that its changes of members are recorded. */
  watch<S extends Storage>(storage: S): S {
    const { facts } = storage;
    const noting = async <T>(outcome: Promise<T>, idOf: (value: T) => ConversationId | undefined): Promise<T> => {
      const value = await outcome;
      const id = idOf(value);
      if (id !== undefined) void this.note(facts, id);
      return value;
    };
    const watched: Facts = {
      ...facts,
      createConversation: (conversation, at) =>
        noting(facts.createConversation(conversation, at), () => conversation.id),
      act: (id, by, act, at) => noting(facts.act(id, by, act, at), () => id),
      join: (digest, userId, at) =>
        noting(facts.join(digest, userId, at), (outcome) =>
          outcome.kind === 'refused' ? undefined : outcome.conversationId,
        ),
      answerRequest: (id, by, who, accept, at) => noting(facts.answerRequest(id, by, who, accept, at), () => id),
    };
    return { ...storage, facts: watched };
  }

  /** @param at when it was sent, by the server's clock; a removed person still receives until `grace` ms later */
  mayHold(id: ConversationId, userId: string, chapter: number, at: number, grace: number): boolean {
    return (this.periods.get(id) ?? []).some(
      (period) =>
        period.userId === userId &&
        chapter >= period.from &&
        (period.to === undefined || chapter <= period.to || at <= period.until + grace),
    );
  }

  /** Both reads run synchronously, before anything else can change. */
  private async note(facts: Facts, id: ConversationId): Promise<void> {
    const [members, conversation] = await Promise.all([facts.members(id), facts.conversation(id)]);
    const periods = this.periods.get(id) ?? [];
    this.periods.set(id, periods);
    for (const period of periods) {
      const isOver = members.every(({ userId, from }) => userId !== period.userId || from !== period.from);
      if (period.to !== undefined || !isOver) continue;
      period.to = conversation?.newestChapter ?? 0;
      period.until = this.now();
    }
    for (const { userId, from } of members)
      if (!periods.some((period) => period.userId === userId && period.to === undefined))
        periods.push({ userId, from, to: undefined, until: 0 });
  }
}
