import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createEffect, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Flyout } from '../../design/flyout.tsx';
import { Icon } from '../../design/icon.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { useApp } from '../app-context.ts';
import { createEmojiPicker } from './create-emoji-picker.ts';
import { EmojiGrid, type EmojiGridHandle } from './emoji-grid.tsx';
import style from './emoji-picker.module.css';
import type { Cell } from './emoji-rows.ts';
import { SkinTone } from './skin-tone.tsx';

const fingers = (): boolean => matchMedia('(pointer: coarse)').matches;
/** Pixels of one emoji's field: a finger needs more room than a pointer. */
const cellSize = (): number => (fingers() ? 46 : 40);
/** Room left and right of the grid. Pixels, as in the style. */
const EDGES = 16;

/** All emoji, beside `anchor`; on small screens as a sheet at the foot. `onPick` is called after `onClose`, if it closes. */
export const EmojiPicker = (props: {
  readonly anchor: HTMLElement;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  let body: HTMLDivElement | undefined;
  let search: HTMLInputElement | undefined;
  let grid: EmojiGridHandle | undefined;
  const [columns, setColumns] = createSignal(8);
  const [section, setSection] = createSignal('');
  const [shown, setShown] = createSignal<Cell>();
  const model = createEmojiPicker({
    channel: app.channel,
    preferences: app.preferences,
    columns,
    cell: cellSize,
  });
  onMount(() => {
    const measure = (): void => {
      if (body !== undefined) setColumns(Math.max(4, Math.floor((body.clientWidth - EDGES) / cellSize())));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (body !== undefined) observer.observe(body);
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => {
    if (model.query() !== '') grid?.toSection('found');
  });

  /** With Shift it stays open for the next one. */
  const pick = (emoji: string, more: boolean): void => {
    model.used(emoji);
    if (!more) props.onClose();
    props.onPick(emoji);
    if (more) grid?.focusActive();
  };
  const tabs = () => [
    ...(model.rows().some((row) => row.section === 'recent')
      ? [{ key: 'recent', name: t('emoji.recent'), sign: '' }]
      : []),
    ...(model.set()?.groups ?? []),
  ];
  const stepTab = (event: KeyboardEvent): void => {
    const bar = event.currentTarget as HTMLElement;
    const buttons = [...bar.querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const forward = getComputedStyle(bar).direction === 'rtl' ? -1 : 1;
    const steps: Record<string, number> = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      Home: 0,
      End: buttons.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[(next + buttons.length) % buttons.length]?.focus();
  };
  const onSearchKey = (event: KeyboardEvent): void => {
    const found = model.cellAt(model.active());
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      grid?.focusActive();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (found !== undefined && model.query().trim() !== '') pick(found.text, event.shiftKey);
    } else if (event.key === 'Escape' && model.query() !== '') {
      event.preventDefault();
      model.setQuery('');
    }
  };

  return (
    <Flyout anchor={props.anchor} role="dialog" label={t('emoji.label')} onClose={props.onClose}>
      <div
        class={style.picker}
        ref={(element) => {
          body = element;
        }}
      >
        <div class={style.head}>
          <SearchField
            ref={(element) => {
              search = element;
            }}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            maxLength={60}
            // On a phone the keyboard would cover the emoji.
            data-first-focus={fingers() ? undefined : ''}
            label={t('emoji.search')}
            value={model.query()}
            onText={model.setQuery}
            onKeyDown={onSearchKey}
          />
          <div class={style.tabs} role="toolbar" aria-label={t('emoji.groups')} onKeyDown={stepTab}>
            <For each={tabs()}>
              {(tab, at) => (
                <button
                  type="button"
                  aria-label={tab.name}
                  title={tab.name}
                  aria-current={model.query() === '' && section() === tab.key ? 'true' : undefined}
                  tabindex={tab.key === section() || (at() === 0 && model.query() !== '') ? 0 : -1}
                  onClick={() => {
                    model.setQuery('');
                    grid?.toSection(tab.key);
                  }}
                >
                  <Show when={tab.sign !== ''} fallback={<Icon name="clock" />}>
                    <span>{tab.sign}</span>
                  </Show>
                </button>
              )}
            </For>
          </div>
        </div>
        <Show
          when={model.rows().length > 0 || model.set() === undefined}
          fallback={<p class={style.none}>{t('emoji.none', { query: model.query().trim() })}</p>}
        >
          <Show when={!model.failed()} fallback={<p class={style.none}>{t('emoji.failed')}</p>}>
            <EmojiGrid
              model={model}
              columns={columns()}
              handle={(handle) => {
                grid = handle;
              }}
              onSection={setSection}
              onShown={setShown}
              onPick={pick}
              onType={(text) => {
                model.setQuery(model.query() + text);
                search?.focus();
              }}
            />
          </Show>
        </Show>
        <p class="hidden-visually" role="status">
          {model.query().trim() === '' ? '' : t('emoji.found', { count: model.count() })}
        </p>
        <div class={style.foot}>
          <p class={style.shown} aria-hidden="true">
            <Show when={shown()}>
              {(cell) => (
                <>
                  <b>{cell().text}</b>
                  {cell().label}
                </>
              )}
            </Show>
          </p>
          <SkinTone tone={model.tone()} names={model.set()?.toneNames ?? []} onTone={model.setTone} />
        </div>
      </div>
    </Flyout>
  );
};
