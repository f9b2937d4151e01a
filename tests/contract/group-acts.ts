import { conversationDocument } from '../../shared/document/name.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { AccountFact } from '../../storage/ports/accounts.ts';
import type { MemberAct, MemberOutcome } from '../../storage/ports/memberships.ts';
import { plainWrite } from './plain-write.ts';
import type { World } from './world.ts';

export const factOf = async (world: World, who: AccountFact, id: ConversationId) =>
  (await world.storage.facts.feed(who.userId, 0, 100)).conversations.find((one) => one.id === id);

export const rolesOf = async (world: World, id: ConversationId) =>
  Object.fromEntries((await world.storage.facts.members(id)).map(({ userId: who, role }) => [who, role]));

export const eventsOf = async (world: World) =>
  (await world.storage.facts.pendingEvents(0, 1_000))
    .map(({ event }) => event)
    .filter(({ kind }) => kind !== 'created');

export const act = (world: World, id: ConversationId, by: AccountFact, asked: MemberAct) =>
  world.storage.facts.act(id, by.userId, asked, world.clock.now);

export const short = (outcome: MemberOutcome) =>
  outcome.kind === 'refused' ? outcome.code : outcome.changed ? 'changed' : 'same';

/** What the conversation document says now, as an admitted change of the owner's. */
export const decide = async (world: World, id: ConversationId, by: AccountFact, more: Record<string, unknown>) => {
  const document = conversationDocument(id);
  const version = await world.storage.journal.version(document);
  return world.commit({ ...plainWrite(document, version), userId: by.userId, conversationId: id, ...more });
};

let links = 0;

export const makeLink = async (
  world: World,
  id: ConversationId,
  by: AccountFact,
  { approval = false, expiresAt, uses }: { approval?: boolean; expiresAt?: number; uses?: number } = {},
) => {
  const digest = new Uint8Array(32).fill(++links);
  const link = { linkId: `link${links}`, digest, approval, expiresAt, uses };
  return {
    digest,
    linkId: link.linkId,
    made: await world.storage.facts.createLink(id, by.userId, link, world.clock.now),
  };
};
