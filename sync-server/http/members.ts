import { type Context, Hono } from 'hono';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { ADD_MEMBER, CHANGE_MEMBER } from '../../shared/protocol/http.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import type { Membership } from '../../storage/ports.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { type Failure, fail } from './errors.ts';
import { createLanes } from './lanes.ts';
import { judgeMemberAction, type MemberAction } from './member-rules.ts';
import { readJson } from './read-json.ts';

/** The group somebody acts in, as it stands while its lane is theirs. */
interface Scene {
  readonly id: ConversationId;
  readonly actor: Membership;
  readonly members: readonly Membership[];
  readonly target: UserId;
  /** Their role; undefined when they are not a member. */
  readonly targetRole: Role | undefined;
}

type Outcome = { readonly answer: () => Response; readonly changed: boolean } | { readonly failure: Failure };

const LAST_OWNER = 'The owner cannot leave the group: nobody could look after it.';

const judge = (action: MemberAction, { actor, members, targetRole }: Scene): Failure | undefined => {
  const owners = members.filter(({ role }) => role === 'owner').length;
  const verdict = judgeMemberAction(action, actor.role, targetRole, owners);
  if (verdict === 'allowed') return undefined;
  return verdict === 'last-owner' ? { code: 'not-allowed', message: LAST_OWNER } : { code: 'not-allowed' };
};

/** POST, PATCH and DELETE /api/conversations/:id/members. Repeating a request does no harm: outboxes do. */
export const memberRoutes = (deps: Pick<HttpDependencies, 'facts' | 'announce' | 'limits' | 'now'>) => {
  const { facts, announce, limits, now } = deps;
  const inLane = createLanes();

  /** Looks, judges and writes within the conversation's lane, then tells everybody concerned. */
  const act = async (
    c: Context<AppEnv>,
    targetText: string,
    work: (scene: Scene) => Promise<Outcome>,
  ): Promise<Response> => {
    const { userId } = c.get('signedIn').account;
    const wait = limits.memberChanges.take(userId);
    if (wait > 0) return fail(c, { code: 'too-many', wait });
    const id = parseConversationId(c.req.param('id') ?? '');
    const target = parseUserId(targetText);
    if (id === undefined) return fail(c, { code: 'not-found' });
    if (target === undefined) return fail(c, { code: 'unknown-member' });
    return inLane(id, async () => {
      const members = await facts.members(id);
      const roleOf = (who: UserId) => members.find((member) => member.userId === who);
      const actor = roleOf(userId);
      if (actor === undefined) return fail(c, { code: 'not-found' });
      if (kindOf(id) === 'direct') {
        return fail(c, { code: 'not-allowed', message: 'The two people of a direct conversation stay the same.' });
      }
      const outcome = await work({ id, actor, members, target, targetRole: roleOf(target)?.role });
      if ('failure' in outcome) return fail(c, outcome.failure);
      if (outcome.changed) {
        announce.membersChanged(id);
        announce.notify(new Set([...members.map((member) => member.userId), target]));
      }
      return outcome.answer();
    });
  };

  const memberAnswer = (c: Context<AppEnv>, target: UserId, role: Role, status: 200 | 201) => () =>
    c.json({ userId: target, role }, status);

  return new Hono<AppEnv>()
    .post('/:id/members', async (c) => {
      const read = await readJson(c, ADD_MEMBER);
      if (read.kind === 'failed') return fail(c, read.failure);
      const role = read.value.role ?? 'member';
      return act(c, read.value.userId, async (scene): Promise<Outcome> => {
        const failure = judge({ kind: 'add', role }, scene);
        if (failure !== undefined) return { failure };
        if (scene.targetRole !== undefined) {
          return { answer: memberAnswer(c, scene.target, scene.targetRole, 200), changed: false };
        }
        if ((await facts.account(scene.target)) === undefined) return { failure: { code: 'unknown-member' } };
        if (scene.members.length >= LIMITS.groupMembers) return { failure: { code: 'group-full' } };
        if (!(await facts.putMember(scene.id, scene.target, role, now(), scene.actor.userId)))
          return { failure: { code: 'group-full' } };
        return { answer: memberAnswer(c, scene.target, role, 201), changed: true };
      });
    })
    .patch('/:id/members/:userId', async (c) => {
      const read = await readJson(c, CHANGE_MEMBER);
      if (read.kind === 'failed') return fail(c, read.failure);
      const { role } = read.value;
      return act(c, c.req.param('userId'), async (scene): Promise<Outcome> => {
        const failure = judge({ kind: 'change' }, scene);
        if (failure !== undefined) return { failure };
        if (scene.targetRole === undefined) return { failure: { code: 'unknown-member' } };
        const changed = await facts.putMember(scene.id, scene.target, role, now(), scene.actor.userId);
        return { answer: memberAnswer(c, scene.target, role, 200), changed };
      });
    })
    .delete('/:id/members/:userId', async (c) =>
      act(c, c.req.param('userId'), async (scene): Promise<Outcome> => {
        const leaves = scene.target === scene.actor.userId;
        const failure = judge({ kind: leaves ? 'leave' : 'remove' }, scene);
        if (failure !== undefined) return { failure };
        const changed =
          scene.targetRole !== undefined &&
          (await facts.removeMember(scene.id, scene.target, now(), scene.actor.userId));
        if (changed) announce.expel(scene.id, scene.target);
        return { answer: () => c.body(null, 204), changed };
      }),
    );
};
