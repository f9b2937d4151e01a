import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { expandDelta } from '../../client/replica/facts/expand-delta.ts';
import { mergePage } from '../../client/replica/facts/merge.ts';
import type { FactRecord } from '../../client/replica/records.ts';
import { FEED_PAGE, type FeedPage } from '../../shared/protocol/facts.ts';
import { FEED_LIMITS } from '../../shared/protocol/limits.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import { createFeedDeltas } from '../../sync-server/documents/feed-deltas.ts';
import { mulberry as createRandom } from '../support/mulberry.ts';
import { ADAPTERS } from './adapters.ts';
import { createSteps } from './feed-steps.ts';
import { bytes } from './plain-write.ts';
import { createWorld, type World } from './world.ts';

/** A page as a device reads it. */
const received = (page: unknown): FeedPage => v.parse(FEED_PAGE, JSON.parse(JSON.stringify(page)));

/** A device that takes deltas on a connection, and merges them as a replica does. */
class Follower {
  cursor = 0;
  epoch = '';
  deltas = 0;
  facts = new Map<string, FactRecord>();
  readonly person: AccountFact;
  private readonly world: World;
  private told = createFeedDeltas(() => false);

  constructor(world: World, person: AccountFact) {
    this.world = world;
    this.person = person;
  }

  reconnect(): void {
    this.told = createFeedDeltas(() => false);
  }

  async follow(): Promise<void> {
    for (;;) {
      const page = await this.world.storage.facts.feed(this.person.userId, this.cursor, 3);
      if (page.epoch !== this.epoch) {
        // As after a restored backup: all is told again.
        this.epoch = page.epoch;
        this.facts = new Map();
        if (this.cursor !== 0) {
          this.cursor = 0;
          continue;
        }
      }
      const message = this.told(page);
      if (message.type === 'delta') this.deltas++;
      const whole = message.type === 'feed' ? received(page) : this.expand(message);
      expect(whole).toEqual(received(page));
      if (whole !== undefined)
        for (const [id, one] of mergePage(this.facts, whole, this.person.number)) this.facts.set(id, one);
      this.cursor = page.cursor;
      if (!page.more) return;
    }
  }

  private expand(message: { type: string; page?: unknown }): FeedPage | undefined {
    const { page } = JSON.parse(JSON.stringify(message));
    const server = { cursor: () => this.cursor, epoch: () => this.epoch };
    return expandDelta(page, { server, facts: this.facts, docOf: () => undefined });
  }
}

describe.each(ADAPTERS)('deltas of the feed on $name', (adapter) => {
  it.each([1, 2, 3])(
    'FEED-16 an expanded delta is the page itself, whatever happens in between (seed %i)',
    async (seed) => {
      const world = await createWorld(adapter, seed);
      const people = [world.alice, world.bob, world.carol, await world.account('Dan')];
      const followers = people.map((person) => new Follower(world, person));
      const step = createSteps(world, people, createRandom(seed * 31));
      for (let i = 0; i < (adapter.name === 'postgres' ? 40 : 150); i++) {
        await step();
        for (const follower of followers) {
          if (world.random() < 0.05) follower.reconnect();
          if (world.random() < 0.5) await follower.follow();
        }
      }
      for (const follower of followers) {
        await follower.follow();
        const fresh = new Follower(world, follower.person);
        await fresh.follow();
        const state = ({ facts }: Follower) =>
          new Map(
            [...facts.values()]
              .filter(({ removedAt }) => removedAt === undefined)
              .map(({ id, name, seq, read, unread, mentions, mentionSeq, rights, history, picture, chapters }) => [
                id,
                { name, seq, read, unread, mentions, mentionSeq, rights, history, picture, chapters },
              ]),
          );
        expect(state(follower)).toEqual(state(fresh));
      }
      expect(Math.max(...followers.map(({ deltas }) => deltas))).toBeGreaterThan(0);
    },
  );

  it('FEED-18 followers at different places of a long conversation are counted together as each would be alone', async () => {
    const world = await createWorld(adapter);
    const { storage, alice, bob, carol, random } = world;
    const people = [
      alice,
      bob,
      carol,
      await world.account('Dan'),
      await world.account('Eve'),
      await world.account('Flo'),
    ];
    const id = await world.group(...people);
    const written: { readonly author: AccountFact['number']; readonly quiet: boolean }[] = [];
    const write = async (count: number, quietShare: number) => {
      const request = await world.message(id, alice);
      if (request.effects === undefined) throw new Error('A message has effects.');
      const messages = Array.from({ length: count }, () => {
        const author = random() < 0.5 ? alice.number : bob.number;
        const quiet = random() < quietShare;
        written.push({ author, quiet });
        return { id: world.messageId(), author, at: 1, entry: bytes('x'), quiet };
      });
      await world.commit({ ...request, effects: { ...request.effects, messages } });
    };
    const check = async () => {
      const members = await storage.facts.members(id);
      const pages = await storage.facts.feeds(people.map(({ userId }) => ({ userId, since: 0, limit: 10 })));
      for (const [i, person] of people.entries()) {
        const fact = pages[i]?.conversations[0];
        const ignored = [person.number, ...(person === carol ? [bob.number] : [])];
        const unread = written.filter(
          ({ author, quiet }, n) => n + 1 > (fact?.read ?? 0) && !quiet && !ignored.includes(author),
        );
        expect([person.name, fact?.unread]).toEqual([person.name, Math.min(FEED_LIMITS.unread, unread.length)]);
      }
      expect(members).toHaveLength(people.length);
    };
    await storage.facts.setBlock(carol.userId, bob.userId, true, 1);
    await check();
    await write(40, 0.2);
    for (const { userId } of people.slice(2))
      await storage.facts.raise(id, userId, { read: Math.floor(random() * 40) });
    await check();
    await write(900, 0.1);
    await check();
    // Mostly quiet, so that "999+" is further back than what is counted together.
    await write(1_200, 0.9);
    await storage.facts.raise(id, people[3]?.userId ?? alice.userId, { read: 700 });
    await check();
    await write(1_500, 0);
    await check();
  });
});
