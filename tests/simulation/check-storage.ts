import type { Person } from '../../client/channel/person.ts';
import { isStoredStamp } from '../../shared/document/chapter.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { kindOf } from '../../shared/ids/conversation.ts';
import { readEvent } from '../../shared/timeline/chapter-event.ts';
import type { Storage } from '../../storage/ports/storage.ts';
import type { SimulatedDevice } from './simulated-device.ts';
import { rebuildAccount, type StoredChapters } from './stored-chapters.ts';

const MINUTE = 60_000;

/**
 * Each message stands once and each seq was given once, without gaps unless a restore jumped; returns how often each
 * stands.
 */
export const checkStamps = (chapters: StoredChapters, restored: boolean): ReadonlyMap<string, number> => {
  const stamped = new Map<string, number>();
  for (const docs of chapters.values()) {
    const seqs = new Set<number>();
    for (const doc of docs)
      for (const [id, stamp] of doc.getMap('stamps').entries()) {
        if (!isStoredStamp(stamp)) throw new Error(`${id} has a stamp that is none`);
        if (![...doc.getMap('messages')._map.keys()].includes(id)) continue;
        if (seqs.has(stamp[0])) throw new Error(`seq ${stamp[0]} was given twice`);
        seqs.add(stamp[0]);
        stamped.set(id, (stamped.get(id) ?? 0) + 1);
      }
    if (!restored) {
      const sorted = [...seqs].sort((a, b) => a - b);
      for (const [i, seq] of sorted.entries()) if (seq !== i + 1) throw new Error(`a hole before seq ${seq}`);
    }
  }
  for (const [id, count] of stamped) if (count > 1) throw new Error(`${id} stands ${count} times`);
  return stamped;
};

/** A person's devices show the same drafts. Returns how often account documents were replaced by smaller ones. */
export const checkDrafts = async (
  storage: Storage,
  people: readonly Person[],
  devices: readonly SimulatedDevice[],
): Promise<number> => {
  let generations = 0;
  for (const { userId, name } of people) {
    const own = devices.filter((device) => device.userId === userId);
    // Groups a restored server never knew stay on the device that had them, and on no other.
    const known = new Set<string>();
    for (const { id } of own.flatMap(({ conversations }) => conversations))
      if ((await storage.facts.membership(id, userId as UserId)) !== undefined) known.add(id);
    const drafts = own.map(({ conversations }) =>
      JSON.stringify(
        conversations
          .filter(({ id }) => known.has(id))
          .map(({ id, draft }) => [id, draft.text])
          .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)),
      ),
    );
    if (new Set(drafts).size > 1) throw new Error(`${name}'s devices show different drafts:\n${drafts.join('\n')}`);
    generations += (await storage.facts.account(userId as UserId))?.generation ?? 0;
  }
  return generations;
};

/** Every event is written once, and none is left waiting. That every replica has it is checked in its bytes. */
export const checkEvents = async (storage: Storage, chapters: StoredChapters, now: number): Promise<void> => {
  const due = await storage.facts.dueMessages(now - 2 * MINUTE, 10);
  if (due.length > 0) throw new Error(`messages outlived their time: ${JSON.stringify(due)}`);
  const waiting = await storage.facts.pendingEvents(0, 10);
  if (waiting.length > 0) throw new Error(`events still wait: ${JSON.stringify(waiting)}`);
  for (const [id, docs] of chapters) {
    const keys = docs.flatMap((doc) => [...doc.getMap('events').keys()]);
    if (new Set(keys).size < keys.length) throw new Error(`an event of ${id} stands twice: ${keys.join()}`);
    const events = docs.flatMap((doc) => [...doc.getMap('events').keys()].map((key) => readEvent(doc, key)?.event));
    if (events.includes(undefined)) throw new Error(`${id} holds an event that is none`);
    const created = events.filter((event) => event?.kind === 'created').length;
    if (created !== (kindOf(id) === 'group' ? 1 : 0)) throw new Error(`${id} was created ${created} times`);
  }
};

/** How much follows people across their devices at the end. */
export const countFollowed = async (storage: Storage, people: readonly Person[]): Promise<Record<string, number>> => {
  const counts = { arranged: 0, starred: 0, hidden: 0, targets: 0 };
  for (const { userId } of people) {
    const doc = await rebuildAccount(storage, userId as UserId);
    counts.starred += doc.getMap('stars').size;
    counts.hidden += doc.getMap('hidden').size;
    for (const key of doc.getMap('preferences').keys())
      if (key.startsWith('target/')) counts.targets++;
      else counts.arranged++;
  }
  return counts;
};
