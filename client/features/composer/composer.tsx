import { isSeen } from '../../../shared/text/is-seen.ts';
import { t } from '../../i18n/t.ts';
import './messages.ts';
import {
  createEffect,
  createRenderEffect,
  createSignal,
  createUniqueId,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { ConversationView } from '../../channel/projections.ts';
import { IconButton } from '../../design/button.tsx';
import { growField } from '../../primitives/growing-field/grow-field.ts';
import { useApp } from '../app-context.ts';
import { createEscape } from '../shortcuts/escape-stack.ts';
import style from './composer.module.css';
import { type ComposerSurface, ComposerSurfaces } from './composer-surfaces.tsx';
import type { Composer as Model } from './create-composer.ts';
import { replaceRange, showText } from './field-text.ts';
import { createMentionPicker } from './mentions/create-mention-picker.ts';
import { MentionList } from './mentions/mention-list.tsx';
import type { MentionChoice } from './mentions/offer-mentions.ts';
import { TargetBar } from './target-bar.tsx';
import { type Mark, markOfKeys, wrapSelection } from './wrap-selection.ts';

/** From here on the counter is shown. Characters. */
const COUNT_FROM = 500;
/** Below this width of its own the field needs the room of the emoji button. Pixels. */
const NARROW = 400;
const fingers = (): boolean => matchMedia('(pointer: coarse)').matches;

export const Composer = (props: {
  readonly model: Model;
  readonly view: ConversationView;
  /** What the field is called, when it is not for the conversation itself. */
  readonly label?: string;
}): JSX.Element => {
  let area: HTMLTextAreaElement | undefined;
  let column: HTMLDivElement | undefined;
  const id = createUniqueId();
  const [surface, setSurface] = createSignal<ComposerSurface>();
  const [narrow, setNarrow] = createSignal(false);
  const picker = createMentionPicker({ people: props.model.mentionable, everyone: props.model.everyone });
  const offering = () => picker.choices().length > 0;
  const editing = () => props.model.target()?.kind === 'edit';
  const counted = () => props.model.left() < COUNT_FROM;
  const tooLong = () => props.model.left() < 0;
  const label = () =>
    props.label ?? (props.view.kind === 'notes' ? t('composer.note') : t('composer.to', { name: props.view.title }));
  const described = () =>
    [props.model.target() === undefined ? undefined : `${id}-target`, counted() ? `${id}-count` : undefined]
      .filter((one) => one !== undefined)
      .join(' ') || undefined;

  const focusEnd = (): void => {
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  };
  createEffect(on(props.model.begun, focusEnd, { defer: true }));
  createEscape(useApp().escape, () => props.model.target() !== undefined, props.model.cancelTarget);
  onMount(() => {
    // Text from another device is inserted without moving the cursor.
    createRenderEffect(() => {
      const text = props.model.text();
      if (area === undefined) return;
      showText(area, text);
      growField(area);
    });
    // On a phone the keyboard would cover the messages.
    if (!fingers()) area?.focus({ preventScroll: true });
    const measure = () => setNarrow((column?.clientWidth || NARROW) < NARROW);
    // At once, so that no button appears for a frame and then disappears under a finger.
    measure();
    const observer = new ResizeObserver(measure);
    if (column !== undefined) observer.observe(column);
    onCleanup(() => observer.disconnect());
  });

  const updateMentions = (): void => {
    if (area !== undefined) picker.update(area.value, area.selectionStart);
  };
  const mention = (choice: MentionChoice): void => {
    const query = picker.query();
    if (area === undefined || query === undefined) return;
    if (choice.kind === 'person') props.model.choose(choice.person);
    const name = choice.kind === 'person' ? choice.person.name : t('composer.mention.all');
    // The space that is there already is enough.
    const end = area.value.slice(query.end).startsWith(' ') ? query.end + 1 : query.end;
    replaceRange(area, query.start, end, `@${name} `);
    updateMentions();
    picker.close();
  };
  const insert = (emoji: string): void => {
    if (area !== undefined) replaceRange(area, area.selectionStart, area.selectionEnd, emoji);
  };
  const wrap = (mark: Mark): void => {
    if (area === undefined) return;
    const { value, selectionStart: start, selectionEnd: end } = area;
    const made = wrapSelection({ text: value, start, end }, mark);
    replaceRange(area, 0, value.length, made.text);
    area.setSelectionRange(made.start, made.end);
  };
  const submit = (): void => {
    picker.leave();
    props.model.submit();
  };

  /** The keys of the list while it is open; answers whether it took the key. */
  const onListKey = (event: KeyboardEvent): boolean => {
    const choice = picker.choices()[picker.active()];
    if (choice === undefined) return false;
    if (event.key === 'ArrowDown') picker.move(1);
    else if (event.key === 'ArrowUp') picker.move(-1);
    else if (event.key === 'Escape') picker.close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) mention(choice);
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const mark = markOfKeys(event);
    if (onListKey(event)) event.preventDefault();
    else if (mark !== undefined) {
      event.preventDefault();
      wrap(mark);
    } else if (event.key === 'Enter' && !event.shiftKey && !fingers()) {
      event.preventDefault();
      submit();
    } else if (
      event.key === 'ArrowUp' &&
      !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) &&
      props.model.text() === '' &&
      !editing()
    ) {
      event.preventDefault();
      props.model.editNewest();
    }
  };

  return (
    <div class={style.composer}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
          area?.focus();
        }}
      >
        <div ref={column} class={style.column}>
          <Show when={offering()}>
            <MentionList id={`${id}-mentions`} picker={picker} onPick={mention} />
          </Show>
          <p class="hidden-visually" role="status">
            {offering() ? t('composer.mention.found', { count: picker.choices().length }) : ''}
          </p>
          <Show when={props.model.target()}>
            <TargetBar
              id={`${id}-target`}
              model={props.model}
              onLeave={() => {
                props.model.cancelTarget();
                area?.focus();
              }}
            />
          </Show>
          <Show when={counted()}>
            <p
              class={style.count}
              data-long={tooLong() ? '' : undefined}
              role={tooLong() ? 'alert' : undefined}
              id={`${id}-count`}
            >
              {tooLong()
                ? t('composer.too-long', { count: -props.model.left() })
                : t('composer.left', { count: props.model.left() })}
            </p>
          </Show>
          <div class={style.box} data-long={tooLong() ? '' : undefined}>
            <IconButton
              icon="plus"
              label={t('composer.attach')}
              aria-haspopup="menu"
              aria-expanded={surface()?.kind === 'menu'}
              onClick={(event) => setSurface({ kind: 'menu', anchor: event.currentTarget })}
            />
            <Show when={!narrow()}>
              <IconButton
                icon="smile"
                label={t('composer.emoji')}
                aria-haspopup="dialog"
                aria-expanded={surface()?.kind === 'emoji'}
                onClick={(event) => setSurface({ kind: 'emoji', anchor: event.currentTarget })}
              />
            </Show>
            <textarea
              ref={area}
              data-kept=""
              rows={1}
              dir="auto"
              aria-label={label()}
              placeholder={label()}
              aria-invalid={tooLong() ? true : undefined}
              aria-describedby={described()}
              aria-autocomplete={props.model.mentionable().length > 0 ? 'list' : undefined}
              aria-controls={offering() ? `${id}-mentions` : undefined}
              aria-activedescendant={offering() ? `${id}-mentions-${picker.active()}` : undefined}
              enterkeyhint={fingers() ? 'enter' : 'send'}
              onInput={(event) => {
                props.model.setText(event.currentTarget.value);
                updateMentions();
              }}
              onKeyDown={onKeyDown}
              onKeyUp={(event) => {
                if (/^(?:Arrow(?:Left|Right)|Home|End)$/.test(event.key)) updateMentions();
              }}
              onClick={updateMentions}
              onBlur={() => {
                picker.leave();
                props.model.flush();
              }}
            />
            <IconButton
              type="submit"
              variant="main"
              icon={editing() ? 'check' : 'send'}
              label={t(editing() ? 'composer.save-edit' : 'composer.send')}
              disabled={!isSeen(props.model.text()) || tooLong()}
              // Keeps the focus, and with it the phone's keyboard, in the field.
              onPointerDown={(event) => event.preventDefault()}
            />
          </div>
        </div>
      </form>
      <ComposerSurfaces
        model={props.model}
        open={surface()}
        onOpen={setSurface}
        emojiInMenu={narrow()}
        onEmoji={insert}
        onSent={() => area?.focus()}
      />
    </div>
  );
};
