import type { UserId } from '../../shared/ids/account.ts';
import type { ChapterFact, ConversationFact, FeedPage, MemberFact, PersonFact } from '../../shared/protocol/facts.ts';
import type { Feed } from '../../storage/ports/feed.ts';

interface Held {
  fact: Omit<ConversationFact, 'members' | 'chapters'>;
  members: Map<string, MemberFact>;
  chapters: Map<number, ChapterFact>;
}

const byKey = <K, V>(map: ReadonlyMap<K, V>): [K, V][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** What a device makes of the feed: it merges pages and follows the cursor. */
export class Device {
  cursor = 0;
  readonly people = new Map<string, PersonFact>();
  readonly conversations = new Map<string, Held>();
  readonly pages: FeedPage[] = [];
  private readonly facts: Feed;
  private readonly userId: UserId;
  private readonly limit: number;

  constructor(facts: Feed, userId: UserId, limit: number) {
    this.facts = facts;
    this.userId = userId;
    this.limit = limit;
  }

  /** One request; true when the server has more. */
  async turn(): Promise<boolean> {
    const page = await this.facts.feed(this.userId, this.cursor, this.limit);
    this.pages.push(page);
    this.apply(page);
    this.cursor = page.cursor;
    return page.more;
  }

  async follow(): Promise<void> {
    for (let turns = 0; await this.turn(); turns++) if (turns > 1_000) throw new Error('The feed does not end.');
  }

  apply({ people, conversations }: FeedPage): void {
    for (const person of people) this.people.set(person.userId, person);
    for (const { members, chapters, ...fact } of conversations) {
      const before = this.conversations.get(fact.id);
      const held =
        before === undefined || fact.removedAt !== undefined
          ? { fact, members: new Map(), chapters: new Map() }
          : { ...before, fact };
      for (const member of members) held.members.set(member.userId, member);
      for (const chapter of chapters) held.chapters.set(chapter.chapter, chapter);
      this.conversations.set(fact.id, held);
    }
  }

  /** For comparing two devices. */
  state(): unknown {
    return byKey(this.conversations).map(([id, { fact, members, chapters }]) => ({
      id,
      fact,
      members: byKey(members),
      chapters: byKey(chapters),
    }));
  }

  /** Everybody in the conversations held must have a name. */
  nameless(): string[] {
    const all = [...this.conversations.values()].flatMap(({ members }) => [...members.keys()]);
    return [...new Set(all)].filter((userId) => !this.people.has(userId));
  }
}
