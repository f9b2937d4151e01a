import * as Y from 'yjs';
import { itemAt } from '../../../shared/document/chapter.ts';
import { type DraftEntry, draftEnvelope, encodeDraft, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { draftKey, OLD_DRAFT_PREFIX, parseDraftKey } from '../../../shared/drafts/draft-key.ts';
import { isSuccessor, joinVersions, marksSeen, mergeDrafts } from '../../../shared/drafts/merge-drafts.ts';
import { encodeEnvelope } from '../../../shared/envelope/envelope.ts';
import type { OpenBody, SealBody } from '../../../shared/envelope/opened-body.ts';
import { permissionFor } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { removedHere, textRemovedHere, type UnsentEntry } from './unsent-entries.ts';
import type { Step } from './write-steps.ts';

interface Context {
  /** What this device had. */
  readonly mine: Y.Doc;
  /** The server's state. */
  readonly server: Y.Doc;
  readonly me: number;
  /** This device's number. */
  readonly device: number;
  readonly moveUnsentToNotSent: boolean;
  readonly open: OpenBody;
  readonly seal: SealBody;
}

/**
 * Everything that this device holds at the place of a draft, as its own entry. An entry of another device that the server
 * lost is left to that device, which may have continued it.
 */
const ownDraft = ({ mine, me, device, open, seal }: Context, place: string): Step => {
  const entries: DraftEntry[] = [];
  let unopened: Uint8Array | undefined;
  for (const [key, value] of mine.getMap('drafts').entries()) {
    if (parseDraftKey(key)?.place !== place) continue;
    const entry = readDraft(me, key, value, open);
    const envelope = draftEnvelope(me, key, value);
    if (entry !== undefined) entries.push(entry);
    else if (envelope !== undefined) unopened = encodeEnvelope({ ...envelope, device });
  }
  const key = draftKey(place, device);
  // Nothing of it can be read yet: it moves as it is.
  if (entries.length === 0 && unopened !== undefined) return { op: 'set', root: 'drafts', key, value: unopened };
  const at = Math.max(...entries.map((entry) => entry.at)) + 1;
  const took = marksSeen(entries, device).slice(0, LIMITS.draftDevices);
  const value = encodeDraft(me, { device, at, text: mergeDrafts(entries), took }, seal);
  return { op: 'set', root: 'drafts', key, value };
};

/** Whether this device had seen what the server has under a key. */
const hadSeen = ({ mine, server }: Context, root: string, key: string): boolean => {
  const item = itemAt(server, root, key);
  return item === undefined || item.id.clock < Y.getState(mine.store, item.id.client);
};

/** An own entry that reached the server but not this disk, joined with what was written here without knowing it. */
const joinedDraft = ({ mine, server, me, device, open, seal }: Context, key: string): Step | undefined => {
  const [here, there] = [mine, server].map((doc) => readDraft(me, key, doc.getMap('drafts').get(key), open));
  if (here === undefined || there === undefined || isSuccessor(here, there)) return undefined;
  const at = Math.max(here.at, there.at) + 1;
  const took = marksSeen([here, there], device).slice(0, LIMITS.draftDevices);
  const value = encodeDraft(me, { device, at, text: joinVersions([here, there]), took }, seal);
  return { op: 'set', root: 'drafts', key, value };
};

/** Decides what becomes of the account document's own unsent entries. */
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
    const draft = draftEnvelope(me, key, mine.getMap(root).get(key));
    const there = draftEnvelope(me, key, server.getMap(root).get(key));
    const joined =
      parsed?.device === device &&
      draft !== undefined &&
      there !== undefined &&
      there.at < draft.at &&
      !hadSeen(context, root, key)
        ? joinedDraft(context, key)
        : undefined;
    if (joined !== undefined) {
      steps.push(joined);
      continue;
    }
    if (parsed === undefined || draft === undefined || (there !== undefined && there.at >= draft.at)) continue;
    if (parsed.device === device) steps.push({ op: 'set', root, key, value });
    else places.add(parsed.place);
  }
  for (const place of places) steps.push(ownDraft(context, place));
  for (const root of mine.share.keys())
    if (permissionFor('account', root) !== undefined)
      for (const key of removedHere(mine, server, root)) steps.push({ op: 'remove', root, key });
  // Drafts of the old form were moved before: those missing here were removed here.
  for (const root of server.share.keys())
    if (root.startsWith(OLD_DRAFT_PREFIX) && textRemovedHere(mine, server, root)) steps.push({ op: 'empty', root });
  return steps;
};
