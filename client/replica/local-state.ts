import type { PersonFact } from '../../shared/protocol/facts.ts';
import type { RecordStore, Timers } from './ports.ts';
import {
  loadTable,
  PREFIX,
  type RecordKind,
  type RecordOf,
  SESSION_KEY,
  type SessionRecord,
  type Table,
} from './records.ts';

export type Change = {
  [K in RecordKind]: { readonly kind: K; readonly key: string; readonly value: RecordOf<K> | undefined };
}[RecordKind];

/**
 * Everything a device holds for one account beside its documents. Memory is the truth while the replica runs; each
 * change is written through at once, all or nothing, and again until the disk takes it.
 */
export interface LocalState {
  readonly tables: { readonly [K in RecordKind]: Table<K> };
  readonly session: () => SessionRecord;
  /** Applies changes to memory now; resolves with whether they are durable. */
  readonly commit: (changes: readonly Change[], session?: SessionRecord) => Promise<boolean>;
  /** Whether everything committed so far is durable; tries again what failed. */
  readonly durable: () => Promise<boolean>;
  readonly failing: () => boolean;
  /** The store has ended, and has not been written to since: what was durable may be gone. */
  readonly inDoubt: () => boolean;
  /** Called when everything had to be rewritten: the device's other databases may be gone, too. */
  readonly onRestored: (listener: () => void) => void;
  /** Called with each commit, after it was applied to memory. */
  readonly watch: (listener: (changes: readonly Change[]) => void) => void;
  readonly personByNumber: (number: number) => PersonFact | undefined;
  readonly close: () => Promise<void>;
}

const RETRY = 1_000;

export const loadLocalState = async (
  store: RecordStore,
  session: SessionRecord,
  clock: Timers,
  onFailing: () => void,
): Promise<LocalState> => {
  const [document, fact, person, local, row, marks, command, change, notSent, removal, lost, pending, blob, keep] =
    await Promise.all([
      loadTable(store, 'document'),
      loadTable(store, 'fact'),
      loadTable(store, 'person'),
      loadTable(store, 'local'),
      loadTable(store, 'row'),
      loadTable(store, 'marks'),
      loadTable(store, 'command'),
      loadTable(store, 'change'),
      loadTable(store, 'notSent'),
      loadTable(store, 'removal'),
      loadTable(store, 'lost'),
      loadTable(store, 'pending'),
      loadTable(store, 'blob'),
      loadTable(store, 'keep'),
    ]);
  const tables = {
    document,
    fact,
    person,
    local,
    row,
    marks,
    command,
    change,
    notSent,
    removal,
    lost,
    pending,
    blob,
    keep,
  };
  const byNumber = new Map([...person.values()].map((one) => [one.number, one]));
  let current = session;
  let closed = false;
  let failed = false;
  let isInDoubt = false;
  let isAgain = false;
  let restored = (): void => {};
  let cancelRetry: (() => void) | undefined;
  let listener: (changes: readonly Change[]) => void = () => {};
  /** Values that a failed write left behind, by key; undefined: to be removed. */
  const left = new Map<string, unknown>();
  const underWay = new Set<Promise<boolean>>();
  /** Which write of a key is the newest, while one is under way. */
  const newest = new Map<string, number>();
  let writes = 0;

  const apply = (change: Change): void => {
    const table: Map<string, unknown> = tables[change.kind];
    if (change.value === undefined) table.delete(change.key);
    else table.set(change.key, change.value);
    if (change.kind === 'person' && change.value !== undefined) byNumber.set(change.value.number, change.value);
  };

  const write = (values: ReadonlyMap<string, unknown>): Promise<boolean> => {
    if (closed) return Promise.resolve(false);
    const all = new Map([...left, ...values]);
    left.clear();
    if (all.size === 0 && !isInDoubt) return Promise.resolve(true);
    const writing = put(all);
    underWay.add(writing);
    void writing.finally(() => underWay.delete(writing));
    return writing;
  };

  const put = async (all: ReadonlyMap<string, unknown>): Promise<boolean> => {
    const entries = [...all];
    const number = ++writes;
    for (const [key] of entries) newest.set(key, number);
    const done = await store.write({
      put: entries.filter(([, value]) => value !== undefined),
      remove: entries.filter(([, value]) => value === undefined).map(([key]) => key),
    });
    // If the connection ended during the write, a new one is available.
    const isAtOnce = !done && isInDoubt && !failed && !isAgain;
    isAgain = isAtOnce;
    if (!isAtOnce && (failed === done || (done && isInDoubt))) {
      failed = !done;
      isInDoubt &&= !done;
      onFailing();
    }
    // A later write of the same key is newer, even if it succeeded and this one failed.
    for (const [key, value] of entries) {
      if (newest.get(key) !== number) continue;
      newest.delete(key);
      if (!done) left.set(key, value);
    }
    if (done || closed) return done;
    cancelRetry?.();
    cancelRetry = clock.setTimer(isAtOnce ? 0 : RETRY, () => void write(new Map()));
    return false;
  };

  store.watch({
    all: function* () {
      yield [SESSION_KEY, current];
      for (const kind of Object.keys(tables) as RecordKind[])
        for (const [key, value] of tables[kind]) yield [PREFIX[kind] + key, value];
    },
    ended: () => {
      isInDoubt = true;
      onFailing();
      void write(new Map());
    },
    restored: () => restored(),
  });

  return {
    tables,
    session: () => current,
    commit: (changes, next) => {
      const values = new Map<string, unknown>();
      for (const change of changes) {
        apply(change);
        values.set(PREFIX[change.kind] + change.key, change.value);
      }
      if (next !== undefined) {
        current = next;
        values.set(SESSION_KEY, next);
      }
      listener(changes);
      return write(values);
    },
    watch: (given) => {
      listener = given;
    },
    durable: async () => {
      await Promise.all(underWay);
      return write(new Map());
    },
    failing: () => failed,
    inDoubt: () => isInDoubt,
    onRestored: (listener) => {
      restored = listener;
    },
    personByNumber: (number) => byNumber.get(number),
    close: async () => {
      closed = true;
      cancelRetry?.();
      await store.close();
    },
  };
};
