import type * as Y from 'yjs';
import { type DraftEntry, encodeDraft } from '../../../shared/drafts/draft-entry.ts';
import { draftKey } from '../../../shared/drafts/draft-key.ts';
import { joinDrafts } from '../../../shared/drafts/join-drafts.ts';
import { hasTaken, marksSeen, mergeDrafts } from '../../../shared/drafts/merge-drafts.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Clock } from '../ports.ts';
import { createDraftIndex } from './draft-index.ts';

/** At most one write a second and place: each is a change to be stored and sent. ms */
const INTERVAL = 1_000;
/** A long text is written less often, as each write carries all of it: some 4,000 characters a second. ms */
const PER_CHARACTER = 0.25;

/** Drafts in the account document: what each device wrote is an entry of its own, and they are merged here. */
export interface Drafts {
  readonly get: (place: string) => string;
  readonly set: (place: string, text: string) => Promise<void>;
  /** Takes what was sent out of the draft; what another device added after it stays. Gives what stays. */
  readonly clearSent: (place: string, sent: string) => string;
  /** Joins a text with the draft and writes it at once. False: it could not be written. */
  readonly join: (place: string, text: string) => boolean;
  /** Writes what waits. False: some of it cannot be written. */
  readonly flush: () => boolean;
  readonly stop: () => void;
}

export const createDrafts = (deps: {
  readonly clock: Clock;
  /** Numbers of account and device. */
  readonly me: number;
  readonly device: number;
  readonly live: () => Promise<ReplicaDocument | undefined>;
  readonly peek: () => ReplicaDocument | undefined;
  readonly changed: (place: string) => void;
}): Drafts => {
  const { clock, device, peek } = deps;
  const index = createDraftIndex(deps.me);
  /** This device's entries that are not yet written. */
  const waiting = new Map<string, DraftEntry>();
  const writtenAt = new Map<string, number>();
  const timers = new Map<string, () => void>();

  const entriesAt = (place: string): readonly DraftEntry[] => {
    const live = peek();
    const stored = live === undefined ? [] : index.at(live.doc, place);
    const own = waiting.get(place);
    return own === undefined ? stored : [...stored.filter((entry) => entry.device !== device), own];
  };
  const get = (place: string): string => mergeDrafts(entriesAt(place));

  /** Holds what is at the place now as taken in: what comes until it is written is not. */
  const wait = (place: string, text: string): void => {
    const entries = entriesAt(place);
    const took = marksSeen(entries, device).slice(0, LIMITS.draftDevices);
    const times = [...entries, ...took].map(({ at }) => at + 1);
    waiting.set(place, { device, at: Math.min(Math.max(clock.now(), 0, ...times), LIMITS.latestTime), text, took });
  };

  const hasRoom = (doc: Y.Doc, key: string): boolean =>
    doc.getMap('drafts').has(key) || index.size(doc) < LIMITS.drafts;

  /** Of places long done with: an empty entry only tells a device that was away what was sent. */
  const removeOldest = (doc: Y.Doc): void => {
    const most = LIMITS.drafts / 2;
    const size = index.size(doc);
    if (size <= most) return;
    for (const [place, entry] of index.empty(doc).slice(0, size - most / 2))
      doc.getMap('drafts').delete(draftKey(place, entry.device));
  };

  const flush = (place: string): boolean => {
    timers.get(place)?.();
    timers.delete(place);
    const entry = waiting.get(place);
    const live = peek();
    if (entry === undefined) return true;
    const key = draftKey(place, device);
    const bytes = encodeDraft(deps.me, entry);
    if (live === undefined || bytes.byteLength > LIMITS.draftEnvelopeBytes || !hasRoom(live.doc, key)) return false;
    waiting.delete(place);
    writtenAt.set(place, clock.monotonic());
    live.write((doc) => {
      const map = doc.getMap('drafts');
      // Another device that went on meanwhile has a newer item under its key, which stays.
      for (const other of index.at(doc, place)) if (hasTaken(entry, other)) map.delete(draftKey(place, other.device));
      removeOldest(doc);
      map.set(key, bytes);
    });
    return true;
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
      if (draft === '') return '';
      const start = draft.indexOf(sent);
      // The last keys before sending may not have been saved: then all of the draft is in what was sent.
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
    flush: flushAll,
    stop: () => {
      flushAll();
      for (const cancel of timers.values()) cancel();
    },
  };
};
