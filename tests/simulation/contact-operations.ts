import type { Person } from '../../client/channel/person.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import { mulberry } from '../support/mulberry.ts';
import { sharedRows } from './shared-rows.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0xb10c;
const OFTEN = 0.12;

/** What people decide about each other: to block, to accept a stranger, to decline. */
export class ContactOperations {
  readonly counts = { blocked: 0, unblocked: 0, accepted: 0, declined: 0 };
  private readonly random: () => number;
  private readonly log: (text: string) => void;
  private readonly declined = new Map<UserId, Set<ConversationId>>();

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  act(devices: readonly SimulatedDevice[], people: readonly Person[]): void {
    const device = this.pick(devices);
    if (this.random() >= OFTEN || device === undefined || !device.running || device.session.kind !== 'signed-in')
      return;
    const request = this.pick(device.conversations.filter((row) => row.request));
    if (request !== undefined && this.random() < 0.6) this.answer(device, request.id);
    else {
      const person = this.pick(people.filter(({ userId }) => userId !== device.userId));
      if (person !== undefined) this.block(device, person, this.random() < 0.5);
    }
  }

  private answer(device: SimulatedDevice, conversationId: ConversationId): void {
    const accept = this.random() < 0.6;
    this.log(`${device.name} ${accept ? 'accepts' : 'declines'} ${conversationId}`);
    if (accept) this.counts.accepted++;
    else {
      this.counts.declined++;
      const known = this.declined.get(device.userId) ?? new Set();
      this.declined.set(device.userId, known.add(conversationId));
    }
    void device.call('answerStranger', { conversationId, accept });
  }

  private block(device: SimulatedDevice, person: Person, on: boolean): void {
    this.log(`${device.name} ${on ? 'blocks' : 'unblocks'} ${person.name}`);
    if (on) this.counts.blocked++;
    else this.counts.unblocked++;
    void device.call('block', { person, on });
  }

  /**
   * Checks, once all are in sync, that devices agree and that nothing of a blocked person counts. Throws otherwise.
   * @param restored what the server forgot, leaving included, is known only to the devices that knew it before
   */
  async check(
    devices: readonly SimulatedDevice[],
    people: readonly Person[],
    storage: Storage,
    restored: boolean,
  ): Promise<void> {
    for (const { userId, name } of people) {
      const page = await storage.facts.feed(userId as UserId, 0, 1_000);
      const blocked = new Set(page.people.flatMap((one) => (one.blocked === true ? [one.number] : [])));
      for (const { id, head, unread, unanswered, members } of page.conversations) {
        if (head !== undefined && blocked.has(head.by)) throw new Error(`${name} blocks who is head of ${id}`);
        const others = members.filter((one) => one.userId !== userId && one.removedAt === undefined);
        const isAlone = id.startsWith('d-') && others.every(({ number }) => blocked.has(number));
        if (isAlone && unread > 0) throw new Error(`${name} has ${unread} unread of somebody blocked in ${id}`);
        const asked = (await storage.facts.members(id as ConversationId)).filter((one) => one.asked === true);
        for (const one of others)
          if (asked.some(({ number }) => number === one.number) && (one.read > 0 || one.delivered > 0))
            throw new Error(`${name} is told of ${one.number}, who has not accepted to be in ${id}`);
        for (const one of others)
          if (one.number === unanswered && (one.read > 0 || one.delivered > 0))
            throw new Error(`${name} is told of ${one.number}, who has not answered in ${id}`);
      }
      const known = new Set(page.conversations.map(({ id }) => id));
      const own = devices.filter((device) => device.userId === userId);
      const names = new Map(page.people.map((one) => [one.name, one.number]));
      for (const device of own) {
        if (device.outbox.some(({ kind, state }) => kind === 'block' && state === 'waiting')) continue;
        for (const { id, last } of device.conversations)
          if (last?.by !== undefined && blocked.has(names.get(last.by) ?? 0))
            throw new Error(`${device.name} shows in its list what somebody blocked wrote in ${id}`);
      }
      const seen = new Set(
        own.map((device) =>
          JSON.stringify(
            sharedRows(device)
              .filter(({ id, state }) => !restored || (state !== 'left' && known.has(id)))
              .map(({ id, request, blocked: b }) => [id, request, b])
              .sort(),
          ),
        ),
      );
      if (seen.size > 1) throw new Error(`${name}'s devices differ in whom they know:\n${[...seen].join('\n')}`);
    }
  }

  /** Everybody unblocks everybody: what was hidden must be there. */
  async reconcile(devices: readonly SimulatedDevice[], people: readonly Person[]): Promise<void> {
    for (const device of Map.groupBy(devices, ({ userId }) => userId)
      .values()
      .map(([first]) => first)) {
      if (device === undefined) continue;
      for (const person of people)
        if (person.userId !== device.userId) void device.call('block', { person, on: false });
      for (const conversationId of this.declined.get(device.userId) ?? [])
        void device.call('answerStranger', { conversationId, accept: true });
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
