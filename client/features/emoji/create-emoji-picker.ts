import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createMemo, createSignal } from 'solid-js';
import type { Preferences } from '../../channel/projections.ts';
import type { Channel } from '../../channel/protocol.ts';
import { type Cell, type EmojiRow, layEmojiRows, type Position, type Section } from './emoji-rows.ts';
import type { Emoji, EmojiSet } from './emoji-set.ts';
import { loadEmoji } from './load-emoji.ts';
import { searchEmoji } from './search-emoji.ts';

/** Three lines of the recently used at most: below them the groups begin. */
const RECENT = 24;
const HEADING = 32;

export interface EmojiPickerModel {
  /** undefined: not loaded yet. */
  readonly set: () => EmojiSet | undefined;
  readonly failed: () => boolean;
  readonly query: () => string;
  readonly setQuery: (text: string) => void;
  readonly rows: () => readonly EmojiRow[];
  readonly count: () => number;
  /** 0 (none) to 5. */
  readonly tone: () => number;
  readonly setTone: (tone: number) => void;
  /** The one emoji that can be reached with Tab. */
  readonly active: () => Position;
  readonly setActive: (position: Position) => void;
  readonly cellAt: (position: Position) => Cell | undefined;
  readonly used: (emoji: string) => void;
}

export const createEmojiPicker = (deps: {
  readonly channel: Channel;
  readonly preferences: () => Preferences | undefined;
  readonly columns: () => number;
  /** Pixels of one emoji's field. */
  readonly cell: () => number;
}): EmojiPickerModel => {
  const [set, setSet] = createSignal<EmojiSet>();
  const [failed, setFailed] = createSignal(false);
  const [query, setShown] = createSignal('');
  const [chosenTone, setChosenTone] = createSignal<number>();
  const [wanted, setWanted] = createSignal<Position>({ row: 0, column: 0 });
  loadEmoji().then(setSet, () => setFailed(true));

  const tone = () => chosenTone() ?? deps.preferences()?.skinTone ?? 0;
  // As they were at opening: a grid that moves under the finger would pick something else.
  let recent: readonly string[] | undefined;
  const recentCells = (all: EmojiSet): readonly Cell[] => {
    const known = deps.preferences();
    if (recent === undefined && known !== undefined) recent = [...known.recentEmoji];
    return (recent ?? []).slice(0, RECENT).map((text) => ({ text, label: all.labelOf(text) ?? text }));
  };
  const cellOf = (emoji: Emoji): Cell => ({ text: emoji.tones[tone() - 1] ?? emoji.text, label: emoji.label });

  const sections = createMemo((): readonly Section[] => {
    const all = set();
    if (all === undefined) return [];
    if (query().trim() !== '')
      return [{ key: 'found', name: t('emoji.results'), cells: searchEmoji(all.groups, query()).map(cellOf) }];
    return [
      { key: 'recent', name: t('emoji.recent'), cells: recentCells(all) },
      ...all.groups.map(({ key, name, emoji }) => ({ key, name, cells: emoji.map(cellOf) })),
    ];
  });
  const rows = createMemo(() => layEmojiRows(sections(), deps.columns(), { heading: HEADING, cells: deps.cell() }));
  const cellAt = ({ row, column }: Position): Cell | undefined => {
    const line = rows()[row];
    return line?.kind === 'cells' ? line.cells[column] : undefined;
  };
  // Another search may have removed the chosen cell: then the first one. Row 0 is a heading.
  const active = (): Position => (cellAt(wanted()) === undefined ? { row: 1, column: 0 } : wanted());

  return {
    set,
    failed,
    query,
    setQuery: (text) => {
      setShown(text);
      setWanted({ row: 1, column: 0 });
    },
    rows,
    count: () => sections().reduce((sum, section) => sum + section.cells.length, 0),
    tone,
    setTone: (next) => {
      setChosenTone(next);
      void deps.channel.call('setPreferences', { skinTone: next });
    },
    active,
    setActive: setWanted,
    cellAt,
    used: (emoji) => void deps.channel.call('usedEmoji', { emoji }),
  };
};
