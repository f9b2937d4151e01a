import { describe, expect, it } from 'vitest';
import { chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import {
  type Audience,
  DEFAULT_RIGHTS,
  type GroupRights,
  RIGHT_CHOICES,
  RIGHT_NAMES,
  type RightName,
} from '../../shared/permissions/group-rights.ts';
import { MEMBER_RULES, type MemberAction } from '../../shared/permissions/member-actions.ts';
import { PERMISSIONS, type Permission } from '../../shared/permissions/table.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { codeOf, type Reply, type Running, run, type Somebody, signUp } from './running-server.ts';

/**
 * Every role tries everything, with every setting of the rights: expectations come from the rows of the two tables, read
 * here once more by hand, answers from the real server over HTTP and sockets.
 */

const ROLES = ['owner', 'admin', 'member'] as const;
const ACTORS = [...ROLES, 'removed', 'stranger'] as const;
type Who = (typeof ACTORS)[number];
type Cast = { readonly [K in Who]: Somebody };

const isIn = (audience: Audience, role: Role): boolean =>
  ({ everyone: true, admins: role !== 'member', owner: role === 'owner' })[audience];

/** All as in a new group, and then each right in its other choice alone. */
const SETTINGS: readonly GroupRights[] = [
  DEFAULT_RIGHTS,
  ...RIGHT_NAMES.flatMap((right) =>
    RIGHT_CHOICES[right].slice(1).map((audience): GroupRights => ({ ...DEFAULT_RIGHTS, [right]: audience })),
  ),
];
const nameOf = (rights: GroupRights): string =>
  RIGHT_NAMES.flatMap((right) =>
    rights[right] === DEFAULT_RIGHTS[right] ? [] : [`${right}: ${rights[right]}`],
  ).join() || 'as in a new group';

const castOf = async (server: Running): Promise<Cast> => {
  const people = await Promise.all(ACTORS.map((who) => signUp(server, who)));
  const [owner, admin, member, removed, stranger] = people;
  if (!owner || !admin || !member || !removed || !stranger) throw new Error('Somebody is missing.');
  return { owner, admin, member, removed, stranger };
};

let sessions = 0;
/** Under a client id of its own: those of one account never come twice. */
const writerOf = ({ number }: Somebody): ChapterWriter => new ChapterWriter(number, ++sessions);

const connect = async (server: Running, who: Somebody) => {
  const client = await RawClient.connect(`${server.local.replace('http', 'ws')}/sync`, {
    cookie: who.cookie,
    origin: server.local,
  });
  const me = await who.ask('GET', '/api/me');
  return { client, token: JSON.stringify({ protocol: PROTOCOL, epoch: me.json?.epoch }) };
};

const must = (reply: Reply, ...statuses: number[]): Reply => {
  if (!statuses.includes(reply.status)) throw new Error(`${reply.status} ${reply.text}`);
  return reply;
};

/** A group in which each of the cast is what they are called. */
const makeGroup = async (cast: Cast, ...more: Somebody[]): Promise<ConversationId> => {
  const id = makeGroupId(Date.now(), Math.random);
  const members = [cast.admin, cast.member, cast.removed, ...more].map(({ userId }) => userId);
  must(await cast.owner.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Crew', members }), 201);
  const path = `/api/conversations/${id}/members`;
  must(await cast.owner.ask('PATCH', `${path}/${cast.admin.userId}`, { role: 'admin' }), 200);
  must(await cast.owner.ask('DELETE', `${path}/${cast.removed.userId}`), 204);
  return id;
};

describe('what members write', () => {
  /** What an honest member would write under a key of a row. */
  const sample = (
    row: Permission,
    key: string | undefined,
    rights: GroupRights,
    writer: ChapterWriter,
    own: string,
  ) => {
    const { root } = row;
    if (root === 'messages') return writer.message('x').update;
    if (root === 'edits') return writer.edit(own, 'y');
    if (root === 'reactions') return writer.react(own, '👍').update;
    if (root === 'votes')
      return writer.set(root, `${own}/${writer.number}`, writer.envelope({ kind: 'vote', choices: [0] }));
    if (root === 'stamps') return writer.set(root, writer.id(), [1, 1]);
    if (root === 'events') return writer.set(root, writer.id(), [0, 1, { kind: 'joined', by: writer.number }]);
    if (root === 'pins') return writer.set(root, `0/${own}`, 1);
    if (root === 'settings') {
      const right = RIGHT_NAMES.find((one) => key === `right/${one}`);
      const value = right === undefined ? (key === 'disappear' ? 0 : 'all') : rights[right];
      return writer.set(root, key ?? '', value);
    }
    if (root === 'profile') {
      if (key === 'picture') return writer.set(root, key, writer.envelope({ kind: 'picture', hash: 'a'.repeat(64) }));
      const kind = key === 'topic' ? 'text' : 'name';
      return writer.set(root, key ?? '', writer.envelope({ kind, text: 'Crew' }));
    }
    throw new Error(`Nothing is written into ${root} here.`);
  };
  const expected = (row: Permission, key: string | undefined, role: Role, rights: GroupRights): string => {
    if (row.who === 'server') return 'server-only';
    if (key !== undefined && row.ownerKeys?.includes(key)) return role === 'owner' ? 'saved' : 'not-allowed';
    const may = typeof row.roles === 'string' ? isIn(rights[row.roles], role) : row.roles.includes(role);
    return may ? 'saved' : 'not-allowed';
  };
  interface Try {
    readonly row: Permission;
    readonly document: 'chapter' | 'conversation';
    readonly key: string | undefined;
  }
  const TRIES = PERMISSIONS.flatMap((row): Try[] => {
    const { document, key } = row;
    if (document === 'account') return [];
    return typeof key === 'string'
      ? [{ row, document, key: undefined }]
      : key.map((one) => ({ row, document, key: one }));
  });

  it('PERM-36 is taken or refused as the table of permissions says, for every role and every permission', async () => {
    const server = await run();
    const cast = await castOf(server);
    const lines = Object.fromEntries(
      await Promise.all(ACTORS.map(async (who) => [who, await connect(server, cast[who])] as const)),
    );
    const seen = new Map<string, string>();
    for (const rights of SETTINGS) {
      const id = await makeGroup(cast);
      const documents = { chapter: chapterDocument(id, 0), conversation: conversationDocument(id) };
      const settings = writerOf(cast.owner);
      const line = lines.owner;
      const own = await line?.client.open(documents.conversation, line.token);
      for (const right of RIGHT_NAMES)
        if (rights[right] !== DEFAULT_RIGHTS[right])
          expect(await own?.push(settings.set('settings', `right/${right}`, rights[right]))).toBe('saved');
      // One message of each, before any right is looked at: by the owner, who writes in any group, or in a group of now.
      const chapterOfOwner = await line?.client.open(documents.chapter, line.token);
      const first = writerOf(cast.owner).message('first');
      expect(await chapterOfOwner?.push(first.update)).toBe('saved');

      for (const who of ACTORS) {
        const { client, token } = lines[who] ?? {};
        if (client === undefined || token === undefined) throw new Error('Nobody is there.');
        if (who === 'removed' || who === 'stranger') {
          for (const document of [documents.chapter, documents.conversation])
            await expect(client.open(document, token)).rejects.toThrow('not-a-member');
          continue;
        }
        const writers = {
          chapter: writerOf(cast[who]),
          conversation: writerOf(cast[who]),
        };
        writers.chapter.receive(first.update);
        for (const { row, document: kind, key } of TRIES) {
          const document = await client.open(documents[kind], token);
          // Members edit and delete their own message; those who may not post have none, and try the owner's.
          const mine = writerOf(cast[who]);
          const posted = expected(PERMISSIONS[0] ?? row, undefined, who, rights) === 'saved';
          const target = posted && kind === 'chapter' ? mine.message('mine') : undefined;
          if (target !== undefined) expect(await document.push(target.update)).toBe('saved');
          const messageId = target?.id ?? first.id;
          const writer = target === undefined ? writers[kind] : mine;
          const isOwn = target !== undefined || who === 'owner';
          if (row.root === 'edits' && !isOwn) continue;
          const attempt =
            row.root === 'deletions'
              ? writer.remove(messageId, target === undefined ? cast.owner.number : cast[who].number)
              : sample(row, key, rights, writer, messageId);
          const answer = await document.push(attempt);
          const wanted =
            row.root === 'deletions' && !isOwn && who === 'member' ? 'not-yours' : expected(row, key, who, rights);
          const place = `${row.rule} ${row.root}${key === undefined ? '' : `/${key}`}`;
          expect([nameOf(rights), place, who, answer]).toEqual([nameOf(rights), place, who, wanted]);
          if (rights === DEFAULT_RIGHTS) seen.set(place, `${seen.get(place) ?? ''} ${answer}`.trim());
          // What was refused stands in this writer's copy all the same: it would go with the next.
          if (answer !== 'saved') writers[kind] = writerOf(cast[who]);
          if (answer !== 'saved' && kind === 'chapter') writers.chapter.receive(first.update);
        }
      }
    }
    for (const { client } of Object.values(lines)) client.close();
    expect(Object.fromEntries(seen)).toEqual({
      'PERM-20 messages': 'saved saved saved',
      'PERM-21 edits': 'saved saved saved',
      'PERM-22 reactions': 'saved saved saved',
      'PERM-23 votes': 'saved saved saved',
      'PERM-24 deletions': 'saved saved saved',
      'PERM-10 stamps': 'server-only server-only server-only',
      'PERM-10 events': 'server-only server-only server-only',
      'PERM-30 profile/name': 'saved saved not-allowed',
      'PERM-30 profile/topic': 'saved saved not-allowed',
      'PERM-30 profile/picture': 'saved saved not-allowed',
      'PERM-31 settings/disappear': 'saved saved not-allowed',
      'PERM-31 settings/history': 'saved saved not-allowed',
      'PERM-31 settings/right/post': 'saved saved not-allowed',
      'PERM-31 settings/right/add': 'saved saved not-allowed',
      'PERM-31 settings/right/pin': 'saved saved not-allowed',
      'PERM-31 settings/right/rename': 'saved saved not-allowed',
      'PERM-31 settings/right/settings': 'saved not-allowed not-allowed',
      'PERM-32 pins': 'saved saved not-allowed',
    });
  }, 120_000);
});

describe('what members do with each other', () => {
  interface Scene {
    readonly path: string;
    readonly actor: Somebody;
    /** Of whom, for what is done to somebody. */
    readonly target: Somebody;
  }
  const ask: { readonly [K in MemberAction]: (scene: Scene) => Promise<Reply> } = {
    add: ({ path, actor, target }) => actor.ask('POST', `${path}/members`, { userId: target.userId }),
    'add-admin': ({ path, actor, target }) =>
      actor.ask('POST', `${path}/members`, { userId: target.userId, role: 'admin' }),
    invite: ({ path, actor }) => actor.ask('POST', `${path}/links`, { approval: false }),
    'answer-request': ({ path, actor, target }) =>
      actor.ask('POST', `${path}/requests/${target.userId}`, { accept: true }),
    'make-admin': ({ path, actor, target }) =>
      actor.ask('PATCH', `${path}/members/${target.userId}`, { role: 'admin' }),
    'remove-admin': ({ path, actor, target }) =>
      actor.ask('PATCH', `${path}/members/${target.userId}`, { role: 'member' }),
    remove: ({ path, actor, target }) => actor.ask('DELETE', `${path}/members/${target.userId}`),
    transfer: ({ path, actor, target }) => actor.ask('POST', `${path}/owner`, { userId: target.userId }),
    leave: ({ path, actor }) => actor.ask('DELETE', `${path}/members/${actor.userId}`),
    'delete-group': ({ path, actor }) => actor.ask('DELETE', path),
  };
  const ACTIONS = [...new Set(MEMBER_RULES.map(({ action }) => action))];
  const hasTarget = (action: MemberAction) => MEMBER_RULES.some((row) => row.action === action && row.targets);
  const isAllowed = (action: MemberAction, actor: Role, target: Role | undefined, rights: GroupRights): boolean =>
    MEMBER_RULES.some(
      (row) =>
        row.action === action &&
        (typeof row.actors === 'string' ? isIn(rights[row.actors], actor) : row.actors.includes(actor)) &&
        (row.targets === undefined || (target !== undefined && row.targets.includes(target))),
    );
  /** It is so already: repeating does no harm, for whom it was allowed to do. */
  const isSoAlready = (action: MemberAction, actor: Who, target: Who | undefined): boolean =>
    (actor === 'removed' && (action === 'leave' || (action === 'remove' && target === 'removed'))) ||
    (actor === 'owner' && action === 'make-admin' && target === 'admin') ||
    (actor === 'owner' && action === 'remove-admin' && target === 'member') ||
    (action === 'transfer' && target === 'owner' && ROLES.some((role) => role === actor)) ||
    (action === 'remove' && target === 'removed' && (actor === 'owner' || actor === 'admin'));

  const rolesIn = async (cast: Cast, id: ConversationId): Promise<string> => {
    const list = await cast.owner.ask('GET', '/api/conversations');
    const conversations = list.json?.conversations;
    const found = Array.isArray(conversations) ? conversations.find((one) => one.id === id) : undefined;
    return JSON.stringify(
      found?.members.map(({ userId, role, removedAt }: Record<string, unknown>) => [userId, role, removedAt]) ?? 'gone',
    );
  };

  it.each(
    SETTINGS.filter(({ add }, i) => i === 0 || add !== DEFAULT_RIGHTS.add).map(
      (rights) => [nameOf(rights), rights] as const,
    ),
  )(
    'PERM-36 GRP-3 is done or refused as the table of member actions says, for every role and who has none: %s',
    async (_, rights) => {
      const server = await run();
      const cast = await castOf(server);
      const [admin2, member2, asking] = [
        await signUp(server, 'admin2'),
        await signUp(server, 'member2'),
        await signUp(server, 'asking'),
      ];
      const owners = await connect(server, cast.owner);
      const group = async () => {
        const id = await makeGroup(cast, admin2, member2);
        const path = `/api/conversations/${id}`;
        must(await cast.owner.ask('PATCH', `${path}/members/${admin2.userId}`, { role: 'admin' }), 200);
        const document = await owners.client.open(conversationDocument(id), owners.token);
        const writer = writerOf(cast.owner);
        for (const right of RIGHT_NAMES) {
          if (rights[right] === DEFAULT_RIGHTS[right]) continue;
          expect(await document.push(writer.set('settings', `right/${right}`, rights[right]))).toBe('saved');
        }
        const link = must(await cast.owner.ask('POST', `${path}/links`, { approval: true }), 201).json;
        must(await asking.ask('POST', '/api/join', { token: link?.token }), 200);
        return { id, path, before: await rolesIn(cast, id) };
      };
      let scene = await group();
      for (const action of ACTIONS)
        for (const actor of ACTORS)
          for (const target of hasTarget(action) ? ACTORS : [undefined]) {
            const targets: { readonly [K in Who]: Somebody } = { ...cast, admin: admin2, member: member2 };
            const newcomer = action === 'answer-request' ? asking : cast.stranger;
            const whom = target === undefined ? newcomer : targets[target];
            // Nobody adds themself: for a stranger it would be another stranger.
            const reply = await ask[action]({ path: scene.path, actor: cast[actor], target: whom });
            const role = ROLES.find((one) => one === actor);
            const targetRole = ROLES.find((one) => one === target);
            const allowed = role !== undefined && isAllowed(action, role, targetRole, rights);
            const good = allowed || isSoAlready(action, actor, target);
            const title = `${actor} ${action} ${target ?? ''}`;
            // Removing somebody who was never here is as good as removing them twice.
            const harmless =
              action === 'remove' && target === 'stranger' && (actor === 'owner' || actor === 'admin')
                ? [204]
                : undefined;
            const unknown = role === 'owner' && hasTarget(action) && targetRole === undefined ? [404] : undefined;
            const wanted = good ? [200, 201, 204] : (harmless ?? unknown ?? (role === undefined ? [404] : [403]));
            expect([title, wanted.includes(reply.status) ? 'as wanted' : `${reply.status} ${codeOf(reply)}`]).toEqual([
              title,
              'as wanted',
            ]);
            if (allowed) scene = await group();
            else expect([title, await rolesIn(cast, scene.id)]).toEqual([title, scene.before]);
          }
      owners.client.close();
    },
    120_000,
  );
});

/** So that a right without a row, or a row without a right, is noticed. */
it('PERM-33 every permission decides something', () => {
  const decides = new Set<RightName>();
  for (const { roles } of PERMISSIONS) if (typeof roles === 'string') decides.add(roles);
  for (const { actors } of MEMBER_RULES) if (typeof actors === 'string') decides.add(actors);
  expect([...decides].sort()).toEqual([...RIGHT_NAMES].sort());
});
