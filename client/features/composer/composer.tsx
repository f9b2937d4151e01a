import { createEffect, createSignal, type JSX, lazy, on, onMount, Show } from 'solid-js';
import type { ConversationView } from '../../channel/protocol.ts';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { t } from '../../words/t.ts';
import style from './composer.module.css';
import type { Composer as Model } from './create-composer.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/emoji-picker.tsx')).EmojiPicker }));

/** From here on the counter is shown. Characters. */
const COUNT_FROM = 500;
const fingers = (): boolean => matchMedia('(pointer: coarse)').matches;

export const Composer = (props: {
  readonly model: Model;
  readonly view: ConversationView;
  /** ArrowUp in an empty field: edit one's newest message. */
  readonly onEditNewest: () => void;
}): JSX.Element => {
  let area: HTMLTextAreaElement | undefined;
  const [picking, setPicking] = createSignal<HTMLElement>();
  const tooLong = () => props.model.left() < 0;
  const label = () => (props.view.kind === 'notes' ? t('composer.note') : t('composer.to', { name: props.view.title }));

  // Grows with its text up to a third of the window; where the browser can do that itself, CSS does it.
  const grow = (): void => {
    if (area === undefined || CSS.supports('field-sizing', 'content')) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${area.scrollHeight}px`;
  };
  createEffect(on(props.model.text, grow));
  createEffect(
    on(
      () => props.model.editing(),
      (entry) => {
        if (entry === undefined || area === undefined) return;
        area.focus();
        area.setSelectionRange(area.value.length, area.value.length);
      },
      { defer: true },
    ),
  );
  // On a phone the keyboard would cover what one came to read.
  onMount(() => {
    if (!fingers()) area?.focus({ preventScroll: true });
  });

  const insert = (emoji: string): void => {
    if (area === undefined) return;
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, 'end');
    props.model.setText(area.value);
    area.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey && !fingers()) {
      event.preventDefault();
      props.model.submit();
    } else if (event.key === 'ArrowUp' && props.model.text() === '' && props.model.editing() === undefined) {
      event.preventDefault();
      props.onEditNewest();
    } else if (event.key === 'Escape' && props.model.editing() !== undefined) {
      event.preventDefault();
      props.model.stopEdit();
    }
  };

  return (
    <form
      class={style.composer}
      onSubmit={(event) => {
        event.preventDefault();
        props.model.submit();
        area?.focus();
      }}
    >
      <div class={style.column}>
        <Show when={props.model.editing()}>
          <p class={style.editing}>
            <Icon name="edit" size="small" />
            <span>{t('composer.editing')}</span>
            <IconButton icon="close" label={t('app.cancel')} onClick={() => props.model.stopEdit()} />
          </p>
        </Show>
        <Show when={props.model.left() < COUNT_FROM}>
          <p
            class={style.count}
            data-long={tooLong() ? '' : undefined}
            role={tooLong() ? 'alert' : undefined}
            id="composer-count"
          >
            {tooLong()
              ? t('composer.too-long', { count: -props.model.left() })
              : t('composer.left', { count: props.model.left() })}
          </p>
        </Show>
        <div class={style.box} data-long={tooLong() ? '' : undefined}>
          <IconButton
            icon="smile"
            label={t('composer.emoji')}
            aria-haspopup="dialog"
            onClick={(event) => setPicking(event.currentTarget)}
          />
          <textarea
            ref={(element) => {
              area = element;
            }}
            rows={1}
            dir="auto"
            aria-label={label()}
            placeholder={label()}
            aria-invalid={tooLong() ? true : undefined}
            aria-describedby={props.model.left() < COUNT_FROM ? 'composer-count' : undefined}
            enterkeyhint={fingers() ? 'enter' : 'send'}
            value={props.model.text()}
            onInput={(event) => props.model.setText(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={() => props.model.flush()}
          />
          <IconButton
            type="submit"
            look="main"
            icon={props.model.editing() === undefined ? 'send' : 'check'}
            label={t(props.model.editing() === undefined ? 'composer.send' : 'composer.save-edit')}
            disabled={props.model.text().trim() === '' || tooLong()}
            // Keeps the focus, and with it the phone's keyboard, in the field.
            onPointerDown={(event) => event.preventDefault()}
          />
        </div>
      </div>
      <Show when={picking()}>
        {(anchor) => <EmojiPicker anchor={anchor()} onPick={insert} onClose={() => setPicking(undefined)} />}
      </Show>
    </form>
  );
};
