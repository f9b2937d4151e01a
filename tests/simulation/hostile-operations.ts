import * as sha256 from 'lib0/hash/sha256';
import type * as Y from 'yjs';
import type { Person } from '../../client/channel/person.ts';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import { chapterDocument, parseDocumentName } from '../../shared/document/name.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId, makeUlid } from '../../shared/ids/ulid.ts';
import { type GroupRights, parseRights } from '../../shared/permissions/group-rights.ts';
import { type MemberAction, mayAct } from '../../shared/permissions/member-actions.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import type { MemberAct } from '../../storage/ports/memberships.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { createGroupActs } from '../../sync-server/http/group-acts.ts';
import { mulberry } from '../support/mulberry.ts';
import { HostileMember } from './hostile-member.ts';
import type { MembershipLog } from './membership-log.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** Separate from the world's stream and from each other, so that a seed without them behaves as before. */
const STREAM = 0x4057;
/** An update on an open connection is judged within this. ms */
const JUDGED_WITHIN = 1_000;
/** Another instance hears of a removal within this, and sends until then. ms */
const HEARD_WITHIN = 5_000;

export interface HostileWorld {
  readonly scheduler: Scheduler;
  readonly devices: readonly SimulatedDevice[];
  readonly people: readonly Person[];
  readonly groups: readonly ConversationId[];
  readonly log: (text: string) => void;
  readonly storage: () => Storage;
  readonly memberships: MembershipLog;
  /** How far the server's wall clock was moved in total, ms. */
  readonly serverJumped: () => number;
  readonly server: () => SimulatedServer | undefined;
  /** Somebody with permission has deleted it for everyone. */
  readonly removed: (messageId: MessageId) => void;
}

interface Held {
  readonly where: string;
  readonly chapter: number;
  readonly doc: Y.Doc;
}

interface Place {
  readonly role: Role | undefined;
  readonly from: number;
  readonly rights: GroupRights;
}

/**
 * Attacks that bypass the app: under another person's name, on what only the server writes, on others' messages, in closed
 * chapters, and with a role the attacker once had or never had. Attackers also keep everything they receive.
 */
export class HostileOperations {
  readonly counts = { smuggled: 0, erased: 0, usurped: 0, granted: 0, listened: 0 };
  private readonly world: HostileWorld;
  private readonly random: () => number;
  private readonly hostile = new Map<UserId, HostileMember>();
  private readonly broken: string[] = [];
  /** Device numbers in envelopes that nobody was allowed to write. */
  private readonly forbidden = new Map<number, string>();
  /** Keys that only the server writes. */
  private readonly keys = new Map<string, string>();
  private marks = 1_000_000;

  constructor(world: HostileWorld, seed: number) {
    this.world = world;
    this.random = mulberry(seed ^ STREAM);
  }

  /** Perhaps performs one of them. */
  act(): void {
    if (this.random() > 0.3) return;
    const person = this.pick(this.world.people);
    const id = this.pick(this.world.groups);
    if (person === undefined || id === undefined) return;
    const userId = person.userId as UserId;
    const { scheduler, server } = this.world;
    const one =
      this.hostile.get(userId) ?? new HostileMember(person, { scheduler, random: this.random, reach: server });
    this.hostile.set(userId, one);
    const roll = this.random();
    const work =
      roll < 0.4
        ? this.forge(one, id)
        : roll < 0.5
          ? this.eraseOne(one, id)
          : roll < 0.8
            ? this.usurp(one, id)
            : this.listen(one, id);
    // There is no server, or it crashes meanwhile.
    void work.catch(() => {});
  }

  // ------------------------------------------------------------------ attacks

  /** Writes what nobody may write, or only another person. */
  private async forge(one: HostileMember, id: ConversationId): Promise<void> {
    const { scheduler, people, devices } = this.world;
    const newest = (await this.world.storage().facts.conversation(id))?.newestChapter ?? 0;
    const before = await this.place(id, one.userId);
    const device = ++this.marks;
    const at = scheduler.now;
    const key = makeMessageId(at, this.random);
    const other = this.pick(people.filter(({ number }) => number !== one.number));
    const victim = this.pick(
      devices.flatMap((held) => held.messages(id)).filter(({ by, seq }) => by !== one.number && seq > 0),
    );
    const document = chapterDocument(id, newest);
    const words = (more: object = {}) => one.envelope({ kind: 'text', text: 'forged' }, { device, ...more });
    const message = { document, root: 'messages', key };
    const attacks = [
      { what: 'under another name', ...message, value: words({ by: other?.number }) },
      { what: 'under another id', ...message, value: words(), under: other?.number },
      { what: 'a mention that the text does not name', ...message, value: words({ mentions: [other?.number ?? 0] }) },
      { what: 'a quiet mention', ...message, value: words({ mentions: [one.number], quiet: true }) },
      { what: 'a stamp', document, root: 'stamps', key, value: [1, 1] },
      {
        what: 'an event',
        document,
        root: 'events',
        key: makeUlid(at, this.random),
        value: [0, 1, { kind: 'joined', by: 1 }],
      },
      { what: 'beyond the newest chapter', ...message, document: chapterDocument(id, newest + 2), value: words() },
      ...(before.from === 0
        ? []
        : [{ what: 'before they came', ...message, document: chapterDocument(id, before.from - 1), value: words() }]),
      ...(victim === undefined
        ? []
        : [
            {
              what: 'an edit of another’s message',
              document: chapterDocument(id, victim.chapter),
              root: 'edits',
              key: `${victim.messageId}/${makeEditId(at, this.random)}`,
              value: words(),
            },
            ...(other === undefined
              ? []
              : [
                  {
                    what: 'a reaction of another',
                    document: chapterDocument(id, victim.chapter),
                    root: 'reactions',
                    key: `${victim.messageId}/${other.number}/${makeUlid(at, this.random)}`,
                    value: one.envelope({ kind: 'emoji', text: '👎' }, { device }),
                  },
                ]),
            {
              what: 'a deletion',
              document: chapterDocument(id, victim.chapter),
              root: 'deletions',
              key: victim.messageId,
              value: one.envelope({ kind: 'deletion' }, { device, author: victim.by }),
            },
          ]),
    ];
    const attack = this.pick(attacks);
    if (attack === undefined) return;
    const { what, ...forgery } = attack;
    this.world.log(`${one.userId} forges ${what} in ${forgery.document}`);
    if (!(await one.forge(forgery))) return;
    this.counts.smuggled++;
    await scheduler.sleep(JUDGED_WITHIN);
    const isModerator = ({ role }: Place) => role === 'owner' || role === 'admin';
    if (what === 'a deletion' && (isModerator(before) || isModerator(await this.place(id, one.userId)))) {
      if (victim !== undefined) this.world.removed(victim.messageId);
      return;
    }
    if (forgery.value instanceof Uint8Array) this.forbidden.set(device, `${what} by ${one.userId}`);
    else this.keys.set(`${forgery.root}/${forgery.key}`, `${what} by ${one.userId}`);
  }

  /** Deletes another person's message, or the time the server received it, without a trace. */
  private async eraseOne(one: HostileMember, id: ConversationId): Promise<void> {
    const { devices } = this.world;
    const victim = this.pick(
      devices.flatMap((held) => held.messages(id)).filter(({ by, seq }) => by !== one.number && seq > 0),
    );
    if (victim === undefined) return;
    const root = this.random() < 0.5 ? 'messages' : 'stamps';
    if (!(await one.erase(chapterDocument(id, victim.chapter), root, victim.messageId))) return;
    this.world.log(`${one.userId} erases ${root}/${victim.messageId} in ${id}`);
    this.counts.erased++;
  }

  /** Acts on members over HTTP, with any role. Whatever changes must have been allowed before or after. */
  private async usurp(one: HostileMember, id: ConversationId): Promise<void> {
    const server = this.world.server();
    if (server === undefined) return;
    const { facts } = server.storage;
    const others = this.world.people.map(({ userId }) => userId as UserId);
    const who = this.pick(others) ?? one.userId;
    const role = this.random() < 0.5 ? 'admin' : 'member';
    const before = await this.place(id, one.userId);
    const act = this.pick<MemberAct | 'link' | 'answer'>([
      { kind: 'add', who, role },
      { kind: 'add', who: one.userId, role },
      { kind: 'role', who, role },
      { kind: 'role', who: one.userId, role: 'admin' },
      { kind: 'remove', who },
      { kind: 'transfer', who: this.random() < 0.5 ? one.userId : who },
      // Otherwise the attacker's own groups would soon be gone.
      ...(before.role === 'owner' ? [] : [{ kind: 'delete-group' } as const]),
      'link',
      'answer',
    ]);
    if (act === undefined) return;
    const target = typeof act === 'object' && 'who' in act ? act.who : who;
    const targetBefore = await this.place(id, target);
    const name = typeof act === 'string' ? act : JSON.stringify(act);
    this.world.log(`${one.userId} asks past their device for ${name} in ${id}`);
    const acts = createGroupActs(facts, server.announce, () => this.world.scheduler.now);
    const isChanged = await this.carryOut(acts, server, one, id, act, who);
    this.counts.usurped++;
    if (!isChanged) return;
    this.counts.granted++;
    const [after, targetAfter] = [await this.place(id, one.userId), await this.place(id, target)];
    const actions = actionsOf(act, one.userId);
    const may = [before, after].some((own) =>
      [targetBefore.role, targetAfter.role].some(
        (of) =>
          own.role !== undefined && actions.some((action) => mayAct(action, own.role ?? 'member', of, own.rights)),
      ),
    );
    if (!may) this.broken.push(`${one.userId}, ${before.role ?? 'nobody'} in ${id}, was granted ${name}`);
  }

  /** Whether it changed anything. */
  private async carryOut(
    acts: ReturnType<typeof createGroupActs>,
    server: SimulatedServer,
    { userId }: HostileMember,
    id: ConversationId,
    act: MemberAct | 'link' | 'answer',
    who: UserId,
  ): Promise<boolean> {
    if (act === 'link') {
      const token = `${this.random()}`;
      const link = { linkId: token, digest: sha256.digest(new TextEncoder().encode(token)), approval: false };
      const asked = { ...link, expiresAt: undefined, uses: 1 };
      return !('kind' in (await server.storage.facts.createLink(id, userId, asked, this.world.scheduler.now)));
    }
    const outcome =
      act === 'answer'
        ? await acts.answerRequest(id, userId, who, this.random() < 0.5)
        : await acts.act(id, userId, act);
    return outcome.kind === 'done' && outcome.changed;
  }

  private async listen(one: HostileMember, id: ConversationId): Promise<void> {
    const newest = (await this.world.storage().facts.conversation(id))?.newestChapter ?? 0;
    this.counts.listened++;
    await one.listen(chapterDocument(id, this.int(newest + 1)));
  }

  private async place(id: ConversationId, userId: UserId): Promise<Place> {
    const { facts } = this.world.storage();
    const [members, conversation] = await Promise.all([facts.members(id), facts.conversation(id)]);
    const own = members.find((member) => member.userId === userId);
    const rights = parseRights(conversation === undefined ? {} : JSON.parse(conversation.rights));
    return { role: own?.role, from: own?.from ?? 0, rights };
  }

  // ------------------------------------------------------------------- checks

  /** Nothing forged is stored, nobody gained a forbidden permission, and no outsider has received anything since. */
  async check(chapters: ReadonlyMap<ConversationId, readonly Y.Doc[]>, restored: boolean): Promise<void> {
    if (this.broken.length > 0) throw new Error(this.broken.join('\n'));
    for (const [id, docs] of chapters) for (const doc of docs) this.checkForged(id, doc);
    // A restored server has forgotten who was a member when.
    if (!restored) for (const id of this.world.groups) await this.checkHeard(id);
  }

  private checkForged(id: ConversationId, doc: Y.Doc): void {
    // Without a stamp it was deleted before it was ever sent.
    for (const [key, item] of doc.getMap('messages')._map)
      if (!item.deleted && !doc.getMap('stamps').has(key)) throw new Error(`${id} holds ${key}, which bears no stamp`);
      else if (item.deleted && doc.getMap('stamps').has(key) && !doc.getMap('deletions').has(key))
        throw new Error(`${key} is gone from ${id}, and nobody has deleted it`);
    for (const root of ['messages', 'edits', 'reactions', 'deletions', 'stamps', 'events'])
      for (const [key, value] of doc.getMap(root).entries()) {
        const forged =
          this.keys.get(`${root}/${key}`) ??
          (value instanceof Uint8Array ? this.forbidden.get(decodeEnvelope(value)?.device ?? 0) : undefined);
        if (forged !== undefined) throw new Error(`${id} holds ${root}/${key}: ${forged}`);
      }
  }

  private async checkHeard(id: ConversationId): Promise<void> {
    const { memberships } = this.world;
    const grace = HEARD_WITHIN + this.world.serverJumped();
    for (const { userId, name } of this.world.people) {
      const page = await this.world.storage().facts.feed(userId as UserId, 0, 1_000);
      const fact = page.conversations.find((row) => row.id === id);
      for (const { where, chapter, doc } of this.heldBy(userId, id))
        for (const [message, stamp] of doc.getMap('stamps').entries()) {
          if (!isStoredStamp(stamp) || !doc.getMap('messages')._map.has(message)) continue;
          const [seq, at] = stamp;
          // A withdrawn request, or one from a blocked person, leaves no fact; the log has it.
          if (fact?.removedAt !== undefined && seq > fact.seq && at > fact.removedAt + grace)
            throw new Error(`${where}: ${name} left ${id} and holds ${message}, said ${at - fact.removedAt} ms later`);
          if (!memberships.mayHold(id, userId, chapter, at, grace))
            throw new Error(`${where}: ${name} was not in ${id} and holds ${message} of chapter ${chapter}`);
        }
    }
  }

  /** What a person has of a conversation's chapters, on all devices and by attacks. */
  private heldBy(userId: string, id: ConversationId): Held[] {
    const chapterOf = (name: string): number | undefined => {
      const address = parseDocumentName(name);
      return address?.kind === 'chapter' && address.conversationId === id ? address.chapter : undefined;
    };
    const disks = this.world.devices
      .filter((device) => device.userId === userId)
      .flatMap(({ name: where, disk }) =>
        disk.documentNames().flatMap((name) => {
          const chapter = chapterOf(name.slice(name.indexOf('conversation/')).split('@')[0] ?? '');
          return chapter === undefined ? [] : [{ where, chapter, doc: disk.rebuild(name) }];
        }),
      );
    const heard = [...(this.hostile.get(userId as UserId)?.heard ?? [])].flatMap(([name, doc]) => {
      const chapter = chapterOf(name);
      return chapter === undefined ? [] : [{ where: 'an open line', chapter, doc }];
    });
    return [...disks, ...heard];
  }

  private int(below: number): number {
    return Math.floor(this.random() * below);
  }
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}

const actionsOf = (act: MemberAct | 'link' | 'answer', by: UserId): readonly MemberAction[] => {
  if (act === 'link') return ['invite'];
  if (act === 'answer') return ['answer-request'];
  switch (act.kind) {
    case 'add':
      return [act.role === 'admin' ? 'add-admin' : 'add'];
    case 'role':
      return ['make-admin', 'remove-admin'];
    case 'remove':
      return [act.who === by ? 'leave' : 'remove'];
    case 'decline':
      return ['leave'];
    case 'transfer':
      return ['transfer'];
    case 'delete-group':
      return ['delete-group'];
  }
};
