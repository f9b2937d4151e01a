import type { ConversationView } from '../../client/channel/conversation-view.ts';
import type { Person } from '../../client/channel/person.ts';
import type { OutboxEntry } from '../../client/channel/projections.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import {
  isWithin,
  parseRights,
  RIGHT_CHOICES,
  RIGHT_NAMES,
  RIGHT_PREFIX,
} from '../../shared/permissions/group-rights.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { mulberry } from '../support/mulberry.ts';
import { HostileMember } from './hostile-member.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import type { SimulatedServer } from './simulated-server.ts';

export interface MembersDeps {
  readonly scheduler: Scheduler;
  readonly devices: readonly SimulatedDevice[];
  readonly people: readonly Person[];
  readonly groups: readonly ConversationId[];
  readonly log: (text: string) => void;
  readonly storage: () => Storage;
  readonly server: () => SimulatedServer | undefined;
}

/** Separate from the world's stream and from each other, so that a seed without them behaves as before. */
const STREAM = 0x3e3b;
/** An update on an open connection is judged within this. ms */
const JUDGED_WITHIN = 1_000;

/** What group members do with each other: honest ones through their devices, others bypassing them. */
export class MemberOperations {
  readonly counts = {
    roles: 0,
    transferred: 0,
    left: 0,
    ended: 0,
    rights: 0,
    joined: 0,
    cancelled: 0,
    forged: 0,
    taken: 0,
    barred: 0,
  };
  private readonly world: MembersDeps;
  private readonly random: () => number;
  private readonly tokens: string[] = [];
  private readonly hostile = new Map<string, HostileMember>();
  /** Written by a person who was not a member when it was judged. */
  private readonly forbidden = new Map<MessageId, ConversationId>();
  /**
   * Written by a member who bypassed the device but was allowed to: accepted, so the attack is known to reach admission.
   */
  private readonly allowed = new Map<MessageId, ConversationId>();
  /** Refused acts that were seen. */
  private readonly dismissed = new Map<SimulatedDevice, number>();
  private readonly forbiddenNames = new Set<string>();

  constructor(world: MembersDeps, seed: number) {
    this.world = world;
    this.random = mulberry(seed ^ STREAM);
  }

  /** Perhaps performs one of them. */
  act(): void {
    if (this.random() > 0.55) return;
    if (this.random() < 0.2) void this.attack().catch(() => {});
    else this.live();
  }

  private live(): void {
    const device = this.pick(this.world.devices);
    if (device === undefined || !device.running || device.session.kind !== 'signed-in') return;
    const roll = this.random();
    if (roll < 0.12) this.thinkBetter(device);
    else if (roll < 0.22) this.join(device);
    else this.gather(device);
  }

  private gather(device: SimulatedDevice): void {
    const row = this.pick(
      device.conversations.filter(({ kind, state }) => kind === 'group' && (state === 'ready' || state === 'waiting')),
    );
    if (row === undefined) return;
    device.look(row.id);
    const view = device.views.get(row.id);
    if (view !== undefined) this.change(device, view);
  }

  private change(device: SimulatedDevice, view: ConversationView): void {
    const { id: conversationId, members, may } = view;
    const say = (what: string) => this.world.log(`${device.name} ${what} in ${conversationId}`);
    const one = <T>(from: readonly T[], run: (of: T) => void): (() => void) | undefined => {
      const picked = this.pick(from);
      return picked === undefined ? undefined : () => run(picked);
    };
    const outside = this.world.people.filter(({ userId }) => members.every((member) => member.userId !== userId));
    const possible = [
      one(view.requests, ({ userId, name }) => {
        const accept = this.random() < 0.7;
        say(`${accept ? 'lets in' : 'turns away'} ${name}`);
        void device.call('answerRequest', { conversationId, userId, accept });
      }),
      one([...members.filter((member) => member.may.makeAdmin)], ({ userId, name }) => {
        say(`makes an admin of ${name}`);
        this.counts.roles++;
        void device.call('changeRole', { conversationId, userId, role: 'admin' });
      }),
      one([...members.filter((member) => member.may.removeAdmin)], ({ userId, name }) => {
        say(`takes back the role of ${name}`);
        this.counts.roles++;
        void device.call('changeRole', { conversationId, userId, role: 'member' });
      }),
      one([...members.filter((member) => member.may.remove)], ({ userId, name }) => {
        say(`removes ${name}`);
        void device.call('removeMember', { conversationId, userId });
      }),
      one([...members.filter((member) => member.may.transfer)], ({ userId, name }) => {
        say(`transfers ownership to ${name}`);
        this.counts.transferred++;
        void device.call('transferOwnership', { conversationId, userId });
      }),
      one(outside, (person) => {
        say(`adds ${person.name}`);
        void device.call('addMember', { conversationId, person });
      }),
      one(may.leave && this.random() < 0.4 ? [view] : [], () => {
        say('leaves');
        this.counts.left++;
        void device.call('leave', { conversationId });
      }),
      one(may.deleteGroup && this.random() < 0.1 ? [view] : [], () => {
        say('ends everything');
        this.counts.ended++;
        void device.call('deleteGroup', { conversationId });
      }),
      one(may.changeRights, () => this.decide(device, view, say)),
      one(may.invite ? [view] : [], () => this.invite(device, view)),
      one(view.mayRename ? [view] : [], () => {
        const name = `Name ${this.int(1_000)}`;
        say(`changes the name to ${name}`);
        void device.call('rename', { conversationId, name });
      }),
    ];
    this.pick(possible.filter((run) => run !== undefined))?.();
  }

  private decide(device: SimulatedDevice, { id: conversationId, may }: ConversationView, say: (what: string) => void) {
    const right = this.pick(may.changeRights);
    if (right === undefined) return;
    this.counts.rights++;
    if (this.random() < 0.25) {
      const history = this.random() < 0.7 ? 'joining' : 'all';
      say(`shows newcomers ${history}`);
      void device.call('setHistory', { conversationId, history });
      return;
    }
    const audience = this.pick(RIGHT_CHOICES[right]);
    if (audience === undefined) return;
    say(`lets ${audience} ${right}`);
    void device.call('setRight', { conversationId, right, audience });
  }

  private invite(device: SimulatedDevice, { id: conversationId }: ConversationView): void {
    const approval = this.random() < 0.5;
    this.world.log(`${device.name} makes a link to ${conversationId}`);
    void device.call('createLink', { conversationId, approval, uses: 1 + this.int(3) }).then((answer) => {
      if (answer.ok && answer.value.link.token !== undefined) this.tokens.push(answer.value.link.token);
    });
  }

  private join(device: SimulatedDevice): void {
    const token = this.pick(this.tokens);
    if (token === undefined) return;
    this.world.log(`${device.name} follows a link`);
    void device.call('joinByLink', { token }).then((answer) => {
      if (answer.ok && answer.value.joined !== 'gone') this.counts.joined++;
    });
  }

  private thinkBetter(device: SimulatedDevice): void {
    const entry = this.pick(device.outbox);
    if (entry === undefined) return;
    if (entry.state === 'refused') {
      if (this.random() < 0.5) return;
      void device.call('dismissCommand', { key: entry.key }).then((answer) => {
        if (answer.ok && isAct(entry)) this.dismissed.set(device, (this.dismissed.get(device) ?? 0) + 1);
      });
      return;
    }
    this.world.log(`${device.name} takes back ${describe(entry)}`);
    void device.call('cancelCommand', { key: entry.key }).then((answer) => {
      if (answer.ok) this.counts.cancelled++;
      this.world.log(`${device.name}: ${describe(entry)} ${answer.ok ? 'is taken back' : 'is too late'}`);
    });
  }

  // ------------------------------------------------------------------ attacks

  /** Somebody bypasses their device and acts in a group they are, were or never were a member of. */
  private async attack(): Promise<void> {
    const person = this.pick(this.world.people);
    const id = this.pick(this.world.groups);
    if (person === undefined || id === undefined) return;
    const userId = person.userId as UserId;
    const attacker =
      this.hostile.get(userId) ??
      new HostileMember(person, { scheduler: this.world.scheduler, random: this.random, reach: this.world.server });
    this.hostile.set(userId, attacker);
    const before = await this.membership(id, userId);
    const chapter = (await this.world.storage().facts.conversation(id))?.newestChapter ?? 0;
    const name = `Forged ${this.counts.forged++}`;
    const roll = this.random();
    const right = this.pick(RIGHT_NAMES) ?? 'post';
    const written = roll < 0.5 ? await attacker.write(id, chapter) : undefined;
    if (roll >= 0.5 && roll < 0.8) await attacker.rename(id, name);
    else if (roll >= 0.8) await attacker.set(id, RIGHT_PREFIX + right, this.pick(RIGHT_CHOICES[right]) ?? 'admins');
    this.world.log(`${person.name} writes past their device in ${id}: ${written ?? (roll < 0.8 ? name : right)}`);
    await this.world.scheduler.sleep(JUDGED_WITHIN);
    const after = await this.membership(id, userId);
    if (written !== undefined && before.mayPost && after.mayPost) this.allowed.set(written, id);
    if (!before.mayPost && !after.mayPost && written !== undefined) this.forbidden.set(written, id);
    if (!before.mayRename && !after.mayRename && roll >= 0.5 && roll < 0.8) this.forbiddenNames.add(name);
  }

  private async membership(id: ConversationId, userId: UserId): Promise<{ mayPost: boolean; mayRename: boolean }> {
    const { facts } = this.world.storage();
    const [member, conversation] = await Promise.all([facts.membership(id, userId), facts.conversation(id)]);
    if (member === undefined || conversation === undefined) return { mayPost: false, mayRename: false };
    const rights = parseRights(JSON.parse(conversation.rights));
    return { mayPost: isWithin(rights.post, member.role), mayRename: isWithin(rights.rename, member.role) };
  }

  // ------------------------------------------------------------------- checks

  /** Everybody sees every group as the facts have it; nothing forbidden was accepted; nothing waits unseen. */
  async check(messagesOf: (id: ConversationId) => readonly string[]): Promise<void> {
    const { facts } = this.world.storage();
    for (const [messageId, id] of this.forbidden)
      if (messagesOf(id).includes(messageId)) throw new Error(`${messageId} was taken from somebody who may not write`);
    this.counts.barred = this.forbidden.size;
    for (const [messageId, id] of this.allowed) if (messagesOf(id).includes(messageId)) this.counts.taken++;
    for (const id of this.world.groups) {
      const members = await facts.members(id);
      const owners = members.filter(({ role }) => role === 'owner').length;
      const conversation = await facts.conversation(id);
      const isGone = conversation === undefined || (await facts.isDeleted(id));
      if (owners !== (isGone ? 0 : 1)) throw new Error(`${id} has ${owners} owners`);
      if (conversation?.name !== undefined && this.forbiddenNames.has(conversation.name))
        throw new Error(`${id} was named by somebody who may not`);
      const rights = parseRights(conversation === undefined ? {} : JSON.parse(conversation.rights));
      for (const device of this.world.devices) {
        const own = members.find(({ userId }) => userId === device.userId);
        const row = device.conversations.find((one) => one.id === id);
        if (own === undefined || isGone) {
          if (row !== undefined && row.state !== 'left' && row.state !== 'refused')
            throw new Error(`${device.name} thinks to be in ${id}: ${row.state}`);
          continue;
        }
        if (row?.state !== 'ready') throw new Error(`${device.name} is in ${id} and shows ${row?.state}`);
        const view = device.views.get(id);
        if (view === undefined) continue;
        const told = JSON.stringify([sorted(members), conversation?.name, rights]);
        const shown = JSON.stringify([sorted(view.members), view.title, view.rights]);
        if (told !== shown) throw new Error(`${device.name} sees another ${id} than there is:\n${shown}\n${told}`);
        if (view.members.some(({ waiting }) => waiting)) throw new Error(`${device.name} shows what waits in ${id}`);
      }
    }
    for (const device of this.world.devices) {
      const waiting = device.outbox.filter(({ state }) => state === 'waiting');
      if (waiting.length > 0) throw new Error(`${device.name} still waits: ${waiting.map(describe).join()}`);
      const silent = device.outbox.filter(({ reason }) => reason === undefined || reason === '');
      if (silent.length > 0) throw new Error(`${device.name} says no reason: ${silent.map(describe).join()}`);
      const listed = device.outbox.filter(isAct).length + (this.dismissed.get(device) ?? 0);
      if (!device.troubled && listed !== device.refusals)
        throw new Error(`${device.name} was refused ${device.refusals} times and listed ${listed}`);
      if (device.connection?.refused !== device.outbox.length)
        throw new Error(`${device.name} counts ${device.connection?.refused} refused of ${device.outbox.length}`);
    }
  }

  private int(below: number): number {
    return Math.floor(this.random() * below);
  }
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}

/** Refusals of these are counted where they arrive. */
const ACTS: readonly OutboxEntry['kind'][] = [
  'add-member',
  'remove-member',
  'make-admin',
  'remove-admin',
  'transfer',
  'let-in',
  'decline-request',
];
const isAct = ({ kind }: OutboxEntry): boolean => ACTS.includes(kind);

const describe = ({ kind, conversationId, who }: OutboxEntry): string => `${kind} ${who ?? ''} in ${conversationId}`;
const sorted = (members: readonly { readonly userId: string; readonly role: string }[]) =>
  members.map(({ userId, role }) => `${userId} ${role}`).sort();
