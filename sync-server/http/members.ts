import { type Context, Hono } from 'hono';
import { isWebhookId, parseUserId, type UserId } from '../../shared/ids/account.ts';
import { kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import { ADD_MEMBER, CHANGE_MEMBER } from '../../shared/protocol/http.ts';
import { ANSWER_REQUEST, HAND_OVER } from '../../shared/protocol/http-groups.ts';
import type { MemberAct, MemberOutcome } from '../../storage/ports/memberships.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import type { GroupActs } from './group-acts.ts';
import { readJson } from './read-json.ts';
import { waitToAdd } from './strangers-added.ts';

type Done = Extract<MemberOutcome, { kind: 'done' }>;

/** What members do with each other and with the group. Repeating a request does no harm: outboxes do. */
export const memberRoutes = (
  deps: Pick<HttpDependencies, 'facts' | 'groupRequests' | 'limits'> & { readonly groupActs: GroupActs },
) => {
  const { groupActs, limits } = deps;

  const carryOut = async (
    c: Context<AppEnv>,
    work: (by: UserId) => Promise<MemberOutcome> | undefined,
    answer: (outcome: Done) => Response,
  ): Promise<Response> => {
    const { userId } = c.get('signedIn').account;
    const wait = await limits.memberChanges.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const outcome = await work(userId);
    if (outcome === undefined) return fail(c, { code: 'unknown-member' });
    if (outcome.kind === 'done') return answer(outcome);
    const id = parseConversationId(c.req.param('id') ?? '');
    if (outcome.code === 'not-allowed' && id !== undefined && kindOf(id) === 'direct')
      return fail(c, { code: 'not-allowed', message: 'The two people of a direct conversation stay the same.' });
    return fail(c, { code: outcome.code });
  };
  const nothing = (c: Context<AppEnv>) => () => c.body(null, 204);

  const act = (
    c: Context<AppEnv>,
    make: (who: UserId) => MemberAct,
    target: string | undefined,
    answer: (outcome: Done, who: UserId) => Response,
  ): Promise<Response> | Response => {
    const id = parseConversationId(c.req.param('id') ?? '');
    if (id === undefined) return fail(c, { code: 'not-found' });
    const { userId } = c.get('signedIn').account;
    const who = target === undefined ? userId : parseUserId(target);
    // A webhook is put into its group once, and does nothing there but post.
    const isMeant = (kind: MemberAct['kind']): boolean => kind === 'remove' || who === undefined || !isWebhookId(who);
    return carryOut(
      c,
      (by) => {
        const asked = who === undefined ? undefined : make(who);
        return asked === undefined || !isMeant(asked.kind) ? undefined : groupActs.act(id, by, asked);
      },
      (outcome) => answer(outcome, who ?? userId),
    );
  };

  return (
    new Hono<AppEnv>()
      .post('/:id/members', async (c) => {
        const read = await readJson(c, ADD_MEMBER);
        if (read.kind === 'failed') return fail(c, read.failure);
        const { userId, role = 'member' } = read.value;
        const added = parseUserId(userId);
        const wait = added === undefined ? 0 : await waitToAdd(deps, c.get('signedIn').account.userId, [added]);
        if (wait > 0) return fail(c, { code: 'too-many', wait });
        return act(
          c,
          (who) => ({ kind: 'add', who, role, asksStrangers: deps.groupRequests }),
          userId,
          (outcome, who) => c.json({ userId: who, role: outcome.role ?? role }, outcome.changed ? 201 : 200),
        );
      })
      .patch('/:id/members/:userId', async (c) => {
        const read = await readJson(c, CHANGE_MEMBER);
        if (read.kind === 'failed') return fail(c, read.failure);
        const { role } = read.value;
        return act(
          c,
          (who) => ({ kind: 'role', who, role }),
          c.req.param('userId'),
          (_, who) => c.json({ userId: who, role }),
        );
      })
      .delete('/:id/members/:userId', (c) =>
        act(c, (who) => ({ kind: 'remove', who }), c.req.param('userId'), nothing(c)),
      )
      .post('/:id/owner', async (c) => {
        const read = await readJson(c, HAND_OVER);
        if (read.kind === 'failed') return fail(c, read.failure);
        return act(c, (who) => ({ kind: 'transfer', who }), read.value.userId, nothing(c));
      })
      // Open to every member: a person who was added may decline.
      .post('/:id/decline', (c) => act(c, () => ({ kind: 'decline' }), undefined, nothing(c)))
      .delete('/:id', (c) => act(c, () => ({ kind: 'delete-group' }), undefined, nothing(c)))
      .post('/:id/requests/:userId', async (c) => {
        const read = await readJson(c, ANSWER_REQUEST);
        if (read.kind === 'failed') return fail(c, read.failure);
        const { accept } = read.value;
        const id = parseConversationId(c.req.param('id'));
        if (id === undefined) return fail(c, { code: 'not-found' });
        const who = parseUserId(c.req.param('userId'));
        return carryOut(
          c,
          (by) => (who === undefined ? undefined : groupActs.answerRequest(id, by, who, accept)),
          nothing(c),
        );
      })
  );
};
