import type * as Y from 'yjs';
import { type DraftEntry, encodeDraft, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { draftKey, parseDraftKey } from '../../../shared/drafts/draft-key.ts';
import { marksSeen, mergeDrafts } from '../../../shared/drafts/merge-drafts.ts';
import { OLD_DRAFT_PREFIX } from '../../../shared/drafts/old-draft-root.ts';
import { permissionFor } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Step } from './step.ts';
import { removedHere, textRemovedHere, type UnsentEntry } from './unsent-entries.ts';

interface Context {
  /** What this device had. */
  readonly mine: Y.Doc;
  /** The server's state. */
  readonly server: Y.Doc;
  readonly me: number;
  /** This device's number. */
  readonly device: number;
  readonly moveUnsentToNotSent: boolean;
}

/**
 * All that this device holds of the place of a draft, as an entry of its own: an entry of another device that the server
 * lost is that device's to bring, which may have gone on.
 */
const ownDraft = ({ mine, me, device }: Context, place: string): Step => {
  const entries: DraftEntry[] = [];
  for (const [key, value] of mine.getMap('drafts').entries()) {
    const entry = parseDraftKey(key)?.place === place ? readDraft(me, key, value) : undefined;
    if (entry !== undefined) entries.push(entry);
  }
  const at = Math.max(...entries.map((entry) => entry.at)) + 1;
  const took = marksSeen(entries, device).slice(0, LIMITS.draftDevices);
  const value = encodeDraft(me, { device, at, text: mergeDrafts(entries), took });
  return { op: 'set', root: 'drafts', key: draftKey(place, device), value };
};

/** What becomes of the account document's own unsent entries. */
export const planAccount = (context: Context, entries: readonly UnsentEntry[]): Step[] => {
  const { mine, server, me, device, moveUnsentToNotSent } = context;
  if (moveUnsentToNotSent) return [];
  const steps: Step[] = [];
  const places = new Set<string>();
  for (const { root, key, value, alive } of entries) {
    if (!alive || permissionFor('account', root) === undefined) continue;
    if (root !== 'drafts') {
      steps.push({ op: 'set', root, key, value });
      continue;
    }
    const parsed = parseDraftKey(key);
    const draft = readDraft(me, key, mine.getMap(root).get(key));
    const there = readDraft(me, key, server.getMap(root).get(key));
    if (parsed === undefined || draft === undefined || (there !== undefined && there.at >= draft.at)) continue;
    if (parsed.device === device) steps.push({ op: 'set', root, key, value });
    else places.add(parsed.place);
  }
  for (const place of places) steps.push(ownDraft(context, place));
  for (const root of mine.share.keys())
    if (permissionFor('account', root) !== undefined)
      for (const key of removedHere(mine, server, root)) steps.push({ op: 'remove', root, key });
  // Drafts of the old form were moved before: what is left of them there was removed here.
  for (const root of server.share.keys())
    if (root.startsWith(OLD_DRAFT_PREFIX) && textRemovedHere(mine, server, root)) steps.push({ op: 'empty', root });
  return steps;
};
