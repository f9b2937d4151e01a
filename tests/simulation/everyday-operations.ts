import type { Person } from '../../client/channel/person.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import type { WrittenMessages } from './written-messages.ts';

export interface EverydayDeps {
  readonly scheduler: Scheduler;
  /** The world's own stream: the earliest seeds had only these operations. */
  readonly random: () => number;
  readonly people: readonly Person[];
  readonly groups: ConversationId[];
  readonly written: WrittenMessages;
  readonly log: (text: string) => void;
  /** Its deletion was requested and cannot be undone. */
  readonly removedForGood: (messageId: MessageId) => void;
}

/** What people did in the earliest seeds: write, edit, create groups, and go offline. */
export class EverydayOperations {
  private readonly deps: EverydayDeps;
  private readonly random: () => number;

  constructor(deps: EverydayDeps) {
    this.deps = deps;
    this.random = deps.random;
  }

  async write(device: SimulatedDevice): Promise<void> {
    if (!device.running || device.session.kind !== 'signed-in') return;
    const id = await this.somewhere(device);
    if (id === undefined) return;
    const messageId = makeMessageId(this.deps.scheduler.now, this.random);
    const text = `${device.name} ${this.deps.written.size}`;
    device.look(id);
    this.deps.log(`${device.name} writes ${messageId} "${text}" in ${id}`);
    const takeBack = this.deps.written.add(device, id, messageId, text);
    void device.call('send', { conversationId: id, messageId, body: { kind: 'text', text } }).then((result) => {
      if (!result.ok) takeBack();
    });
  }

  change(device: SimulatedDevice): void {
    if (!device.running) return;
    const shown = [...device.timelines.keys()].flatMap((id) => device.messages(id).map((entry) => ({ id, entry })));
    const target = this.pick(shown);
    if (target === undefined || target.entry.deleted !== undefined || target.entry.text === undefined) return;
    const { id, entry } = target;
    const at = { conversationId: id, chapter: entry.chapter, messageId: entry.messageId };
    if (this.random() < 0.4) {
      this.deps.log(`${device.name} drafts in ${id}`);
      void device.call('saveDraft', { conversationId: id, text: `draft ${this.int(1_000)}` });
      return;
    }
    const roll = this.random();
    if (roll < 0.5) {
      this.deps.log(`${device.name} reacts to ${entry.messageId}`);
      void device.call('react', { ...at, emoji: this.pick(['👍', '⚓']) ?? '👍', on: this.random() < 0.7 });
    } else if (roll < 0.75 && entry.may.edit) {
      this.deps.log(`${device.name} edits ${entry.messageId}`);
      void device.call('edit', {
        ...at,
        editId: makeEditId(this.deps.scheduler.now, this.random),
        text: `${entry.text}*`,
      });
    } else if (entry.may.remove) {
      this.deps.log(`${device.name} removes ${entry.messageId}`);
      this.deps.removedForGood(entry.messageId);
      void device.call('remove', at);
    } else if (entry.seq > 0) void device.call('markRead', { conversationId: id, seq: entry.seq });
  }

  /** Groups and their members change. */
  gather(device: SimulatedDevice): void {
    if (!device.running || device.session.kind !== 'signed-in') return;
    const others = this.deps.people.filter(({ userId }) => userId !== device.userId);
    const group = this.pick(this.deps.groups);
    const other = this.pick(others);
    if (other === undefined) return;
    const roll = this.random();
    if (group === undefined || roll < 0.4) {
      const conversationId = makeGroupId(this.deps.scheduler.now, this.random);
      this.deps.groups.push(conversationId);
      const members = others.filter(() => this.random() < 0.7);
      this.deps.log(`${device.name} creates ${conversationId} with ${members.map(({ name }) => name).join()}`);
      void device.call('createGroup', { conversationId, name: `Group ${this.deps.groups.length}`, members });
    } else if (roll < 0.75) {
      this.deps.log(`${device.name} adds ${other.name} to ${group}`);
      void device.call('addMember', { conversationId: group, person: other });
    } else {
      this.deps.log(`${device.name} removes ${other.name} from ${group}`);
      void device.call('removeMember', { conversationId: group, userId: other.userId });
    }
  }

  toggleNetwork(device: SimulatedDevice): void {
    this.deps.log(`${device.name} ${device.online ? 'goes offline' : 'comes online'}`);
    device.setOnline(!device.online);
  }

  diskEvent(device: SimulatedDevice): void {
    device.disk.failing = !device.disk.failing;
    device.troubled = true;
    this.deps.log(`${device.name}'s disk ${device.disk.failing ? 'fails' : 'works again'}`);
  }

  lookAround(device: SimulatedDevice): void {
    const open = this.pick([...device.timelines.keys()]);
    if (open !== undefined && this.random() < 0.5) device.lookAway(open);
    else for (const { id } of device.conversations) if (this.random() < 0.5) device.look(id);
  }

  private async somewhere(device: SimulatedDevice): Promise<ConversationId | undefined> {
    if (this.random() < 0.3) {
      const person = this.pick(this.deps.people);
      if (person === undefined) return undefined;
      let started: ConversationId | undefined;
      void device.call('startDirect', { person }).then((result) => {
        if (result.ok) started = result.value.conversationId;
      });
      await this.deps.scheduler.run(40);
      if (started !== undefined) return started;
    }
    return this.pick(device.conversations.filter(({ state }) => state === 'ready' || state === 'waiting'))?.id;
  }

  private int(below: number): number {
    return Math.floor(this.random() * below);
  }
  private pick<T>(from: readonly T[]): T;
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}
