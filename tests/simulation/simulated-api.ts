import type { Api, ApiResult } from '../../client/replica/ports.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf, kindOf, parseConversationId } from '../../shared/ids/conversation.ts';
import { isModerator } from '../../shared/permissions/table.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { MessageReceipts } from '../../shared/protocol/http.ts';
import { PROTOCOL } from '../../shared/protocol/version.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedServer } from './simulated-server.ts';

const OFFLINE = { ok: false, kind: 'offline', retry: true } as const;
const refused = (code: string): ApiResult<never> => ({ ok: false, kind: 'refused', code, retry: false });

/**
 * `/api` over the facts of whichever server the device reaches; requests and answers take time and may be lost, so that
 * a command may have been carried out although the device never heard.
 */
export const simulateApi = (
  userId: UserId,
  server: () => SimulatedServer | undefined,
  scheduler: Scheduler,
  random: () => number,
): Api => {
  const call = async <T>(work: (server: SimulatedServer) => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
    await scheduler.sleep(1 + random() * 30);
    const target = server();
    if (target === undefined || !target.alive || random() < 0.03) return OFFLINE;
    const result = await work(target).catch(() => OFFLINE);
    await scheduler.sleep(1 + random() * 30);
    return server() === target && random() >= 0.03 ? result : OFFLINE;
  };
  const done: ApiResult<void> = { ok: true, value: undefined };
  const tell = async (target: SimulatedServer, id: ReturnType<typeof parseConversationId>): Promise<void> => {
    if (id === undefined) return;
    target.memberships.forget(id);
    target.events.poke();
    target.announce((await target.memberships.of(id)).keys());
  };
  const roleIn = async (target: SimulatedServer, id: string): Promise<Role | undefined> => {
    const parsed = parseConversationId(id);
    return parsed === undefined ? undefined : (await target.storage.facts.membership(parsed, userId))?.role;
  };

  return {
    me: () =>
      call(async ({ storage }) => {
        const account = await storage.facts.account(userId);
        if (account === undefined) return { ok: false, kind: 'signed-out', retry: false };
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
        target.announce(await target.storage.facts.contacts([userId]));
        return done;
      }),
    putPicture: (hash, bytes) =>
      call(async ({ storage }) => {
        await storage.facts.putPicture({ hash, type: 'image/webp', bytes, at: scheduler.now });
        return done;
      }),
    people: (query) =>
      call(async ({ storage }) => ({ ok: true, value: await storage.facts.searchPeople(query, userId, 20) })),
    feed: (since) => call(async ({ storage }) => ({ ok: true, value: await storage.facts.feed(userId, since, 50) })),
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
            members: [
              { userId, role: body.kind === 'group' ? 'owner' : 'member' },
              ...others.map((member) => ({ userId: member, role: 'member' as const })),
            ],
          },
          scheduler.now,
        );
        if (outcome === 'id-taken' || outcome === 'unknown-member') return refused(outcome);
        await tell(target, id);
        return done;
      }),
    addMember: (id, body) =>
      call(async (target) => {
        const parsed = parseConversationId(id);
        const role = await roleIn(target, id);
        if (parsed === undefined || role === undefined || !isModerator(role)) return refused('not-allowed');
        await target.storage.facts.putMember(
          parsed,
          body.userId as UserId,
          body.role ?? 'member',
          scheduler.now,
          userId,
        );
        await tell(target, parsed);
        return done;
      }),
    changeMember: async () => refused('not-allowed'),
    removeMember: (id, member) =>
      call(async (target) => {
        const parsed = parseConversationId(id);
        const role = await roleIn(target, id);
        if (parsed === undefined || kindOf(parsed) === 'direct' || role === undefined) return refused('not-allowed');
        if (member === userId ? role === 'owner' : !isModerator(role)) return refused('not-allowed');
        await target.storage.facts.removeMember(parsed, member as UserId, scheduler.now, userId);
        await tell(target, parsed);
        target.expel(parsed, member as UserId);
        target.announce([member as UserId]);
        return done;
      }),
    block: (other, { on, at }) =>
      call(async (target) => {
        const { facts } = target.storage;
        const result = await facts.setBlock(userId, other as UserId, on, Math.min(at, scheduler.now));
        if (result === 'unknown') return refused('unknown-member');
        if (result === 'changed') target.announce(on ? [userId] : [userId, other as UserId]);
        return done;
      }),
    acceptStranger: (conversationId) =>
      call(async (target) => {
        const id = parseConversationId(conversationId);
        const result = id === undefined ? 'unknown' : await target.storage.facts.acceptStranger(id, userId);
        if (id === undefined || result === 'unknown') return refused('not-found');
        if (result === 'not-allowed') return refused('not-allowed');
        if (result === 'changed') target.announce((await target.memberships.of(id)).keys());
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
    handOver: async () => refused('not-allowed'),
    deleteConversation: async () => refused('not-allowed'),
    answerRequest: async () => refused('not-allowed'),
    createLink: async () => refused('not-allowed'),
    links: async () => refused('not-allowed'),
    revokeLink: async () => refused('not-allowed'),
    lookAtLink: async () => refused('link-gone'),
    joinByLink: async () => refused('link-gone'),
    receipts: ({ receipts }) =>
      call(async (target) => {
        for (const { conversationId, read, delivered } of receipts) {
          const id = parseConversationId(conversationId);
          if (id === undefined) continue;
          const rose = await target.storage.facts.raise(id, userId, {
            ...(read === undefined ? {} : { read }),
            ...(delivered === undefined ? {} : { delivered }),
          });
          if (rose) target.announce((await target.memberships.of(id)).keys());
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
    signOut: async () => done,
  };
};
