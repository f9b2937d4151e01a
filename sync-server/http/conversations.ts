import { Hono } from 'hono';
import { isWebhookId, parseUserId, type UserId } from '../../shared/ids/account.ts';
import { directIdOf, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import type { ConversationFact } from '../../shared/protocol/facts.ts';
import { CREATE_CONVERSATION, type CreateConversation } from '../../shared/protocol/http.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import type { NewConversation } from '../../storage/ports/conversations.ts';
import type { Feed } from '../../storage/ports/feed.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import { readJson } from './read-json.ts';
import { waitToAdd } from './strangers-added.ts';

const invalid = (message: string): Failure => ({ code: 'invalid', message });

const parseMembers = (members: readonly string[], creator: UserId): UserId[] | undefined => {
  const all = new Set<UserId>([creator]);
  for (const text of members) {
    const userId = parseUserId(text);
    if (userId === undefined || isWebhookId(userId)) return undefined;
    all.add(userId);
  }
  return [...all];
};

/** A request's content, checked against the rules for ids, names and members; a Failure names the broken rule. */
const planConversation = (
  request: CreateConversation,
  creator: UserId,
): { readonly plan: NewConversation } | { readonly failure: Failure } => {
  const id = parseConversationId(request.id);
  if (id === undefined || kindOf(id) !== request.kind) {
    return { failure: invalid('"id" is not the id of such a conversation.') };
  }
  const people = parseMembers(request.members, creator);
  if (people === undefined) return { failure: { code: 'unknown-member' } };
  const base = { id, createdBy: creator };
  if (request.kind === 'direct') {
    const other = people.find((userId) => userId !== creator) ?? creator;
    if (people.length > 2 || request.name !== undefined) {
      return { failure: invalid('A direct conversation has two people, or one for notes to self, and no name.') };
    }
    if (directIdOf(creator, other) !== id) return { failure: invalid('"id" does not belong to these two people.') };
    return {
      plan: { ...base, kind: 'direct', name: undefined, members: people.map((userId) => ({ userId, role: 'member' })) },
    };
  }
  const name = request.name === undefined ? undefined : parsePersonName(request.name);
  if (name === undefined) return { failure: invalid('A group needs a name of 1 to 80 characters.') };
  if (people.length > LIMITS.groupMembers) return { failure: { code: 'group-full' } };
  const members = people.map((userId) => ({
    userId,
    role: userId === creator ? ('owner' as const) : ('member' as const),
  }));
  return { plan: { ...base, kind: 'group', name, members } };
};

const PAGE = 500;

/** All conversations of an account, for programs that keep no feed. */
const listConversations = async (facts: Feed, userId: UserId) => {
  const conversations = new Map<string, ConversationFact>();
  let page = await facts.feed(userId, 0, PAGE);
  for (;;) {
    for (const conversation of page.conversations) conversations.set(conversation.id, conversation);
    if (!page.more) break;
    page = await facts.feed(userId, page.cursor, PAGE);
  }
  const present = [...conversations.values()].filter(({ removedAt }) => removedAt === undefined);
  return { epoch: page.epoch, cursor: page.cursor, conversations: present };
};

/** GET and POST /api/conversations */
export const conversationRoutes = (
  deps: Pick<HttpDependencies, 'facts' | 'announce' | 'groupRequests' | 'limits' | 'now'>,
) => {
  const { facts, announce, limits, now } = deps;
  return new Hono<AppEnv>()
    .get('/', async (c) => c.json(await listConversations(facts, c.get('signedIn').account.userId)))
    .post('/', async (c) => {
      const { userId } = c.get('signedIn').account;
      const read = await readJson(c, CREATE_CONVERSATION);
      if (read.kind === 'failed') return fail(c, read.failure);
      const planned = planConversation(read.value, userId);
      if ('failure' in planned) return fail(c, planned.failure);
      const wait = await limits.newConversations.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const { plan } = planned;
      if (plan.kind === 'direct' && (await facts.conversation(plan.id)) === undefined) {
        const later = await limits.newDirects.take(userId);
        if (later > 0) return fail(c, { code: 'too-many', wait: later });
      }
      if (plan.kind === 'group' && (await facts.conversation(plan.id)) === undefined) {
        const later = await waitToAdd(
          deps,
          userId,
          plan.members.map((member) => member.userId),
        );
        if (later > 0) return fail(c, { code: 'too-many', wait: later });
      }
      const result = await facts.createConversation({ ...plan, asksStrangers: deps.groupRequests }, now());
      if (result === 'id-taken' || result === 'unknown-member' || result === 'unanswered')
        return fail(c, { code: result });
      if (result === 'created') {
        announce.membersChanged(plan.id);
        announce.notify(plan.members.map((member) => member.userId));
      }
      return c.json({ id: plan.id, kind: plan.kind }, result === 'created' ? 201 : 200);
    });
};
