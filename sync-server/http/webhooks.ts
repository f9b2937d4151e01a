import { type Context, Hono } from 'hono';
import type * as v from 'valibot';
import { isWebhookId, makeWebhookId, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import { makeMessageId, parseMessageId } from '../../shared/ids/ulid.ts';
import { parseRights } from '../../shared/permissions/group-rights.ts';
import { mayAct } from '../../shared/permissions/member-actions.ts';
import {
  CREATE_WEBHOOK,
  type CREATED_WEBHOOK,
  WEBHOOK_MESSAGE,
  type WEBHOOKS,
  type WebhookFact,
} from '../../shared/protocol/http-programs.ts';
import { TOKEN_LIMITS } from '../../shared/protocol/limits.ts';
import { parsePersonName } from '../../shared/text/parse-line.ts';
import type { ProgramToken } from '../../storage/ports/programs.ts';
import { textEnvelope } from '../programs/text-envelope.ts';
import { makeToken } from '../sign-in/tokens.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import type { GroupActs } from './group-acts.ts';
import { answerPosted } from './posted.ts';
import { readJson } from './read-json.ts';

const factOf = ({ userId, name, createdAt, usedAt }: ProgramToken): WebhookFact => ({
  userId,
  name,
  createdAt,
  ...(usedAt === undefined ? {} : { usedAt }),
});

/** GET, POST and DELETE /api/conversations/:id/webhooks: for those who may add members. */
export const webhookRoutes = ({
  facts,
  groupActs,
  limits,
  now,
  programTokens,
}: Pick<HttpDependencies, 'facts' | 'limits' | 'now' | 'programTokens'> & { readonly groupActs: GroupActs }) => {
  /** The group, when the person may add members to it. */
  const groupOf = async (
    c: Context<AppEnv>,
  ): Promise<{ readonly id: ConversationId; readonly by: UserId } | Failure> => {
    const { userId: by } = c.get('signedIn').account;
    const id = parseConversationId(c.req.param('id') ?? '');
    const member = id === undefined ? undefined : await facts.membership(id, by);
    const conversation = member === undefined ? undefined : await facts.conversation(member.conversationId);
    if (id === undefined || member === undefined || conversation === undefined) return { code: 'not-found' };
    const rights = parseRights(JSON.parse(conversation.rights));
    if (kindOf(id) !== 'group' || !mayAct('add', member.role, undefined, rights)) return { code: 'not-allowed' };
    return { id, by };
  };

  return new Hono<AppEnv>()
    .get('/:id/webhooks', async (c) => {
      const group = await groupOf(c);
      if ('code' in group) return fail(c, group);
      const webhooks = (await programTokens.ofGroup(group.id)).map(factOf);
      return c.json({ webhooks } satisfies v.InferOutput<typeof WEBHOOKS>);
    })
    .post('/:id/webhooks', async (c) => {
      const read = await readJson(c, CREATE_WEBHOOK);
      if (read.kind === 'failed') return fail(c, read.failure);
      const wait = await limits.memberChanges.take(c.get('signedIn').account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const name = parsePersonName(read.value.name);
      if (name === undefined)
        return fail(c, { code: 'invalid', message: 'A webhook needs a name of 1 to 80 characters.' });
      const group = await groupOf(c);
      if ('code' in group) return fail(c, group);
      const { id, by } = group;
      const full: Failure = {
        code: 'not-allowed',
        message: `A group has at most ${TOKEN_LIMITS.webhooksOfGroup} webhooks; remove one first.`,
      };
      if ((await programTokens.ofGroup(id)).length >= TOKEN_LIMITS.webhooksOfGroup) return fail(c, full);
      const userId = makeWebhookId(makeToken());
      await facts.putAccount({ userId, name, email: '', at: now() });
      const created = await programTokens.make({ userId, name, access: 'post', conversationId: id });
      if (created === undefined) return fail(c, full);
      const outcome = await groupActs.act(id, by, { kind: 'add', who: userId, role: 'member' });
      if (outcome.kind === 'refused') {
        await programTokens.remove([created.made]);
        return fail(c, { code: outcome.code });
      }
      const answer = { ...factOf(created.made), path: `/api/webhooks/${created.token}` };
      return c.json(answer satisfies v.InferOutput<typeof CREATED_WEBHOOK>, 201);
    })
    .delete('/:id/webhooks/:userId', async (c) => {
      const group = await groupOf(c);
      if ('code' in group) return fail(c, group);
      const { id, by } = group;
      const found = (await programTokens.ofGroup(id)).filter(({ userId }) => userId === c.req.param('userId'));
      const [webhook] = found;
      if (webhook === undefined) return fail(c, { code: 'not-found' });
      // Its address ends first: nothing is posted any more, whatever becomes of the rest.
      await programTokens.remove(found);
      const who = webhook.userId;
      const removed = await groupActs.act(id, by, { kind: 'remove', who });
      // A member who may add but not remove others lets it leave.
      if (removed.kind === 'refused') await groupActs.act(id, who, { kind: 'remove', who });
      return c.body(null, 204);
    });
};

/** POST /api/webhooks/:token: who has the address posts into the group, and does nothing else. */
export const webhookMessageRoutes = ({
  facts,
  limits,
  now,
  programs,
  programTokens,
  random,
}: Pick<HttpDependencies, 'facts' | 'limits' | 'now' | 'programs' | 'programTokens' | 'random'>) =>
  new Hono<AppEnv>().post('/:token', async (c) => {
    const tries = await limits.webhookTries.take(c.get('address'));
    if (tries > 0) return fail(c, { code: 'too-many', wait: tries });
    const webhook = await programTokens.verify('webhook', c.req.param('token'));
    const account = webhook === undefined ? undefined : await facts.account(webhook.userId);
    if (webhook?.conversationId === undefined || account === undefined) return fail(c, { code: 'not-found' });
    const wait = await limits.webhookMessages.take(webhook.userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const read = await readJson(c, WEBHOOK_MESSAGE);
    if (read.kind === 'failed') return fail(c, read.failure);
    // What strangers may show to people who have not accepted is counted by who shows it; a webhook is nobody.
    const people = (await facts.members(webhook.conversationId)).filter(({ userId }) => !isWebhookId(userId));
    if (people.some(({ asked }) => asked) && people.filter(({ asked }) => !asked).length < 2)
      return fail(c, { code: 'unanswered', message: 'Nobody else has accepted this group yet.' });
    const { userId, device, id: tokenId } = webhook;
    const { number } = account;
    const at = now();
    const messageId = parseMessageId(read.value.id ?? '') ?? makeMessageId(at, random);
    const envelope = textEnvelope({ text: read.value.text }, { by: number, device, at, answered: undefined });
    const actor = { userId, number, device, session: tokenId };
    const posted = await programs.post(webhook.conversationId, actor, messageId, envelope);
    return answerPosted(c, posted, ({ id }) => ({ id }));
  });
