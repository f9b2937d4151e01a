import { ALG_PLAIN, readBody } from '../../../shared/envelope/body.ts';
import type { Envelope } from '../../../shared/envelope/envelope.ts';
import {
  type BodySource,
  FAILED,
  OPENING,
  type OpenBody,
  type OpenedBody,
  openPlain,
  UNKNOWN,
} from '../../../shared/envelope/opened-body.ts';
import type { Timers } from '../ports.ts';
import type { BodyAlg } from './body-scheme.ts';

/** Opened bodies are written together after this delay. ms */
const SAVE_AFTER = 1_000;

/** The bodies of one document, or of none: each is opened once, and its readers are told. */
export interface BodyShelf extends BodySource {
  /** What is known so far of a body that was read before. */
  readonly peek: OpenBody;
  /** The document's contents are replaced: every body is read again, and what is not asked for then is forgotten. */
  readonly restart: () => void;
  /** Every body has been read: what nobody asked for is forgotten. */
  readonly sweep: () => void;
  /** Resolves when nothing is being opened, or after this many ms. */
  readonly settled: (within: number) => Promise<void>;
  /** Writes what changed; resolves with true once the disk has it. */
  readonly save: () => Promise<boolean>;
  readonly close: () => Promise<unknown>;
}

export interface ShelfDeps {
  readonly timers: Timers;
  readonly algs: ReadonlyMap<number, BodyAlg>;
  readonly digestOf: (envelope: Envelope) => string;
  /** Plain bytes of a body sealed here a moment ago. */
  readonly sealedHere: (digest: string) => Uint8Array | undefined;
  /** The document's record. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
  /** undefined: nothing is kept. */
  readonly write: ((opened: ReadonlyMap<string, Uint8Array>) => Promise<boolean>) | undefined;
  /** Called with what has to be read again. */
  readonly onOpened: (about: ReadonlySet<string>) => void;
}

interface Entry {
  opened: OpenedBody;
  /** The plain bytes of an open body. */
  plain: Uint8Array | undefined;
  /** What was read with this body. */
  readonly about: Set<string>;
}

export const createBodyShelf = (deps: ShelfDeps): BodyShelf => {
  const entries = new Map<string, Entry>();
  const digestsOf = new Map<string, Set<string>>();
  /** Bodies opened earlier that nobody has asked for yet. */
  let kept = new Map(deps.kept);
  /** Openings that began in an earlier life are ignored. */
  let life = 0;
  let pending = 0;
  let isDirty = false;
  let closed = false;
  let cancelSave: (() => void) | undefined;
  let cancelTell: (() => void) | undefined;
  const ready = new Set<string>();
  const waiting = new Set<() => void>();

  const save = async (): Promise<boolean> => {
    cancelSave?.();
    cancelSave = undefined;
    if (!isDirty || deps.write === undefined) return true;
    isDirty = false;
    const all = new Map(kept);
    for (const [digest, { plain }] of entries) if (plain !== undefined) all.set(digest, plain);
    const isDone = await deps.write(all);
    if (!isDone) touch();
    return isDone;
  };
  function touch(): void {
    isDirty = true;
    if (!closed && deps.write !== undefined) cancelSave ??= deps.timers.setTimer(SAVE_AFTER, () => void save());
  }

  /** One call for all bodies that were opened together. */
  const tell = (about: Iterable<string>): void => {
    for (const one of about) ready.add(one);
    cancelTell ??= deps.timers.setTimer(0, () => {
      cancelTell = undefined;
      const all = new Set(ready);
      ready.clear();
      if (!closed) deps.onOpened(all);
    });
  };
  const settle = (): void => {
    if (--pending > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  const fill = (entry: Entry, plain: Uint8Array | undefined): void => {
    entry.opened = plain === undefined ? FAILED : (readBody(plain) ?? UNKNOWN);
    entry.plain = plain;
    if (plain !== undefined) touch();
  };
  const begin = (entry: Entry, { alg, by, at, body }: Envelope): void => {
    const way = deps.algs.get(alg);
    if (way === undefined) {
      entry.opened = UNKNOWN;
      return;
    }
    const begun = life;
    pending++;
    const end = (plain: Uint8Array | undefined): void => {
      if (!closed && begun === life) {
        fill(entry, plain);
        tell(entry.about);
      }
      settle();
    };
    way.open(body, { by, at }).then(end, () => end(undefined));
  };
  const make = (digest: string, envelope: Envelope): Entry => {
    const entry: Entry = { opened: OPENING, plain: undefined, about: new Set() };
    const before = kept.get(digest);
    kept.delete(digest);
    const body = before === undefined ? undefined : readBody(before);
    if (body !== undefined) {
      entry.opened = body;
      entry.plain = before;
      return entry;
    }
    const here = deps.sealedHere(digest);
    if (here === undefined) begin(entry, envelope);
    else fill(entry, here);
    return entry;
  };

  const find = (envelope: Envelope, about: string): { readonly digest: string; readonly opened: OpenedBody } => {
    const digest = deps.digestOf(envelope);
    const entry = entries.get(digest) ?? make(digest, envelope);
    entries.set(digest, entry);
    entry.about.add(about);
    const digests = digestsOf.get(about) ?? new Set();
    digestsOf.set(about, digests);
    digests.add(digest);
    return { digest, opened: entry.opened };
  };
  const forget = (about: string, digest: string): void => {
    const entry = entries.get(digest);
    digestsOf.get(about)?.delete(digest);
    if (entry === undefined || !entry.about.delete(about) || entry.about.size > 0) return;
    entries.delete(digest);
    if (entry.plain !== undefined) touch();
  };

  return {
    open: (envelope, about) => (envelope.alg === ALG_PLAIN ? openPlain(envelope) : find(envelope, about).opened),
    peek: (envelope) => {
      if (envelope.alg === ALG_PLAIN) return openPlain(envelope);
      const digest = deps.digestOf(envelope);
      const before = kept.get(digest);
      return entries.get(digest)?.opened ?? (before === undefined ? undefined : readBody(before)) ?? OPENING;
    },
    renew: (about, read) => {
      const used = new Set<string>();
      const result = read((envelope) => {
        if (envelope.alg === ALG_PLAIN) return openPlain(envelope);
        const { digest, opened } = find(envelope, about);
        used.add(digest);
        return opened;
      });
      for (const digest of digestsOf.get(about) ?? []) if (!used.has(digest)) forget(about, digest);
      if (digestsOf.get(about)?.size === 0) digestsOf.delete(about);
      return result;
    },
    restart: () => {
      life++;
      for (const [digest, { plain }] of entries) if (plain !== undefined) kept.set(digest, plain);
      entries.clear();
      digestsOf.clear();
    },
    sweep: () => {
      if (kept.size === 0) return;
      kept = new Map();
      touch();
    },
    settled: (within) => {
      if (pending === 0 || closed) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = deps.timers.setTimer(within, () => done());
        const done = (): void => {
          cancel();
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
      });
    },
    save,
    close: () => {
      closed = true;
      cancelTell?.();
      for (const resolve of waiting) resolve();
      return save();
    },
  };
};
