import { spokenLanguage, t } from '../../../i18n/t.ts';
import './attach-messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import { IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { Menu, type MenuItem } from '../../../design/menu.tsx';
import type { Quality } from '../../../files/make/made.ts';
import { QUALITIES } from '../../../files/make/made.ts';
import { formatBytes } from '../../../i18n/format-bytes.ts';
import { createDrag } from './create-drag.ts';
import type { Tray as Model } from './create-tray.ts';
import { DescribeDialog } from './describe-dialog.tsx';
import style from './tray.module.css';
import type { Rejected, TrayItem } from './tray-items.ts';
import { trayNotes } from './tray-notes.ts';
import { TrayTile } from './tray-tile.tsx';

const bytes = (size: number): string => formatBytes(size, spokenLanguage());

const rejectedWords = (why: Rejected): string => {
  switch (why.kind) {
    case 'too-large':
    case 'server-limit':
    case 'server-room':
      return t(`attach.rejected.${why.kind}`, { name: why.name, size: bytes(why.size), limit: bytes(why.limit) });
    default:
      return t(`attach.rejected.${why.kind}`, { name: why.name });
  }
};

/** Bytes of all pictures in a quality, and of the other files as they are. */
const totalIn = (items: readonly TrayItem[], quality: Quality): number =>
  items.reduce((sum, { made, size }) => sum + (made?.estimates?.[quality] ?? made?.file.size ?? size), 0);

type Open =
  | { readonly kind: 'quality'; readonly anchor: HTMLElement }
  | { readonly kind: 'item' | 'describe'; readonly key: number; readonly anchor: HTMLElement };

/** What is attached and not sent yet, above the field. */
export const Tray = (props: { readonly tray: Model; readonly onRemoved: () => void }): JSX.Element => {
  const [open, setOpen] = createSignal<Open>();
  const [said, setSaid] = createSignal('');
  let list: HTMLUListElement | undefined;
  const items = () => props.tray.items();
  const placeOf = (key: number): number => items().findIndex((item) => item.key === key);
  const focusAt = (place: number): void => {
    const buttons = list?.querySelectorAll<HTMLElement>('button[data-item]') ?? [];
    buttons[Math.min(Math.max(place, 0), buttons.length - 1)]?.focus();
  };
  const move = (key: number, by: number): void => {
    const to = placeOf(key) + by;
    if (to < 0 || to >= items().length) return;
    props.tray.move(key, to);
    setSaid(t('attach.moved', { place: String(to + 1), total: String(items().length) }));
    focusAt(to);
  };
  const remove = (key: number): void => {
    props.tray.remove(key);
    props.onRemoved();
  };
  const drag = createDrag({
    places: () => [...(list?.children ?? [])],
    move: (from, to) => {
      const key = items()[from]?.key;
      if (key !== undefined) props.tray.move(key, to);
    },
  });
  const onKeyDown = (event: KeyboardEvent, key: number): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const by = step * (getComputedStyle(event.currentTarget as HTMLElement).direction === 'rtl' ? -1 : 1);
      if (event.altKey || event.shiftKey) move(key, by);
      else focusAt(placeOf(key) + by);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      remove(key);
    }
  };
  const menuFor = (item: TrayItem, anchor: HTMLElement): readonly MenuItem[] => {
    const place = placeOf(item.key);
    return [
      ...(item.made?.file.look?.kind === 'picture'
        ? [
            {
              label: t(item.made.file.alt === undefined ? 'attach.describe' : 'attach.described'),
              icon: 'edit' as const,
              act: () => setOpen({ kind: 'describe', key: item.key, anchor }),
            },
          ]
        : []),
      ...(place > 0 ? [{ label: t('attach.earlier'), icon: 'back' as const, act: () => move(item.key, -1) }] : []),
      ...(place < items().length - 1
        ? [{ label: t('attach.later'), icon: 'next' as const, act: () => move(item.key, 1) }]
        : []),
      { label: t('attach.remove.act'), icon: 'bin', danger: true, begins: true, act: () => remove(item.key) },
    ];
  };
  const qualityItems = (): readonly MenuItem[] =>
    QUALITIES.map((quality) => ({
      label: t(`attach.quality.${quality}`, { size: bytes(totalIn(items(), quality)) }),
      icon: 'picture',
      checked: props.tray.quality() === quality,
      act: () => props.tray.setQuality(quality),
    }));
  const hasPictures = () => items().some(({ made }) => made?.estimates !== undefined);
  const openItem = (kind: 'item' | 'describe') => {
    const now = open();
    const item = now !== undefined && now.kind === kind ? items().find(({ key }) => key === now.key) : undefined;
    return now === undefined || item === undefined ? undefined : { item, anchor: now.anchor };
  };

  return (
    <>
      <Show when={props.tray.rejected().length > 0}>
        <div class={style.rejected} role="alert">
          <Icon name="alert" size="small" />
          <ul>
            <For each={props.tray.rejected()}>{(why) => <li>{rejectedWords(why)}</li>}</For>
          </ul>
          <IconButton icon="close" label={t('attach.dismiss')} onClick={() => props.tray.dismiss()} />
        </div>
      </Show>
      <Show when={items().length > 0}>
        <section class={style.tray} aria-label={t('attach.tray')}>
          <ul
            class={style.items}
            data-scroll=""
            ref={(element) => {
              list = element;
            }}
            {...drag.handlers}
          >
            <For each={items().map(({ key }) => key)}>
              {(key) => (
                <Show when={items().find((item) => item.key === key)}>
                  {(item) => (
                    <TrayTile
                      item={item()}
                      place={placeOf(key) + 1}
                      count={items().length}
                      onKeyDown={(event) => onKeyDown(event, key)}
                      onOpen={(anchor) => {
                        if (!drag.hasMoved()) setOpen({ kind: 'item', key, anchor });
                      }}
                      onRemove={() => remove(key)}
                    />
                  )}
                </Show>
              )}
            </For>
          </ul>
          <div class={style.foot}>
            <span>
              {t('attach.total', { count: items().length, size: bytes(totalIn(items(), props.tray.quality())) })}
            </span>
            <Show when={hasPictures()}>
              <button
                type="button"
                class={style.quality}
                aria-haspopup="menu"
                aria-expanded={open()?.kind === 'quality'}
                onClick={(event) => setOpen({ kind: 'quality', anchor: event.currentTarget })}
              >
                {t(`attach.quality.${props.tray.quality()}.short`)}
                <Icon name="down" size="small" />
              </button>
            </Show>
          </div>
          <div role="status">
            <ul class={style.notes}>
              <For each={trayNotes(props.tray)}>{(note) => <li data-tone={note.tone}>{note.words}</li>}</For>
            </ul>
          </div>
          <p class="hidden-visually" role="status">
            {said()}
          </p>
        </section>
      </Show>
      <Show when={open()?.kind === 'quality' ? open() : undefined} keyed>
        {(now) => (
          <Menu
            anchor={now.anchor}
            label={t('attach.quality')}
            items={qualityItems()}
            onClose={() => setOpen((shown) => (shown === now ? undefined : shown))}
          />
        )}
      </Show>
      <Show when={openItem('item')}>
        {(now) => (
          <Menu
            anchor={now().anchor}
            label={t('attach.options', { name: now().item.name })}
            items={menuFor(now().item, now().anchor)}
            onClose={() => setOpen((shown) => (shown?.kind === 'item' ? undefined : shown))}
          />
        )}
      </Show>
      <Show when={openItem('describe')}>
        {(now) => (
          <DescribeDialog
            alt={now().item.made?.file.alt ?? ''}
            picture={now().item.picture}
            onSave={(alt) => {
              props.tray.describe(now().item.key, alt);
              setOpen(undefined);
            }}
            onClose={() => setOpen(undefined)}
          />
        )}
      </Show>
    </>
  );
};
