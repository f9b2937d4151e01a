import { FOREVER } from '../../client/channel/conversation-view.ts';
import type { MessageEntry } from '../../client/channel/timeline-view.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import { mulberry } from '../support/mulberry.ts';
import { sharedRows } from './shared-rows.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0x5eed;
/** How often one of them follows a step of the world. */
const OFTEN = 0.35;
const MINUTE = 60_000;

/** What one device did with a message, while no other device of the person did anything with it. */
interface Mark {
  readonly device: SimulatedDevice;
  starred: boolean;
  hidden: boolean;
  /** Not answered, or not known to be on the disk when the browser died. */
  unsure: boolean;
}

/** Private acts: stars, deleting for oneself, arranging, and drafts with their targets. */
export class AccountOperations {
  done = 0;
  private readonly marks = new Map<string, Mark>();
  private readonly random: () => number;
  private readonly log: (text: string) => void;

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  step(devices: readonly SimulatedDevice[], now: number): void {
    const device = this.pick(devices);
    if (this.random() >= OFTEN || device === undefined || !device.running || device.session.kind !== 'signed-in')
      return;
    const shown = [...device.timelines.keys()].flatMap((id) => device.messages(id).map((entry) => ({ id, entry })));
    const target = this.pick(shown);
    const id = target?.id ?? this.pick(device.conversations)?.id;
    if (id === undefined) return;
    this.done++;
    const roll = this.random();
    if (roll < 0.3) this.arrange(device, id, now);
    else if (roll < 0.4) this.prefer(device);
    else if (target === undefined) return;
    else if (roll < 0.65) this.draft(device, id, target.entry);
    else this.mark(device, id, target.entry);
  }

  /**
   * Checks that a person's devices show the same of all this. Throws when they do not.
   * @param restored a conversation that the server forgot is known only to the devices that knew it before
   */
  check(devices: readonly SimulatedDevice[], restored: boolean): void {
    for (const [userId, own] of Map.groupBy(devices, (device) => device.userId)) {
      const shown = own.map(shownOn);
      const isKnown = (id: string) =>
        !restored ||
        own.every(({ conversations }) => conversations.some((row) => row.id === id && row.state !== 'left'));
      const ends: number[] = [];
      const seen = own.map((device, i) => {
        const stars = [...(shown[i] ?? [])].filter(([key, starred]) => starred && shown.every((all) => all.has(key)));
        const list = listOf(device).filter(({ id }) => isKnown(id));
        return JSON.stringify(
          [list, device.preferences, stars.sort()],
          (key, value) => (key === 'mutedUntil' || key === 'pausedUntil' ? sameEnd(ends, value) : value),
          1,
        );
      });
      if (new Set(seen).size > 1)
        throw new Error(`${userId}'s devices differ in what follows them:\n${seen.join('\n')}`);
    }
  }

  /** Call before a browser dies. */
  crashing(device: SimulatedDevice): void {
    const isSafe = device.connection?.unsaved === 0 && !device.disk.failing;
    for (const mark of this.marks.values()) if (mark.device === device && !isSafe) mark.unsure = true;
  }

  /**
   * Call before databases are removed: what no server has is in the account's database, and in memory while it runs.
   */
  clearing(device: SimulatedDevice, names: readonly string[]): void {
    const isHeld = device.running || names.every((name) => !name.includes('/account/'));
    if (isHeld || device.connection?.unsent === 0) return;
    for (const mark of this.marks.values()) if (mark.device === device) mark.unsure = true;
  }

  /** Checks that what only one device did stands in the person's account document. Throws when it does not. */
  checkKept(userId: string, stars: ReadonlySet<string>, hidden: ReadonlySet<string>): void {
    for (const [key, mark] of this.marks) {
      const [owner, message = ''] = key.split(' ');
      if (owner !== userId || mark.unsure) continue;
      if (stars.has(message) !== mark.starred || hidden.has(message) !== mark.hidden)
        throw new Error(
          `${mark.device.name} did ${JSON.stringify([mark.starred, mark.hidden])} with ${message}, which is lost`,
        );
    }
  }

  /** Records what a device asks for, and that it is done once the device says so. */
  private note(device: SimulatedDevice, message: string, done: Promise<{ ok: boolean }>, become: Partial<Mark>): void {
    const key = `${device.userId} ${message}`;
    const mark = this.marks.get(key) ?? { device, starred: false, hidden: false, unsure: false };
    this.marks.set(key, mark);
    if (mark.device !== device || mark.unsure) {
      mark.unsure = true;
      return;
    }
    mark.unsure = true;
    void done.then(({ ok }) => {
      if (ok) Object.assign(mark, become, { unsure: false });
    });
  }

  private arrange(device: SimulatedDevice, conversationId: ConversationId, now: number): void {
    const on = this.random() < 0.6;
    const wished = this.pick([
      { pinned: on },
      { archived: on },
      { mutedUntil: on ? FOREVER : 0 },
      { mutedUntil: now + 5 * MINUTE },
      { mentionsOnly: on },
      { markedUnread: on },
    ]);
    if (wished === undefined) return;
    this.log(`${device.name} arranges ${conversationId}: ${JSON.stringify(wished)}`);
    void device.call('arrange', { conversationId, ...wished });
  }

  private prefer(device: SimulatedDevice): void {
    const roll = this.random();
    if (roll < 0.5) void device.call('usedEmoji', { emoji: this.pick(['⚓', '🐚', '🌊']) ?? '⚓' });
    else if (roll < 0.7) void device.call('setPreferences', { sound: this.random() < 0.5 });
    else void device.call('setPreferences', { quiet: this.random() < 0.5 ? null : { from: 1_320, to: 420 } });
  }

  private draft(device: SimulatedDevice, conversationId: ConversationId, entry: MessageEntry): void {
    const text = `words ${Math.floor(this.random() * 1_000)}`;
    const { chapter, messageId, may } = entry;
    const roll = this.random();
    const kind = roll < 0.4 ? 'reply' : roll < 0.7 && may.edit ? 'edit' : undefined;
    this.log(`${device.name} drafts ${kind ?? 'anew'} in ${conversationId}, ${messageId}`);
    void device.call('saveDraft', {
      conversationId,
      text,
      target: kind === undefined ? undefined : { kind, chapter, messageId },
    });
  }

  private mark(device: SimulatedDevice, conversationId: ConversationId, entry: MessageEntry): void {
    const place = { conversationId, chapter: entry.chapter, messageId: entry.messageId };
    const key = `${conversationId}/${entry.messageId}`;
    if (this.random() < 0.7) {
      const on = this.random() < 0.7;
      this.log(`${device.name} ${on ? 'stars' : 'unstars'} ${entry.messageId}`);
      this.note(device, key, device.call('star', { ...place, on }), { starred: on });
    } else if (entry.seq > 0) {
      this.log(`${device.name} hides ${entry.messageId}`);
      this.note(device, key, device.call('hide', { ...place, on: true }), { hidden: true, starred: false });
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}

/**
 * Only what the person has arranged: receipts and counts may still be on their way. A group that a restored server has
 * forgotten is missing on a device that was away while the person was a member.
 */
/** Devices tell one moment of the server's clock by their own: as exactly as they know how that differs. ms */
const CLOCKS_DIFFER = 10_000;
const sameEnd = (known: number[], end: number): number => {
  const same = known.find((one) => Math.abs(one - end) <= CLOCKS_DIFFER);
  if (same === undefined) known.push(end);
  return same ?? end;
};

const listOf = (device: SimulatedDevice) =>
  sharedRows(device)
    .filter(({ state }) => state !== 'left')
    .map(({ id, pinned, archived, mutedUntil, mentionsOnly, markedUnread, draft }) => ({
      id,
      pinned,
      archived,
      mutedUntil,
      mentionsOnly,
      markedUnread,
      draft,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

/** Messages on screen, with whether they are starred; a left conversation may be open on one device only. */
const shownOn = (device: SimulatedDevice): ReadonlyMap<string, boolean> =>
  new Map(
    [...device.timelines.keys()].flatMap((id) =>
      device.messages(id).map(({ messageId, starred }) => [`${id}/${messageId}`, starred] as const),
    ),
  );
