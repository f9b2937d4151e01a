import { type DraftEntry, draftEnvelope, encodeDraft, markOf, readDraft } from '../../../shared/drafts/draft-entry.ts';
import { draftKey, parseDraftKey } from '../../../shared/drafts/draft-key.ts';
import { hasTaken, joinDrafts, joinVersions, marksSeen, mergeDrafts } from '../../../shared/drafts/merge-drafts.ts';
import type { SealBody } from '../../../shared/envelope/opened-body.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Clock } from '../ports.ts';
import { createDraftIndex } from './draft-index.ts';

/** At most one write per second and place: each is a change to be stored and sent. ms */
const INTERVAL = 1_000;
/** A long text is written less often, as each write carries all of it: about 4,000 characters a second. ms */
const PER_CHARACTER = 0.25;

/** Drafts in the account document: what each device wrote is an entry of its own, and they are merged here. */
export interface Drafts {
  readonly get: (place: string) => string;
  readonly set: (place: string, text: string) => Promise<void>;
  /** Removes what was sent from the draft; keeps and returns what another device added after it. */
  readonly clearSent: (place: string, sent: string) => string;
  /** Joins a text with the draft and writes it at once. False: it could not be written. */
  readonly join: (place: string, text: string) => boolean;
  /** Takes this device's entries over from the generation before, so that nothing is typed without knowing them. */
  readonly moveFrom: (before: ReplicaDocument, live: ReplicaDocument) => void;
  /** Entries under these keys have been opened. */
  readonly opened: (live: ReplicaDocument, keys: ReadonlySet<string>) => void;
  /** Writes pending changes. False: some of them cannot be written. */
  readonly flush: () => boolean;
  readonly stop: () => void;
}

export const createDrafts = (deps: {
  readonly clock: Clock;
  /** Numbers of account and device. */
  readonly me: number;
  readonly device: number;
  readonly seal: SealBody;
  readonly live: () => Promise<ReplicaDocument | undefined>;
  readonly peek: () => ReplicaDocument | undefined;
  readonly changed: (place: string) => void;
}): Drafts => {
  const { clock, device, peek } = deps;
  /** By key, versions of an own entry that the server had and the disk lost, and that the entry of now does not know. */
  const lost = new Map<string, readonly Uint8Array[]>();
  const index = createDraftIndex(deps.me, device, (key, versions) => {
    lost.set(key, [...(lost.get(key) ?? []), ...versions]);
    // Nothing is written while a change of the document is being read.
    clock.setTimer(0, () => joinLost(key));
  });
  /** Texts of this device that are not written yet. */
  const waiting = new Map<string, DraftEntry>();
  /** Places where a person typed before the device could read its own entry: it was not open, or sealed. */
  const blind = new Set<string>();
  const writtenAt = new Map<string, number>();
  const timers = new Map<string, () => void>();

  const entriesAt = (place: string): readonly DraftEntry[] => {
    const live = peek();
    const stored = live === undefined ? [] : index.at(live, place);
    const own = waiting.get(place);
    return own === undefined ? stored : [...stored.filter((entry) => entry.device !== device), own];
  };
  const get = (place: string): string => mergeDrafts(entriesAt(place));

  /** Counts the draft of now as taken in; what arrives before the write is not. */
  const wait = (place: string, text: string): void => {
    const live = peek();
    if (live === undefined || index.isOpening(live, place, device)) blind.add(place);
    const entries = entriesAt(place);
    const own = entries.filter((entry) => entry.device === device).map(markOf);
    const took = [...own, ...marksSeen(entries, device)].slice(0, LIMITS.draftDevices);
    const times = [...entries, ...took].map(({ at }) => at + 1);
    // A clock that runs far ahead must leave room for the versions after it.
    const now = Math.min(Math.max(0, clock.now()), LIMITS.latestTime / 2);
    const at = Math.min(Math.max(Math.floor(now), ...times), LIMITS.latestTime);
    waiting.set(place, { device, at, text, took });
  };

  const hasRoom = (live: ReplicaDocument, key: string): boolean =>
    live.doc.getMap('drafts').has(key) || index.size(live) < LIMITS.drafts;

  /** For places finished long ago: an empty entry only tells a device that was away what was sent. */
  const removeOldest = (live: ReplicaDocument): void => {
    const most = LIMITS.drafts / 2;
    const size = index.size(live);
    if (size <= most) return;
    for (const [place, entry] of index.empty(live).slice(0, size - most / 2))
      live.doc.getMap('drafts').delete(draftKey(place, entry.device));
  };

  /** Joins what was typed blindly with what this device had written there. */
  const joinBlind = (live: ReplicaDocument, place: string): void => {
    const typed = waiting.get(place);
    const isKnown = index.at(live, place).some((one) => one.device === device);
    if (!blind.delete(place) || typed === undefined || !isKnown) return;
    waiting.delete(place);
    const text = joinDrafts(get(place), typed.text);
    if (text !== get(place)) wait(place, text);
  };

  const flush = (place: string): boolean => {
    timers.get(place)?.();
    timers.delete(place);
    const live = peek();
    if (!waiting.has(place)) return true;
    // This device's own entry must be read before it is overwritten.
    if (live === undefined || index.isOpening(live, place, device)) return false;
    joinBlind(live, place);
    const entry = waiting.get(place);
    const key = draftKey(place, device);
    if (entry === undefined) return true;
    if (!hasRoom(live, key)) return false;
    const bytes = encodeDraft(deps.me, entry, deps.seal);
    if (bytes.byteLength > LIMITS.draftEnvelopeBytes) return false;
    waiting.delete(place);
    writtenAt.set(place, clock.monotonic());
    live.write((doc) => {
      const map = doc.getMap('drafts');
      // Another device that wrote meanwhile has a newer item under its key, which stays.
      for (const other of index.at(live, place)) if (hasTaken(entry, other)) map.delete(draftKey(place, other.device));
      removeOldest(live);
      map.set(key, bytes);
    });
    return true;
  };

  /** Joins versions that lost with the entry of now; those that cannot be opened yet are kept until they are. */
  const joinLost = (key: string): void => {
    const live = peek();
    const parsed = parseDraftKey(key);
    if (live === undefined || parsed === undefined) return;
    const { place } = parsed;
    const rest: Uint8Array[] = [];
    const versions: DraftEntry[] = [];
    for (const bytes of lost.get(key) ?? []) {
      const entry = readDraft(deps.me, key, bytes, (envelope) => live.bodies.open(envelope, key));
      const envelope = draftEnvelope(deps.me, key, bytes);
      if (entry !== undefined) versions.push(entry);
      else if (envelope !== undefined && live.bodies.open(envelope, key).kind === 'unopened') rest.push(bytes);
    }
    if (rest.length > 0) lost.set(key, rest);
    else lost.delete(key);
    const entries = entriesAt(place);
    const own = entries.find((entry) => entry.device === device);
    const text = joinVersions(own === undefined ? versions : [own, ...versions]);
    if (own === undefined ? text === '' : text === own.text) return;
    const last = own ?? versions.at(-1);
    if (last === undefined) return;
    wait(place, mergeDrafts([...entries.filter((entry) => entry !== own), { ...last, text }]));
    flush(place);
    deps.changed(place);
  };

  const flushAll = (): boolean => [...waiting.keys()].map(flush).every((isWritten) => isWritten);

  return {
    get,
    set: async (place, text) => {
      if (get(place) === text) return;
      wait(place, text);
      deps.changed(place);
      if (peek() === undefined) await deps.live();
      const pause = Math.max(INTERVAL, text.length * PER_CHARACTER);
      const left = (writtenAt.get(place) ?? Number.NEGATIVE_INFINITY) + pause - clock.monotonic();
      if (left <= 0) flush(place);
      else if (!timers.has(place))
        timers.set(
          place,
          clock.setTimer(left, () => flush(place)),
        );
    },
    clearSent: (place, sent) => {
      const draft = get(place);
      if (draft === '' || (sent === '' && draft.trim() !== '')) return draft;
      const start = draft.indexOf(sent);
      // The last keys before sending may not have been saved: then what was sent contains the whole draft.
      const isInside = sent.startsWith(draft.trimEnd());
      if (!isInside && (start < 0 || draft.slice(0, start).trim() !== '')) return draft;
      const rest = isInside ? '' : draft.slice(start + sent.length).trimStart();
      wait(place, rest);
      flush(place);
      return rest;
    },
    join: (place, text) => {
      const joined = joinDrafts(get(place), text);
      if (joined !== get(place)) wait(place, joined);
      return flush(place);
    },
    moveFrom: (before, live) => {
      const map = live.doc.getMap('drafts');
      const own = [...before.doc.getMap('drafts').entries()].filter(
        ([key]) => parseDraftKey(key)?.device === device && !map.has(key),
      );
      // Entries that another device has taken in since stay hidden behind its entry.
      if (own.length === 0) return;
      live.write(() => {
        for (const [key, bytes] of own) map.set(key, bytes);
      });
    },
    opened: (live, keys) => {
      index.reread(live, keys);
      for (const key of keys) {
        const parsed = parseDraftKey(key);
        if (parsed === undefined) continue;
        if (lost.has(key)) joinLost(key);
        flush(parsed.place);
        deps.changed(parsed.place);
      }
    },
    flush: flushAll,
    stop: () => {
      flushAll();
      for (const cancel of timers.values()) cancel();
    },
  };
};
