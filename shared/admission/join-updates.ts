import type { Limits } from '../protocol/limits.ts';
import { type DeleteRange, mergeRanges } from './delete-ranges.ts';
import type { ScannedItem, ScannedUpdate } from './scan.ts';
import type { Work } from './work.ts';

/**
 * One update with the content of several, in time that grows with their structs; undefined when the structs of one client
 * id do not follow each other without a gap, or when there would be too many: then each is judged alone.
 */
export const joinUpdates = (
  updates: readonly ScannedUpdate[],
  limits: Pick<Limits, 'updateEntries' | 'updateRanges' | 'updateClientIds'>,
  work: Work,
): ScannedUpdate | undefined => {
  const sections = new Map<number, { readonly clock: number; end: number; readonly items: ScannedItem[] }>();
  const ranges: DeleteRange[] = [];
  let entries = 0;
  for (const update of updates) {
    for (const { client, clock, end, items } of update.sections) {
      entries += items.length;
      const before = sections.get(client);
      if (before === undefined) sections.set(client, { clock, end, items: [...items] });
      else if (before.end !== clock) return undefined;
      else {
        for (const item of items) before.items.push(item);
        before.end = end;
      }
    }
    for (const list of update.deletes.values()) for (const range of list) ranges.push(range);
  }
  work.add(entries + ranges.length);
  const { updateEntries, updateRanges, updateClientIds } = limits;
  if (entries > updateEntries || ranges.length > updateRanges || sections.size > updateClientIds) return undefined;
  return {
    sections: [...sections].map(([client, section]) => ({ client, ...section })),
    deletes: mergeRanges(ranges, work),
  };
};
