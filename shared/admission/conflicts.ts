import type * as Y from 'yjs';
import type { StructId } from './delete-ranges.ts';
import { isKnown, itemOf, type LivePart } from './live.ts';
import type { Write } from './resolve.ts';
import type { Work } from './work.ts';

/** Moving an element of an array to make room is this much cheaper than comparing two neighbours. */
const MOVES_PER_STEP = 64;

const isSameId = (a: StructId | null | undefined, b: StructId | null | undefined): boolean =>
  a === b || (a?.client === b?.client && a?.clock === b?.clock);

const idKey = (id: StructId | undefined): string => (id === undefined ? '' : `${id.client}/${id.clock}`);

/**
 * An upper bound for the neighbours Yjs compares when it integrates the writes and splits items for the removals:
 * whatever is put where something else already hangs is compared with all of its entry. Counting stops at `most`.
 */
export const integrationSteps = (
  doc: Y.Doc,
  writes: readonly Write[],
  removals: readonly LivePart[],
  most: number,
  work: Work,
): number => {
  let steps = 0;
  const splitCost = (client: number): number => 1 + (doc.store.clients.get(client)?.length ?? 0) / MOVES_PER_STEP;
  for (const { range, item } of removals) {
    work.add();
    if (range.clock > item.id.clock) steps += splitCost(range.client);
    if (range.clock + range.length < item.id.clock + item.length) steps += splitCost(range.client);
  }
  const groups = new Map<string, Write[]>();
  for (const write of writes) {
    work.add();
    const place = write.key === undefined ? write.root : `${write.root}/${write.key}`;
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [write]);
    else group.push(write);
    if (write.splits > 0) steps += write.splits * splitCost((write.origin ?? write.rightOrigin)?.client ?? 0);
  }
  for (const group of groups.values()) {
    if (steps > most) return steps;
    const [first] = group;
    if (first === undefined) continue;
    const conflicts =
      first.key === undefined ? textConflicts(doc, group, work) : mapConflicts(doc, group, first.key, work);
    if (conflicts === 0) continue;
    const last = first.key === undefined ? doc.share.get(first.root)?._start : undefined;
    const length =
      first.key === undefined
        ? chainLength(last ?? undefined, 'right', most, work)
        : chainLength(doc.share.get(first.root)?._map.get(first.key), 'left', most, work);
    steps += conflicts * (length + group.length);
  }
  return steps;
};

const chainLength = (from: Y.Item | undefined, to: 'left' | 'right', most: number, work: Work): number => {
  let length = 0;
  for (let item: Y.Item | null = from ?? null; item !== null && length <= most; item = item[to]) length++;
  work.add(length);
  return length;
};

/** Writes of one key that do not simply follow the last entry, or of several that follow the same one. */
const mapConflicts = (doc: Y.Doc, group: readonly Write[], key: string, work: Work): number => {
  const live = doc.share.get(group[0]?.root ?? '')?._map.get(key);
  const origins = new Set<string>();
  let conflicts = 0;
  for (const { origin, splits } of group) {
    work.add();
    const id = idKey(origin);
    const follows = origin === undefined ? live === undefined : !isKnown(doc, origin) || isSameId(live?.lastId, origin);
    if (!follows || splits > 0 || origins.has(id)) conflicts++;
    origins.add(id);
  }
  return conflicts;
};

/** Writes of one text that are not put between two direct neighbours of the live text, or go on behind such a one. */
const textConflicts = (doc: Y.Doc, group: readonly Write[], work: Work): number => {
  let conflicts = 0;
  let before: Write | undefined;
  for (const write of group) {
    work.add();
    const { id, length, origin, rightOrigin, splits } = write;
    const goesOn =
      before !== undefined &&
      isSameId(origin, { client: before.id.client, clock: before.id.clock + before.length - 1 }) &&
      isSameId(rightOrigin, before.rightOrigin);
    const isFree = before === undefined ? isBetweenNeighbours(doc, write, work) : goesOn && splits === 0;
    if (!isFree) conflicts++;
    before = { ...write, id, length };
  }
  return conflicts;
};

const isBetweenNeighbours = (doc: Y.Doc, { root, origin, rightOrigin }: Write, work: Work): boolean => {
  const left = origin === undefined || !isKnown(doc, origin) ? undefined : itemOf(doc, origin, work);
  const right = rightOrigin === undefined || !isKnown(doc, rightOrigin) ? undefined : itemOf(doc, rightOrigin, work);
  if ((origin !== undefined && left === undefined) || (rightOrigin !== undefined && right === undefined)) return false;
  // Inside one item, which is split there.
  if (left !== undefined && left === right) return origin?.clock === (rightOrigin?.clock ?? 0) - 1;
  const next = left === undefined ? doc.share.get(root)?._start : left.right;
  return (
    (next ?? undefined) === right &&
    (left === undefined || left.lastId.clock === origin?.clock) &&
    (right === undefined || right.id.clock === rightOrigin?.clock)
  );
};
