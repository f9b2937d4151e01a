import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { TimelineEntry } from '../../../channel/timeline-view.ts';
import type { Scroll } from '../scroll/create-scroll.ts';
import { messageFrom } from './new-entries.ts';

export interface RowFocus {
  readonly setScroller: (element: HTMLElement) => void;
  /** Key of the one message that is in the order of Tab. */
  readonly active: () => string | undefined;
  readonly choose: (key: string) => void;
  readonly focusMessage: (key: string) => void;
  /** Moves the focus for a key; answers whether it was one of its keys. */
  readonly step: (event: KeyboardEvent) => boolean;
  /** The focus is in the timeline. */
  readonly within: () => boolean;
  /** The row that had the focus is no longer rendered. */
  readonly lost: (key: string) => void;
  /** After rows were made: gives the focus back when its row is there again. */
  readonly mend: () => void;
}

/**
 * The focus among messages of which only some are rendered. When the row that has it goes, the list itself keeps it, and
 * gives it back to the row, or to the nearest one that is left.
 */
export const createRowFocus = (deps: {
  readonly entries: () => readonly TimelineEntry[];
  readonly scroll: () => Scroll;
  readonly toBeginning: () => void;
}): RowFocus => {
  const [chosen, setChosen] = createSignal<{ readonly key: string; readonly index: number }>();
  const [within, setWithin] = createSignal(false);
  let scroller: HTMLElement | undefined;
  /** The list keeps the focus for the chosen row. */
  let kept = false;

  const article = (key: string): HTMLElement | undefined =>
    scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] article`) ?? undefined;
  const choose = (key: string): void => {
    setChosen({ key, index: deps.scroll().rows.layout.indexOf(key) ?? 0 });
  };
  const isMade = (key: string): boolean =>
    deps
      .scroll()
      .rows.mounted()
      .some((entry) => entry.key === key);

  const focusMessage = (key: string): void => {
    const index = deps.scroll().rows.layout.indexOf(key);
    if (index === undefined) return;
    choose(key);
    deps.scroll().showNearest(index);
    const row = article(key);
    kept = row === undefined;
    (row ?? scroller)?.focus({ preventScroll: true });
  };
  const focusFrom = (index: number, step: 1 | -1): void => {
    const found = messageFrom(deps.entries(), index, step);
    if (found !== undefined) focusMessage(found.entry.key);
  };
  const current = (): number => {
    const one = chosen();
    const { layout } = deps.scroll().rows;
    const last = deps.scroll().lastInView();
    return (
      (one === undefined ? undefined : layout.indexOf(one.key)) ??
      (last === undefined ? undefined : layout.indexOf(last)) ??
      layout.count() - 1
    );
  };
  const page = (step: 1 | -1): void => {
    const { layout, viewHeight } = deps.scroll().rows;
    const at = current();
    const to = layout.indexAt(layout.offset(at) + step * (viewHeight() - 80));
    focusFrom(to === at ? at + step : to, step === 1 ? -1 : 1);
  };

  const lost = (key: string): void => {
    kept = true;
    if (chosen()?.key !== key) choose(key);
    scroller?.focus({ preventScroll: true });
  };
  const mend = (): void => {
    const one = chosen();
    if (one === undefined || scroller === undefined) return;
    const { layout } = deps.scroll().rows;
    if (layout.indexOf(one.key) === undefined) {
      // Trimmed, replaced or hidden: the nearest one stands for it.
      const near =
        messageFrom(deps.entries(), Math.min(one.index, layout.count() - 1), -1) ?? messageFrom(deps.entries(), 0, 1);
      setChosen(near === undefined ? undefined : { key: near.entry.key, index: near.index });
    }
    const now = chosen();
    if (!kept || document.activeElement !== scroller || now === undefined) return;
    const row = article(now.key);
    if (row === undefined) return;
    kept = false;
    row.focus({ preventScroll: true });
  };

  createEffect(
    on(
      () => deps.entries(),
      () => {
        const one = chosen();
        const index = one === undefined ? undefined : deps.scroll().rows.layout.indexOf(one.key);
        if (one !== undefined && index !== undefined && index !== one.index) setChosen({ key: one.key, index });
      },
    ),
  );

  return {
    setScroller: (element) => {
      scroller = element;
      const into = (): void => {
        setWithin(true);
      };
      const out = (event: FocusEvent): void => {
        if (event.relatedTarget instanceof Node && element.contains(event.relatedTarget)) return;
        const { target } = event;
        // A removed row loses the focus to the body, which is known only afterwards.
        queueMicrotask(() => {
          if (event.relatedTarget === null && target instanceof HTMLElement && !target.isConnected) {
            const row = chosen();
            if (row !== undefined && element.isConnected && document.activeElement === document.body) {
              lost(row.key);
              mend();
              return;
            }
          }
          setWithin(element.contains(document.activeElement));
        });
      };
      element.addEventListener('focusin', into);
      element.addEventListener('focusout', out);
      onCleanup(() => {
        element.removeEventListener('focusin', into);
        element.removeEventListener('focusout', out);
      });
    },
    active: () => {
      const one = chosen();
      return one !== undefined && isMade(one.key) ? one.key : deps.scroll().lastInView();
    },
    choose,
    focusMessage,
    within,
    lost,
    mend,
    step: (event) => {
      const { target } = event;
      const isRow = target instanceof HTMLElement && (target === scroller || target.matches('[data-row] article'));
      if (!isRow || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false;
      switch (event.key) {
        case 'ArrowUp':
          // From the list itself to the row last focused, else to the last one in view.
          focusFrom(target === scroller && chosen() === undefined ? current() : current() - 1, -1);
          return true;
        case 'ArrowDown':
          focusFrom(target === scroller && chosen() === undefined ? current() : current() + 1, 1);
          return true;
        case 'PageUp':
          page(-1);
          return true;
        case 'PageDown':
          page(1);
          return true;
        case 'Home':
          deps.toBeginning();
          return true;
        case 'End':
          deps.scroll().toEnd();
          focusFrom(deps.entries().length - 1, -1);
          return true;
        default:
          return false;
      }
    },
  };
};
