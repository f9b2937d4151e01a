import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';
import { type DocumentDeps, ReplicaDocument } from './replica-document.ts';

/** Open documents nobody looks at, kept for a quick return. */
const IDLE_DOCUMENTS = 20;
const TRIM_AFTER = 5_000;

/** The documents that are open. Each is opened once, stays while somebody uses it, and goes when it is long unused. */
export interface Pool {
  /** Opens it, or gives the open one; counts as a use until `release`. Rejects when the store cannot be read. */
  readonly use: (name: DocumentName) => Promise<ReplicaDocument>;
  /** As `use`, when it is open already: nothing is awaited, so that writing shows in the same turn. */
  readonly grab: (name: DocumentName) => ReplicaDocument | undefined;
  readonly release: (live: ReplicaDocument) => void;
  /** As `release`, and closes it when nobody else needs it: what is only read once makes room for nothing. */
  readonly leave: (live: ReplicaDocument) => void;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  /** Works on the store of a document that is not open; opening it waits until that is over. False: it is open. */
  readonly whileClosed: (name: DocumentName, work: () => Promise<unknown>) => Promise<boolean>;
  readonly all: () => Iterable<ReplicaDocument>;
  readonly close: () => Promise<void>;
}

export const createPool = (deps: DocumentDeps): Pool => {
  const open = new Map<DocumentName, ReplicaDocument>();
  const opening = new Map<DocumentName, Promise<ReplicaDocument>>();
  /** Those being closed: the same store must not be opened twice. */
  const closing = new Map<DocumentName, Promise<void>>();
  let uses = 0;
  let closed = false;
  let cancelTrim: (() => void) | undefined;

  const load = async (name: DocumentName): Promise<ReplicaDocument> => {
    const address = parseDocumentName(name);
    if (address === undefined) throw new Error(`no document name: ${name}`);
    await closing.get(name);
    const live = await ReplicaDocument.open(deps, name, address);
    if (closed) {
      await live.close();
      throw new Error('closed');
    }
    open.set(name, live);
    deps.emit({ type: 'document-opened', live });
    return live;
  };

  /** Opening it waits for this. */
  const holdBack = (name: DocumentName, work: Promise<unknown>): void => {
    const done = work.then(
      () => {},
      () => {},
    );
    closing.set(name, done);
    void done.then(() => closing.delete(name));
  };

  const isIdle = (live: ReplicaDocument) =>
    live.users === 0 &&
    live.clean &&
    !live.saver.failing() &&
    live.saver.saved() === live.saver.version() &&
    (live.attachment?.state() ?? 'closed') === 'closed';

  const shut = (live: ReplicaDocument): void => {
    open.delete(live.name);
    holdBack(
      live.name,
      (live.record.open ? live.update({ open: false }) : Promise.resolve(true)).then(() => live.close()),
    );
  };
  const trim = () => {
    cancelTrim = undefined;
    const idle = [...open.values()].filter(isIdle).sort((a, b) => a.usedAt - b.usedAt);
    for (const live of idle.slice(0, Math.max(0, idle.length - IDLE_DOCUMENTS))) shut(live);
    if (open.size > IDLE_DOCUMENTS) schedule();
  };
  const schedule = () => {
    if (!closed) cancelTrim ??= deps.clock.setTimer(TRIM_AFTER, trim);
  };

  return {
    grab: (name) => {
      const live = open.get(name);
      if (live === undefined) return undefined;
      live.users++;
      live.usedAt = ++uses;
      return live;
    },
    use: async (name) => {
      let live = open.get(name);
      if (live === undefined) {
        const pending = opening.get(name) ?? load(name).finally(() => opening.delete(name));
        opening.set(name, pending);
        live = await pending;
      }
      live.users++;
      live.usedAt = ++uses;
      return live;
    },
    release: (live) => {
      live.users--;
      live.usedAt = ++uses;
      schedule();
    },
    leave: (live) => {
      live.users--;
      if (isIdle(live) && open.get(live.name) === live) shut(live);
      else schedule();
    },
    peek: (name) => open.get(name),
    whileClosed: async (name, work) => {
      while (closing.has(name)) await closing.get(name);
      if (closed || open.has(name) || opening.has(name)) return false;
      const done = Promise.resolve().then(work);
      holdBack(name, done);
      await done;
      return true;
    },
    all: () => open.values(),
    close: async () => {
      closed = true;
      cancelTrim?.();
      await Promise.allSettled(opening.values());
      await Promise.all([...open.values()].map((live) => live.close()));
      await Promise.all(closing.values());
    },
  };
};
