import * as sha256 from 'lib0/hash/sha256';
import type { Api, ApiResult } from '../../client/replica/ports.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';
import type { GroupLink, Joined, LinkTarget } from '../../shared/protocol/http-groups.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import type { MemberAct } from '../../storage/ports/memberships.ts';
import { createGroupActs } from '../../sync-server/http/group-acts.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedServer } from './simulated-server.ts';

const OFFLINE = { ok: false, error: { kind: 'offline', retry: true } } as const;
const refused = (code: string): ApiResult<never> => ({
  ok: false,
  error: { kind: 'refused', code, retry: false },
});

const digest = (token: string): Uint8Array => sha256.digest(new TextEncoder().encode(token));

/**
 * `/api` over the facts of whichever server the device reaches; requests and answers take time and may be lost, so a
 * command may have been carried out although the device never received the answer.
 */
export const simulateApi = (
  userId: UserId,
  server: () => SimulatedServer | undefined,
  scheduler: Scheduler,
  random: () => number,
  /** What the browser keeps of the session; `ended`: from elsewhere; `expired`: by itself. */
  cookie: { good: boolean; ended?: boolean; expired?: boolean } = { good: true },
): Api => {
  const call = async <T>(work: (server: SimulatedServer) => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
    await scheduler.sleep(1 + random() * 30);
    const target = server();
    if (target === undefined || !target.alive || random() < 0.03) return OFFLINE;
    if (cookie.ended === true) return { ok: false, error: { kind: 'signed-out', code: 'session-ended', retry: false } };
    if (cookie.expired === true) return { ok: false, error: { kind: 'signed-out', retry: false } };
    const result = await Promise.race([work(target), target.crashed.then(() => OFFLINE)]).catch(() => OFFLINE);
    await scheduler.sleep(1 + random() * 30);
    return server() === target && random() >= 0.03 ? result : OFFLINE;
  };
  const done: ApiResult<void> = { ok: true, value: undefined };
  const notifyMembers = async ({ storage, announce }: SimulatedServer, id: ConversationId): Promise<void> =>
    announce.notify((await storage.facts.members(id)).map((member) => member.userId));
  const tell = async (target: SimulatedServer, id: ReturnType<typeof parseConversationId>): Promise<void> => {
    if (id === undefined) return;
    target.announce.membersChanged(id);
    await notifyMembers(target, id);
  };
  const actsAt = (target: SimulatedServer) =>
    createGroupActs(target.storage.facts, target.announce, () => scheduler.now);
  const act = (id: string, asked: MemberAct | ((target: SimulatedServer) => MemberAct)): Promise<ApiResult<void>> =>
    call(async (target) => {
      const parsed = parseConversationId(id);
      if (parsed === undefined) return refused('not-found');
      const outcome = await actsAt(target).act(parsed, userId, typeof asked === 'function' ? asked(target) : asked);
      return outcome.kind === 'done' ? done : refused(outcome.code);
    });

  return {
    me: () =>
      call(async ({ storage }) => {
        const account = await storage.facts.account(userId);
        if (account === undefined || !cookie.good) return { ok: false, error: { kind: 'signed-out', retry: false } };
        const { name, email, generation, number, privacy } = account;
        return {
          ok: true,
          value: {
            privacy,
            userId,
            number,
            name,
            email,
            administrator: false,
            generation,
            epoch: await storage.facts.epoch(),
            protocol: PROTOCOL,
          },
        };
      }),
    changeMe: (change) =>
      call(async (target) => {
        const { readReceipts, lastSeen, picture, status } = change;
        await target.storage.facts.setPrivacy(userId, {
          ...(readReceipts === undefined ? {} : { readReceipts }),
          ...(lastSeen === undefined ? {} : { lastSeen }),
        });
        await target.storage.facts.setProfile(userId, {
          ...(picture === undefined ? {} : { picture }),
          ...(status === undefined
            ? {}
            : {
                status:
                  status === null
                    ? null
                    : { text: status.text, ...(status.until === undefined ? {} : { until: status.until }) },
              }),
        });
        target.announce.notify(await target.storage.facts.contacts([userId]));
        return done;
      }),
    putPicture: (hash, bytes) =>
      call(async ({ storage }) => {
        await storage.facts.putPicture({ hash, type: 'image/webp', bytes, at: scheduler.now });
        return done;
      }),
    people: (query) =>
      call(async ({ storage }) => ({ ok: true, value: await storage.facts.searchPeople(query, userId, 20) })),
    feed: (since, proof) =>
      call(async (target) => {
        await target.checkHistory(proof);
        return { ok: true, value: await target.storage.facts.feed(userId, since, 50) };
      }),
    createConversation: (body) =>
      call(async (target) => {
        const id = parseConversationId(body.id);
        if (id === undefined) return refused('invalid');
        const others = (body.members as UserId[]).filter((member) => member !== userId);
        if (kindOf(id) === 'direct' && id !== directIdOf(userId, others[0] ?? userId)) return refused('invalid');
        const outcome = await target.storage.facts.createConversation(
          {
            id,
            kind: body.kind,
            createdBy: userId,
            name: body.name,
            asksStrangers: target.asksStrangers,
            members: [
              { userId, role: body.kind === 'group' ? 'owner' : 'member' },
              ...others.map((member) => ({ userId: member, role: 'member' as const })),
            ],
          },
          scheduler.now,
        );
        if (outcome === 'id-taken' || outcome === 'unknown-member' || outcome === 'unanswered') return refused(outcome);
        await tell(target, id);
        return done;
      }),
    addMember: (id, { userId: who, role = 'member' }) =>
      act(id, (target) => ({ kind: 'add', who: who as UserId, role, asksStrangers: target.asksStrangers })),
    changeMember: (id, who, { role }) => act(id, { kind: 'role', who: who as UserId, role }),
    removeMember: (id, who) => act(id, { kind: 'remove', who: who as UserId }),
    transferOwnership: (id, who) => act(id, { kind: 'transfer', who: who as UserId }),
    deleteConversation: (id) => act(id, { kind: 'delete-group' }),
    answerRequest: (id, who, accept) =>
      call(async (target) => {
        const parsed = parseConversationId(id);
        if (parsed === undefined) return refused('not-found');
        const outcome = await actsAt(target).answerRequest(parsed, userId, who as UserId, accept);
        return outcome.kind === 'done' ? done : refused(outcome.code);
      }),
    createLink: (id, { approval, days, uses }) =>
      call<GroupLink>(async (target) => {
        const parsed = parseConversationId(id);
        if (parsed === undefined) return refused('not-found');
        const token = Array.from({ length: 22 }, () => Math.floor(random() * 36).toString(36)).join('');
        const expiresAt = days === undefined ? undefined : scheduler.now + days * 86_400_000;
        const link = { linkId: `link-${token}`, digest: digest(token), approval, expiresAt, uses };
        const made = await target.storage.facts.createLink(parsed, userId, link, scheduler.now);
        return 'kind' in made ? refused(made.code) : { ok: true, value: { ...made, token } };
      }),
    links: (id) =>
      call<readonly GroupLink[]>(async ({ storage }) => {
        const parsed = parseConversationId(id);
        if (parsed === undefined) return refused('not-found');
        const links = await storage.facts.links(parsed, userId, scheduler.now);
        return 'kind' in links ? refused(links.code) : { ok: true, value: links };
      }),
    revokeLink: (id, linkId) =>
      call(async ({ storage }) => {
        const parsed = parseConversationId(id);
        if (parsed === undefined) return refused('not-found');
        const failed = await storage.facts.revokeLink(parsed, userId, linkId);
        return failed === undefined ? done : refused(failed.code);
      }),
    previewLink: (token) =>
      call<LinkTarget>(async ({ storage }) => {
        const target = await storage.facts.linkTarget(digest(token), scheduler.now);
        return target === undefined ? refused('link-gone') : { ok: true, value: target };
      }),
    joinByLink: (token) =>
      call<Joined>(async (target) => {
        const outcome = await actsAt(target).join(digest(token), userId);
        if (outcome.kind === 'refused') return refused(outcome.code);
        return { ok: true, value: { conversationId: outcome.conversationId, state: outcome.state } };
      }),
    block: (other, { on, at }) =>
      call(async (target) => {
        const { facts } = target.storage;
        const result = await facts.setBlock(userId, other as UserId, on, Math.min(at, scheduler.now));
        if (result === 'unknown') return refused('unknown-member');
        if (result === 'changed') {
          await target.announce.blocksChanged([userId, other as UserId]);
          target.announce.notify(on ? [userId] : [userId, other as UserId]);
        }
        return done;
      }),
    declineGroup: (id) => act(id, { kind: 'decline' }),
    acceptStranger: (conversationId) =>
      call(async (target) => {
        const id = parseConversationId(conversationId);
        const result = id === undefined ? 'unknown' : await target.storage.facts.acceptStranger(id, userId);
        if (id === undefined || result === 'unknown') return refused('not-found');
        if (result === 'not-allowed') return refused('not-allowed');
        if (result === 'changed') await tell(target, id);
        return done;
      }),
    report: ({ conversationId, ...report }) =>
      call(async ({ storage }) => {
        const id = parseConversationId(conversationId);
        if (id === undefined) return refused('not-found');
        const result = await storage.facts.addReport(
          { ...report, conversationId: id, reporter: userId },
          scheduler.now,
        );
        return result === 'not-a-member' || result === 'id-taken' ? refused(result) : done;
      }),
    receipts: ({ receipts }) =>
      call(async (target) => {
        for (const { conversationId, read, delivered } of receipts) {
          const id = parseConversationId(conversationId);
          if (id === undefined) continue;
          const rose = await target.storage.facts.raise(id, userId, {
            ...(read === undefined ? {} : { read }),
            ...(delivered === undefined ? {} : { delivered }),
          });
          if (rose) await notifyMembers(target, id);
        }
        return done;
      }),
    messageReceipts: (conversationId, seq) =>
      call(async ({ storage }) => {
        const id = parseConversationId(conversationId);
        const isMember = id !== undefined && (await storage.facts.membership(id, userId)) !== undefined;
        const value = isMember ? await storage.facts.receipts(id, seq, userId) : undefined;
        const answer: ApiResult<MessageReceipts> = value === undefined ? refused('not-found') : { ok: true, value };
        return answer;
      }),
    signOut: () =>
      call(async () => {
        cookie.good = false;
        return done;
      }),
  };
};
