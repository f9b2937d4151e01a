import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { EmojiPickerModel } from './create-emoji-picker.ts';
import style from './emoji-picker.module.css';
import { type Cell, moveInEmojiRows, type Position } from './emoji-rows.ts';

/** Rows are rendered so far beyond the view, so that scrolling shows no holes. Pixels. */
const BEYOND = 240;

/** What the picker's other parts ask of the grid. */
export interface EmojiGridHandle {
  readonly focusActive: () => void;
  readonly toSection: (key: string) => void;
}

/** The grid of all emoji, of which only the rows in view exist; one of them can be reached with Tab, arrows do the rest. */
export const EmojiGrid = (props: {
  readonly model: EmojiPickerModel;
  readonly columns: number;
  readonly handle: (handle: EmojiGridHandle) => void;
  readonly onSection: (key: string) => void;
  readonly onShown: (cell: Cell | undefined) => void;
  readonly onPick: (emoji: string, more: boolean) => void;
  /** A letter was typed: it belongs to the search. */
  readonly onType: (text: string) => void;
}): JSX.Element => {
  let scroller: HTMLDivElement | undefined;
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(400);
  const rows = () => props.model.rows();
  const total = () => {
    const last = rows().at(-1);
    return last === undefined ? 0 : last.top + last.height;
  };
  const shown = createMemo(() =>
    rows().filter(
      (row) =>
        // The row that Tab leads to is always there.
        row.index === props.model.active().row ||
        (row.top + row.height > top() - BEYOND && row.top < top() + height() + BEYOND),
    ),
  );

  const moved = (): void => {
    if (scroller === undefined) return;
    setTop(scroller.scrollTop);
    setHeight(scroller.clientHeight);
    const first = rows().findLast((row) => row.top <= (scroller?.scrollTop ?? 0) + 8);
    if (first !== undefined) props.onSection(first.section);
  };
  const focusAt = (position: Position): void => {
    props.model.setActive(position);
    const row = rows()[position.row];
    if (row === undefined || scroller === undefined) return;
    const before = rows()[row.index - 1];
    // A heading comes into view with the row below it.
    const from = before?.kind === 'heading' ? before.top : row.top;
    if (from < scroller.scrollTop) scroller.scrollTop = from;
    else if (row.top + row.height > scroller.scrollTop + scroller.clientHeight)
      scroller.scrollTop = row.top + row.height - scroller.clientHeight;
    moved();
    scroller.querySelector<HTMLElement>('[data-active]')?.focus({ preventScroll: true });
  };
  props.handle({
    focusActive: () => focusAt(props.model.active()),
    toSection: (key) => {
      const row = rows().find((one) => one.section === key);
      if (row === undefined || scroller === undefined) return;
      scroller.scrollTop = row.top;
      moved();
      props.model.setActive({ row: row.index + 1, column: 0 });
    },
  });
  onMount(() => {
    const observer = new ResizeObserver(moved);
    if (scroller !== undefined) observer.observe(scroller);
    onCleanup(() => observer.disconnect());
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const control = event.ctrlKey || event.metaKey;
    const forward =
      scroller !== undefined && getComputedStyle(scroller).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const next = moveInEmojiRows(rows(), props.model.active(), event.key, { forward, control });
    if (next !== undefined) {
      event.preventDefault();
      focusAt(next);
    } else if (event.key.length === 1 && event.key !== ' ' && !control && !event.altKey) {
      event.preventDefault();
      props.onType(event.key);
    }
  };

  return (
    <div ref={scroller} class={style.scroller} onScroll={moved}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be made row by row at known places */}
      <div
        role="grid"
        class={style.grid}
        aria-label={t('emoji.label')}
        aria-rowcount={rows().length}
        aria-colcount={props.columns}
        style={{ 'block-size': `${total()}px`, '--columns': props.columns }}
        onKeyDown={onKeyDown}
      >
        <For each={shown()}>
          {(row) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus is on a cell
            // biome-ignore lint/a11y/useSemanticElements: a table cannot be made row by row at known places
            <div
              role="row"
              class={style.row}
              aria-rowindex={row.index + 1}
              style={{ 'inset-block-start': `${row.top}px`, 'block-size': `${row.height}px` }}
            >
              <Show
                when={row.kind === 'cells' ? row.cells : undefined}
                fallback={
                  // biome-ignore lint/a11y/useFocusableInteractive: a heading
                  // biome-ignore lint/a11y/useSemanticElements: as the row
                  <span role="columnheader" class={style.heading} aria-colspan={props.columns}>
                    {row.kind === 'heading' ? row.name : undefined}
                  </span>
                }
              >
                {(cells) => (
                  <For each={cells()}>
                    {(cell, column) => {
                      const isActive = () =>
                        props.model.active().row === row.index && props.model.active().column === column();
                      return (
                        // biome-ignore lint/a11y/useSemanticElements: as the row
                        <button
                          type="button"
                          role="gridcell"
                          aria-label={cell.label}
                          aria-colindex={column() + 1}
                          data-active={isActive() ? '' : undefined}
                          tabindex={isActive() ? 0 : -1}
                          onPointerEnter={() => props.onShown(cell)}
                          onFocus={() => {
                            props.model.setActive({ row: row.index, column: column() });
                            props.onShown(cell);
                          }}
                          onClick={(event) => props.onPick(cell.text, event.shiftKey)}
                        >
                          {cell.text}
                        </button>
                      );
                    }}
                  </For>
                )}
              </Show>
            </div>
          )}
        </For>
      </div>
    </div>
  );
};
