import { t } from '../../../i18n/t.ts';
import '../../message-content/messages.ts';
import '../messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { Contained } from '../../../design/contained.tsx';
import { Icon } from '../../../design/icon.tsx';
import { insideOf, isoOf, timeOf } from '../../../i18n/dates.ts';
import style from './message-meta.module.css';
import { STATE_ICONS } from './message-state.ts';
import { timeLeft } from './time-left.ts';

const VersionsDialog = lazy(async () => ({
  default: (await import('../../message-content/versions-dialog.tsx')).VersionsDialog,
}));

const Edited = (props: {
  readonly entry: MessageEntry;
  readonly conversationId: ConversationId;
  readonly now: number;
  readonly tabIndex: number;
}): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class={style.edited}
        tabIndex={props.tabIndex}
        aria-haspopup="dialog"
        aria-label={t('versions.open')}
        onClick={() => setOpen(true)}
      >
        {props.entry.edits === undefined
          ? t('timeline.edited')
          : t('timeline.edited.times', { count: props.entry.edits })}
      </button>
      <Show when={open()}>
        <Contained onClose={() => setOpen(false)}>
          <VersionsDialog
            place={{
              conversationId: props.conversationId,
              chapter: props.entry.chapter,
              messageId: props.entry.messageId,
            }}
            now={props.now}
            onClose={() => setOpen(false)}
          />
        </Contained>
      </Show>
    </>
  );
};

/** Truth before calm: what is not simply "sent" or further always shows its word. */
const isPlain = ({ state }: MessageEntry): boolean => ['sent', 'delivered', 'read'].includes(state);

/** At the end of a message: when, whether changed, and where it is. */
export const MessageMeta = (props: {
  readonly entry: MessageEntry;
  readonly conversationId: ConversationId;
  readonly now: number;
  readonly tabIndex: number;
  /** The state has its word beside it, not only for screen readers. */
  readonly worded: boolean;
}): JSX.Element => {
  const isWorded = () => props.worded || !isPlain(props.entry);
  const iso = () => isoOf(props.entry.at);
  return (
    <div class={style.meta}>
      <Show when={props.entry.pinned}>
        <span class={style.mark}>
          <Icon name="pin" size="small" />
          <span class="hidden-visually">{t('message.pinned')}</span>
        </span>
      </Show>
      <Show when={props.entry.starred}>
        <span class={style.mark}>
          <Icon name="star" size="small" full />
          <span class="hidden-visually">{t('message.starred')}</span>
        </span>
      </Show>
      <Show when={props.entry.due}>
        {(due) => (
          <span class={style.mark}>
            <Icon name="timer" size="small" />
            {timeLeft(due(), props.now)}
          </span>
        )}
      </Show>
      <Show when={props.entry.lost}>
        <span class={style.mark}>
          <Icon name="alert" size="small" />
          {t('message.lost')}
        </span>
      </Show>
      <Show when={props.entry.arrivedAt} fallback={<time dateTime={iso()}>{timeOf(props.entry.at)}</time>}>
        {(arrived) => (
          <time class={style.late} dateTime={iso()}>
            {t('timeline.late', {
              written: insideOf(props.entry.at, props.now),
              arrived: insideOf(arrived(), props.now),
            })}
          </time>
        )}
      </Show>
      <Show when={props.entry.edited && props.entry.deleted === undefined}>
        <Edited entry={props.entry} conversationId={props.conversationId} now={props.now} tabIndex={props.tabIndex} />
      </Show>
      <Show when={props.entry.own && props.entry.deleted === undefined}>
        <span class={style.state} data-state={props.entry.state} title={t(`state.${props.entry.state}`)}>
          <Icon name={STATE_ICONS[props.entry.state]} size="small" />
          <span class={isWorded() ? undefined : 'hidden-visually'}>{t(`state.${props.entry.state}`)}</span>
        </span>
      </Show>
    </div>
  );
};
