import { t } from '../../i18n/t.ts';
import './messages.ts';
import {
  createEffect,
  createMemo,
  createSignal,
  createUniqueId,
  type JSX,
  lazy,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { IconButton } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { useApp } from '../app-context.ts';
import { createEscape } from '../shortcuts/escape-stack.ts';
import { acceptDrops } from './attach/accept-drops.ts';
import style from './composer.module.css';
import { ComposerField } from './composer-field.tsx';
import { hasCoarsePointer, onComposerKey } from './composer-keys.ts';
import type { ComposerSurface } from './composer-surfaces.tsx';
import type { Composer as Model } from './create-composer.ts';
import { createField } from './create-field.ts';
import { createMentionPicker } from './mentions/create-mention-picker.ts';
import { SendButton } from './send-button.tsx';
import { createVoice } from './voice/create-voice.ts';

const ComposerSurfaces = lazy(async () => ({ default: (await import('./composer-surfaces.tsx')).ComposerSurfaces }));
const MentionList = lazy(async () => ({ default: (await import('./mentions/mention-list.tsx')).MentionList }));
const RecordBar = lazy(async () => ({ default: (await import('./voice/record-bar.tsx')).RecordBar }));
const TargetBar = lazy(async () => ({ default: (await import('./target-bar.tsx')).TargetBar }));
const Tray = lazy(async () => ({ default: (await import('./attach/tray.tsx')).Tray }));

/** From here on the counter is shown. Characters. */
const COUNT_FROM = 500;
/** Below this width of its own the field needs the room of the emoji button. Pixels. */
const NARROW = 400;

export const Composer = (props: {
  readonly model: Model;
  readonly view: ConversationView;
  /** What the field is called, when it is not for the conversation itself. */
  readonly label?: string;
}): JSX.Element => {
  let column: HTMLDivElement | undefined;
  const app = useApp();
  const id = createUniqueId();
  const [surface, setSurface] = createSignal<ComposerSurface>();
  /** What was begun in a dialog stays when it closes. */
  const hasOpened = createMemo(
    (before: boolean) => before || surface() !== undefined || props.model.emptied() !== undefined,
    false,
  );
  const [narrow, setNarrow] = createSignal(false);
  const picker = createMentionPicker({ people: props.model.mentionable, everyone: props.model.everyone });
  const field = createField(props.model, picker);
  const offering = () => picker.choices().length > 0;
  const editing = () => props.model.target()?.kind === 'edit';
  const counted = () => props.model.left() < COUNT_FROM;
  const tooLong = () => props.model.left() < 0;
  const label = () =>
    props.label ?? (props.view.kind === 'notes' ? t('composer.note') : t('composer.to', { name: props.view.title }));

  createEffect(on(props.model.begun, field.focusEnd, { defer: true }));
  createEscape(app.escape, () => props.model.target() !== undefined, props.model.cancelTarget);
  onMount(() => {
    // On a phone the keyboard would cover the messages.
    if (!hasCoarsePointer()) field.element()?.focus({ preventScroll: true });
    const measure = () => setNarrow((column?.clientWidth || NARROW) < NARROW);
    // At once, so that no button appears for a frame and then disappears under a finger.
    measure();
    const observer = new ResizeObserver(measure);
    if (column !== undefined) observer.observe(column);
    onCleanup(() => observer.disconnect());
    const dropArea = column?.closest<HTMLElement>('[data-drop]');
    if (dropArea) onCleanup(acceptDrops(dropArea, () => !editing(), props.model.attach.add));
  });

  const voice = createVoice({
    place: props.model.field,
    attach: props.model.attach,
    onProblem: (problem) => app.say(t(`composer.voice.${problem}`)),
    submit: props.model.submit,
  });
  const submit = (): void => {
    picker.leave();
    props.model.submit();
  };
  const onKeyDown = onComposerKey({
    model: props.model,
    picker,
    field,
    onSubmit: submit,
    onSurface: (kind) =>
      setSurface({ kind: kind === 'emoji' ? 'emoji' : 'menu', anchor: field.element() ?? document.body }),
  });

  return (
    <div class={style.composer}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
          field.element()?.focus();
        }}
      >
        <div ref={column} class={style.column}>
          <Show when={offering()}>
            <Contained>
              <MentionList id={`${id}-mentions`} picker={picker} onPick={field.mention} />
            </Contained>
          </Show>
          <p class="hidden-visually" role="status">
            {offering() ? t('composer.mention.found', { count: picker.choices().length }) : ''}
          </p>
          <Show when={props.model.target()}>
            <Contained>
              <TargetBar
                id={`${id}-target`}
                model={props.model}
                onLeave={() => {
                  props.model.cancelTarget();
                  field.element()?.focus();
                }}
              />
            </Contained>
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
          <Show when={editing() ? undefined : props.model.attach.tray()}>
            {(tray) => (
              <Contained>
                <Tray tray={tray()} onRemoved={() => field.element()?.focus()} />
              </Contained>
            )}
          </Show>
          {editing() || props.model.text() === '' ? undefined : props.model.link()?.bar()}
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
            <ComposerField
              id={id}
              model={props.model}
              field={field}
              picker={picker}
              label={label()}
              counted={counted()}
              onKeyDown={onKeyDown}
            />
            <SendButton model={props.model} voice={voice} />
            <Show when={voice.mode()}>
              <Contained>
                <RecordBar voice={voice} />
              </Contained>
            </Show>
          </div>
        </div>
      </form>
      <Contained onClose={() => setSurface(undefined)}>
        <Show when={hasOpened()}>
          <ComposerSurfaces
            model={props.model}
            open={surface()}
            onOpen={setSurface}
            emojiInMenu={narrow()}
            onEmoji={field.insert}
            onDone={() => field.element()?.focus()}
          />
        </Show>
      </Contained>
    </div>
  );
};
