import { createStore, reconcile, type Store } from 'solid-js/store';

interface Rule {
  readonly key: string;
  readonly merge?: boolean;
}

/** A copy in which no two places are one object. Bytes are no part of a store, and are shared. */
const unshared = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(unshared) as T;
  if (value === null || typeof value !== 'object') return value;
  const kind: unknown = Object.getPrototypeOf(value);
  if (kind !== Object.prototype && kind !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unshared(part)])) as T;
};

/**
 * A store in which only what differs changes. It copies what it is given: Solid changes a store's objects in place, and
 * with them everything else that holds one of them, even another part of the same value.
 */
export const createOwnStore = <T extends object>(first: T, rule: Rule): readonly [Store<T>, (next: T) => void] => {
  const [state, setState] = createStore(unshared(first));
  return [state, (next) => setState(reconcile(unshared(next), rule))];
};
