import { type Accessor, createEffect, createMemo, createSignal, on } from 'solid-js';

export interface Roving {
  /** What scrolls, and holds the rows. */
  readonly setElement: (element: HTMLElement) => void;
  /** The one row that Tab reaches. */
  readonly active: () => string | undefined;
  /** For `focusin` and `keydown` of the element that holds the rows. */
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly focusFirst: () => void;
  readonly focus: (id: string) => void;
  /** Gives the focus to a row, else to the one that Tab reaches; not when something else has it. */
  readonly catchFocus: (id?: string) => void;
}

/** Where a key leads among `count` rows, `page` of which are seen at once; undefined: it is no key for moving. */
export const stepTo = (key: string, at: number, count: number, page: number): number | undefined => {
  const last = count - 1;
  const next = new Map([
    ['ArrowDown', at + 1],
    ['ArrowUp', at - 1],
    ['PageDown', at + page],
    ['PageUp', at - page],
    ['Home', 0],
    ['End', last],
  ]).get(key);
  return next === undefined ? undefined : Math.max(0, Math.min(next, last));
};

/** The row that takes the place of one that is gone: the next one that is still there, else the one before. */
export const survivorOf = (gone: string, before: readonly string[], now: readonly string[]): string | undefined => {
  const at = before.indexOf(gone);
  const isHere = (id: string): boolean => now.includes(id);
  return before.slice(at + 1).find(isHere) ?? before.slice(0, Math.max(at, 0)).findLast(isHere) ?? now[0];
};

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);

/** Ids of rows for `createRoving`: the same array for as long as the ids and their order are the same. */
export const createRowIds = (ids: () => readonly string[]): Accessor<readonly string[]> =>
  createMemo<readonly string[]>(ids, [], { equals: isSame });

/**
 * Moves the focus among rows that carry their id in `data-row`, as one stop of Tab. Rows that move keep the focus, and
 * the focus of a row that is gone passes to the one in its place: it never falls to the page.
 */
export const createRoving = (deps: {
  readonly ids: () => readonly string[];
  /** Which row Tab reaches while none had the focus. */
  readonly preferred: () => string | undefined;
  /** A letter was typed on a row. */
  readonly onType: () => void;
}): Roving => {
  let element: HTMLElement | undefined;
  const [last, setLast] = createSignal<string>();
  const rowOf = (node: Element | null): HTMLElement | null =>
    node !== null && element?.contains(node) ? node.closest<HTMLElement>('[data-row]') : null;
  const linkOf = (id: string): HTMLElement | undefined =>
    element?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] :is(a, button)`) ?? undefined;
  const active = createMemo(() => {
    const ids = deps.ids();
    return [last(), deps.preferred()].find((id) => id !== undefined && ids.includes(id)) ?? ids[0];
  });
  const focus = (id: string | undefined): void => {
    const link = id === undefined ? undefined : linkOf(id);
    link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: 'nearest' });
  };

  // Runs when the ids change, before the rows do: moving or removing a focused element takes its focus away.
  const held = createMemo(() => {
    deps.ids();
    return rowOf(document.activeElement)?.dataset.row;
  });
  createEffect(
    on(deps.ids, (ids, formerly) => {
      const id = held();
      if (id === undefined || rowOf(document.activeElement) !== null) return;
      const next = ids.includes(id) ? id : survivorOf(id, formerly ?? [], ids);
      if (next !== undefined) linkOf(next)?.focus({ preventScroll: true });
    }),
  );

  return {
    setElement: (made) => {
      element = made;
    },
    active,
    onFocusIn: (event) => {
      const id = rowOf(event.target as Element)?.dataset.row;
      if (id !== undefined) setLast(id);
    },
    onKeyDown: (event) => {
      const row = rowOf(event.target as Element);
      if (row === null || event.ctrlKey || event.metaKey || event.altKey) return;
      const ids = deps.ids();
      const page = Math.max(1, Math.floor((element?.clientHeight ?? 0) / Math.max(1, row.offsetHeight)) - 1);
      const next = stepTo(event.key, ids.indexOf(row.dataset.row ?? ''), ids.length, page);
      if (next !== undefined) {
        event.preventDefault();
        focus(ids[next]);
      } else if (event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key)) deps.onType();
    },
    focusFirst: () => focus(deps.ids()[0]),
    focus,
    catchFocus: (id) => {
      if (document.activeElement !== document.body) return;
      const wanted = id !== undefined && deps.ids().includes(id) ? id : active();
      if (wanted !== undefined) linkOf(wanted)?.focus({ preventScroll: true });
    },
  };
};
