import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import { pickOne } from '../support/mulberry.ts';
import { putMember, removeMember } from '../support/put-member.ts';
import type { World } from './world.ts';

/** One random change of anything the feed shows. */
export const createSteps = (world: World, people: readonly World['alice'][], random: () => number) => {
  const { storage } = world;
  const groups: ConversationId[] = [];
  const directs: ConversationId[] = [];
  const said: { id: ConversationId; messageId: MessageId; author: World['alice'] }[] = [];
  const pick = <T>(from: readonly T[]): T => pickOne(from, random);
  const memberOf = async (id: ConversationId) => {
    const members = await storage.facts.members(id);
    const some = people.filter((person) => members.some((member) => member.userId === person.userId));
    return some.length === 0 ? undefined : pick(some);
  };
  const ownerOf = async (id: ConversationId) =>
    (await storage.facts.members(id)).find(({ role }) => role === 'owner')?.userId ?? world.alice.userId;
  return async (): Promise<void> => {
    world.clock.now += Math.floor(random() * 1_000);
    const what = random();
    if (groups.length < 3 || what < 0.05) {
      groups.push(await world.group(...people.filter(() => random() < 0.5), pick(people)));
      return;
    }
    const id = pick(groups);
    const member = await memberOf(id);
    if (what < 0.08) {
      const [one, other] = [pick(people), pick(people)];
      if (one !== other) directs.push(await world.direct(one, other));
    } else if (what < 0.1)
      await storage.facts.setBlock(pick(people).userId, pick(people).userId, random() < 0.6, world.clock.now);
    else if (what < 0.15) {
      const person = pick(people);
      await storage.facts.putAccount({ ...person, name: `${person.name} ${world.clock.now}`, at: world.clock.now });
    } else if (what < 0.27)
      await putMember(
        storage.facts,
        id,
        pick(people).userId,
        pick(['admin', 'member']),
        world.clock.now,
        await ownerOf(id),
      );
    else if (what < 0.35)
      await removeMember(storage.facts, id, pick(people).userId, world.clock.now, await ownerOf(id));
    else if (what < 0.38)
      await storage.facts.setPrivacy(pick(people).userId, { [pick(['readReceipts', 'lastSeen'])]: random() < 0.5 });
    else if (what < 0.4) await storage.facts.saw([{ userId: pick(people).userId, at: world.clock.now }]);
    else if (what < 0.5)
      await storage.facts.raise(id, pick(people).userId, { [pick(['read', 'delivered'])]: Math.floor(random() * 30) });
    else if (member === undefined) return;
    else if (what < 0.55) await world.rename(id, member, `Name ${world.clock.now}`);
    else if (what < 0.57) await storage.facts.startEpoch();
    else if (what < 0.6 && directs.length > 0) {
      const direct = pick(directs);
      const someone = pick(people);
      if ((await storage.facts.membership(direct, someone.userId)) === undefined) return;
      if (random() < 0.3) await storage.facts.acceptStranger(direct, someone.userId);
      else await world.commit(await world.message(direct, someone));
    } else if (what < 0.7 && said.length > 0) {
      const one = pick(said);
      if ((await storage.facts.membership(one.id, one.author.userId)) !== undefined)
        await world.erase(one.id, one.author, one.messageId);
    } else {
      const messageId = await world.say(id, member, `words ${world.clock.now}`, pick([0, 0, 1, 2]));
      said.push({ id, messageId, author: member });
    }
  };
};
