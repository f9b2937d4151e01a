import type * as Y from 'yjs';
import type { MessageEntry } from '../../client/channel/timeline-view.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope } from '../../shared/envelope/envelope.ts';
import { SERVER_NUMBER } from '../../shared/ids/account.ts';
import { type ConversationId, kindOf } from '../../shared/ids/conversation.ts';
import { type MessageId, makeEditId, makeMessageId } from '../../shared/ids/ulid.ts';
import { DISAPPEARING } from '../../shared/protocol/conversation-settings.ts';
import { summaryOf } from '../../shared/protocol/summary-of.ts';
import { mulberry } from '../support/mulberry.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimulatedDevice } from './simulated-device.ts';

export interface OperationsWorld {
  readonly scheduler: Scheduler;
  readonly devices: readonly SimulatedDevice[];
  readonly log: (text: string) => void;
  /** Records that a message is being written and must not get lost. Returns a function that undoes that. */
  readonly wrote: (device: SimulatedDevice, id: ConversationId, messageId: MessageId, text: string) => () => void;
  /** Somebody requested its deletion. */
  readonly removed: (messageId: MessageId) => void;
}

interface Shown {
  readonly id: ConversationId;
  readonly entry: MessageEntry;
}

/** The outcome of the deletions requested for one message. */
interface Asked {
  readonly id: ConversationId;
  /** Answered with success, and stored on the disk. */
  undone: number;
  asked: number;
  /** Accepted from its author while the disk worked; and all that may have been undone since. */
  accepted: number;
  perhapsUndone: number;
  /** Devices whose requests are still on their own disk only, perhaps in a database that the browser removes. */
  readonly waiting: SimulatedDevice[];
}

/**
 * What people do with messages besides writing them. Uses its own random stream, so that a seed without these operations
 * behaves as before.
 */
export class MessageOperations {
  readonly asked = new Map<MessageId, Asked>();
  private readonly world: OperationsWorld;
  private readonly random: () => number;

  constructor(world: OperationsWorld, seed: number) {
    this.world = world;
    this.random = mulberry(seed ^ 0x5eed);
  }

  /** Perhaps performs one operation, on one device. */
  act(): void {
    const device = this.pick(this.world.devices);
    if (this.random() > 0.4 || device === undefined || !device.running || device.session.kind !== 'signed-in') return;
    const shown = [...device.timelines.keys()].flatMap((id) => device.messages(id).map((entry) => ({ id, entry })));
    const target = this.pick(shown.filter(({ entry }) => entry.body !== undefined));
    const roll = this.random();
    if (roll < 0.12) this.poll(device);
    else if (roll < 0.18) this.disappear(device);
    else if (target === undefined) return;
    else if (roll < 0.36) this.reply(device, target);
    else if (roll < 0.58) this.vote(device, shown);
    else if (roll < 0.62) this.close(device, shown);
    else if (roll < 0.74) this.pin(device, target);
    else if (roll < 0.84) this.forward(device, target);
    else this.remove(device, target);
  }

  private send(device: SimulatedDevice, conversationId: ConversationId, body: MessageBody): void {
    const messageId = makeMessageId(this.world.scheduler.now, this.random);
    this.world.log(`${device.name} sends ${messageId} ${JSON.stringify(body)} in ${conversationId}`);
    const takeBack = this.world.wrote(device, conversationId, messageId, summaryOf(body));
    void device.call('send', { conversationId, messageId, body }).then((result) => {
      if (!result.ok) takeBack();
    });
  }

  private poll(device: SimulatedDevice): void {
    const id = this.pick([...device.timelines.keys()]);
    if (id === undefined) return;
    const text = `${device.name} asks ${this.int(1_000)}`;
    const options = Array.from({ length: 2 + this.int(3) }, (_, i) => `option ${i}`);
    this.send(device, id, {
      kind: 'poll',
      text,
      options,
      multiple: this.random() < 0.5,
      anonymous: this.random() < 0.3,
    });
  }

  private reply(device: SimulatedDevice, { id, entry }: Shown): void {
    const reply = { chapter: entry.chapter, id: entry.messageId };
    this.send(device, id, { kind: 'text', text: `${device.name} answers ${this.int(1_000)}`, reply });
  }

  private vote(device: SimulatedDevice, shown: readonly Shown[]): void {
    const target = this.pick(shown.filter(({ entry }) => entry.may.vote));
    if (target?.entry.body?.kind !== 'poll') return;
    const { options, multiple } = target.entry.body;
    const some = options.flatMap((_, i) => (this.random() < 0.4 ? [i] : []));
    const choices = multiple ? some : some.slice(0, 1);
    this.world.log(`${device.name} votes ${choices.join()} on ${target.entry.messageId}`);
    void device.call('vote', { ...placeOf(target), choices });
  }

  private close(device: SimulatedDevice, shown: readonly Shown[]): void {
    const target = this.pick(shown.filter(({ entry }) => entry.may.closePoll));
    if (target === undefined) return;
    this.world.log(`${device.name} closes ${target.entry.messageId}`);
    const editId = makeEditId(this.world.scheduler.now, this.random);
    void device.call('closePoll', { ...placeOf(target), editId });
  }

  private pin(device: SimulatedDevice, target: Shown): void {
    if (!target.entry.may.pin) return;
    this.world.log(`${device.name} ${target.entry.pinned ? 'unpins' : 'pins'} ${target.entry.messageId}`);
    void device.call('pin', { ...placeOf(target), on: !target.entry.pinned });
  }

  private forward(device: SimulatedDevice, { id, entry }: Shown): void {
    const to = this.pick(device.conversations.filter(({ state }) => state === 'ready' || state === 'waiting'));
    if (to === undefined || entry.body === undefined) return;
    const messageId = makeMessageId(this.world.scheduler.now, this.random);
    this.world.log(`${device.name} forwards ${entry.messageId} to ${to.id} as ${messageId}`);
    const takeBack = this.world.wrote(device, to.id, messageId, summaryOf(entry.body));
    void device
      .call('forward', {
        conversationId: id,
        messages: [{ chapter: entry.chapter, messageId: entry.messageId }],
        to: [{ conversationId: to.id, messageIds: [messageId] }],
      })
      .then((result) => {
        if (!result.ok) takeBack();
      });
  }

  private disappear(device: SimulatedDevice): void {
    const id = this.pick([...device.timelines.keys()]);
    const seconds = this.pick(DISAPPEARING);
    if (id === undefined || seconds === undefined) return;
    this.world.log(`${device.name} lets messages of ${id} disappear after ${seconds} s`);
    void device.call('setDisappear', { conversationId: id, seconds });
  }

  /** Requests a deletion and often undoes it, sometimes too late. */
  private remove(device: SimulatedDevice, target: Shown): void {
    if (!target.entry.may.remove) return;
    const { messageId } = target.entry;
    const asked = this.asked.get(messageId) ?? {
      id: target.id,
      asked: 0,
      undone: 0,
      accepted: 0,
      perhapsUndone: 0,
      waiting: [],
    };
    this.asked.set(messageId, asked);
    asked.asked++;
    this.world.log(`${device.name} asks to remove ${messageId}`);
    this.world.removed(messageId);
    void device.call('remove', placeOf(target)).then((result) => {
      if (!result.ok || !target.entry.own || device.disk.failing) return;
      asked.accepted++;
      asked.waiting.push(device);
    });
    if (this.random() < 0.3) return;
    this.world.scheduler.after(this.random() * 6_000, () => {
      if (!device.running) return;
      this.world.log(`${device.name} takes the removal of ${messageId} back`);
      asked.perhapsUndone++;
      void device.call('undoRemove', placeOf(target)).then((result) => {
        if (!result.ok) asked.perhapsUndone--;
        this.world.log(`${device.name}: ${messageId} ${result.ok ? 'stays' : 'is gone'}`);
        if (result.ok && !device.disk.failing) asked.undone++;
      });
    });
  }

  /** A browser removes databases of a device, perhaps with a deletion that waits there. */
  clearing(device: SimulatedDevice): void {
    for (const asked of this.asked.values())
      asked.perhapsUndone += asked.waiting.filter((one) => one === device).length;
  }

  /** A message whose every deletion was undone in time is not deleted by a person. */
  checkUndone(chapters: ReadonlyMap<ConversationId, readonly Y.Doc[]>, others: ReadonlySet<MessageId>): void {
    for (const [messageId, { id, asked, undone }] of this.asked) {
      if (undone < asked || others.has(messageId)) continue;
      for (const doc of chapters.get(id) ?? []) {
        const deletion = doc.getMap('deletions').get(messageId);
        if (deletion instanceof Uint8Array && decodeEnvelope(deletion)?.by !== SERVER_NUMBER)
          throw new Error(`${messageId} was deleted although that was undone`);
      }
    }
  }

  /** What its author deleted with a working disk, without undoing it, is gone: crashes may only delay it. */
  checkRemoved(chapters: ReadonlyMap<ConversationId, readonly Y.Doc[]>): void {
    for (const [messageId, { id, accepted, perhapsUndone }] of this.asked) {
      if (accepted <= perhapsUndone || kindOf(id) !== 'direct') continue;
      for (const doc of chapters.get(id) ?? [])
        if (doc.getMap('messages').has(messageId))
          throw new Error(`${messageId} is still there although it was deleted`);
    }
  }

  undone(): number {
    return [...this.asked.values()].reduce((sum, { undone }) => sum + undone, 0);
  }

  private int(below: number): number {
    return Math.floor(this.random() * below);
  }
  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}

const placeOf = ({ id, entry }: Shown) => ({
  conversationId: id,
  chapter: entry.chapter,
  messageId: entry.messageId,
});

/** What everybody must see alike of a message, unless something it refers to is hidden from somebody. */
const sharedLook = (entry: MessageEntry, hidden: ReadonlySet<string>): unknown => ({
  id: entry.messageId,
  seq: entry.seq,
  body: entry.body,
  quote:
    entry.quote === undefined || hidden.has(entry.quote.messageId) ? undefined : { ...entry.quote, own: undefined },
  poll: entry.poll?.options.map(({ count, names }) => ({ count, names })),
  closed: entry.poll?.closed,
  reactions: entry.reactions.map(({ emoji, names }) => ({ emoji, names })),
  pinned: entry.pinned,
  answers: hidden.size > 0 ? undefined : entry.replies?.count,
  deleted: entry.deleted !== undefined,
  edited: entry.edited,
  due: entry.due,
});

/**
 * Checks that everybody in a conversation sees the same, and nothing that is due.
 * @param hiddenHere messages that somebody has deleted for themself
 */
export const checkEntries = (
  devices: readonly SimulatedDevice[],
  id: ConversationId,
  now: number,
  hiddenHere: ReadonlySet<string>,
): void => {
  const [first, ...others] = devices;
  if (first === undefined) return;
  // Messages that a restored server has lost are shown by those who had them, and by nobody else.
  const lost = devices.flatMap((device) => device.messages(id)).filter((entry) => entry.lost);
  const hidden = new Set([...hiddenHere, ...lost.map(({ messageId }) => messageId)]);
  const lookOf = (device: SimulatedDevice) =>
    device
      .messages(id)
      .filter(({ seq, messageId }) => seq > 0 && !hidden.has(messageId))
      .map((entry) => JSON.stringify(sharedLook(entry, hidden)));
  const wanted = lookOf(first);
  for (const device of others)
    for (const [i, look] of lookOf(device).entries())
      if (look !== wanted[i])
        throw new Error(`${device.name} and ${first.name} differ in ${kindOf(id)} ${id}:\n${look}\n${wanted[i]}`);
  for (const device of devices) {
    const due = device.messages(id).find((entry) => entry.due !== undefined && entry.due <= now);
    if (due !== undefined) throw new Error(`${device.name} shows ${due.messageId}, which is due`);
  }
  // A stranger's conversation without messages is shown to nobody.
  const views = devices.flatMap((device) => device.views.get(id) ?? []);
  const pins = new Set(
    views.map((view) => view.pins.flatMap(({ messageId }) => (hidden.has(messageId) ? [] : messageId)).join()),
  );
  if (pins.size > 1) throw new Error(`pins of ${id} differ: ${[...pins].join(' | ')}`);
};
