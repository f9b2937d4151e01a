export interface Cell {
  readonly text: string;
  readonly label: string;
}
export interface Section {
  readonly key: string;
  readonly name: string;
  readonly cells: readonly Cell[];
}
/** One line of the grid. `top` and `height` in pixels. */
export type EmojiRow = {
  readonly section: string;
  readonly index: number;
  readonly top: number;
  readonly height: number;
} & ({ readonly kind: 'heading'; readonly name: string } | { readonly kind: 'cells'; readonly cells: readonly Cell[] });

export interface Position {
  readonly row: number;
  readonly column: number;
}

/** Everything has a known height, so that only what is in view needs to be made. */
export const layEmojiRows = (
  sections: readonly Section[],
  columns: number,
  heights: { readonly heading: number; readonly cells: number },
): readonly EmojiRow[] => {
  const rows: EmojiRow[] = [];
  let top = 0;
  for (const { key, name, cells } of sections) {
    if (cells.length === 0) continue;
    rows.push({ kind: 'heading', name, section: key, index: rows.length, top, height: heights.heading });
    top += heights.heading;
    for (let at = 0; at < cells.length; at += columns) {
      const index = rows.length;
      rows.push({
        kind: 'cells',
        cells: cells.slice(at, at + columns),
        section: key,
        index,
        top,
        height: heights.cells,
      });
      top += heights.cells;
    }
  }
  return rows;
};

const cellsOf = (row: EmojiRow | undefined): number => (row?.kind === 'cells' ? row.cells.length : 0);

/** The nearest line with emoji from `row` on, in the direction of `step`. */
const nearest = (rows: readonly EmojiRow[], row: number, step: 1 | -1): number | undefined => {
  for (let at = row; at >= 0 && at < rows.length; at += step) if (cellsOf(rows[at]) > 0) return at;
  return undefined;
};

/** How many lines PageUp and PageDown go. */
const PAGE = 6;

/** Where a key leads; undefined when it is none that moves. `forward` is the arrow that points where the writing goes. */
export const moveInEmojiRows = (
  rows: readonly EmojiRow[],
  from: Position,
  key: string,
  options: { readonly forward: 'ArrowRight' | 'ArrowLeft'; readonly control: boolean },
): Position | undefined => {
  const vertical = (distance: number): Position => {
    const step = distance > 0 ? 1 : -1;
    const wanted = Math.max(0, Math.min(rows.length - 1, from.row + distance));
    const row = nearest(rows, wanted, step) ?? nearest(rows, wanted, step === 1 ? -1 : 1) ?? from.row;
    return { row, column: Math.max(0, Math.min(from.column, cellsOf(rows[row]) - 1)) };
  };
  const first = (): Position => ({ row: nearest(rows, 0, 1) ?? 0, column: 0 });
  const last = (): Position => {
    const row = nearest(rows, rows.length - 1, -1) ?? 0;
    return { row, column: Math.max(0, cellsOf(rows[row]) - 1) };
  };
  switch (key) {
    case 'ArrowDown':
      return vertical(1);
    case 'ArrowUp':
      return vertical(-1);
    case 'PageDown':
      return vertical(PAGE);
    case 'PageUp':
      return vertical(-PAGE);
    case 'Home':
      return options.control ? first() : { row: from.row, column: 0 };
    case 'End':
      return options.control ? last() : { row: from.row, column: Math.max(0, cellsOf(rows[from.row]) - 1) };
    case 'ArrowLeft':
    case 'ArrowRight': {
      const column = from.column + (key === options.forward ? 1 : -1);
      if (column >= 0 && column < cellsOf(rows[from.row])) return { row: from.row, column };
      // Over the edge: to the line after or before, if there is one.
      const row = column < 0 ? nearest(rows, from.row - 1, -1) : nearest(rows, from.row + 1, 1);
      if (row === undefined) return from;
      return { row, column: column < 0 ? cellsOf(rows[row]) - 1 : 0 };
    }
    default:
      return undefined;
  }
};
