import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { IconButton } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import style from './conversation-header.module.css';
import { subtitleOf } from './subtitle.ts';

const TimerMark = (props: { readonly disappear: Exclude<ConversationView['disappear'], 0> }): JSX.Element => {
  const words = () => t('disappear.on', { time: t(`disappear.short.${props.disappear}`) });
  return (
    <span class={style.timer} title={words()}>
      <Icon name="timer" size="small" />
      <span aria-hidden="true">{t(`disappear.short.${props.disappear}`)}</span>
      <span class="hidden-visually">{words()}</span>
    </span>
  );
};

/** Name and state of a conversation, and the button to its details. */
export const ConversationHeader = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onDetails: () => void;
}): JSX.Element => {
  const app = useApp();
  const timer = () => (props.view.disappear === 0 ? undefined : props.view.disappear);
  return (
    <header class={style.head}>
      <span class={style.back}>
        <IconButton icon="back" label={t('app.back')} onClick={() => app.router.back()} />
      </span>
      <Avatar
        size="small"
        name={props.title}
        seed={props.view.peer?.userId ?? props.view.id}
        picture={props.view.picture}
        online={props.view.kind === 'direct' && props.view.members.some((member) => !member.own && member.online)}
        {...(props.view.kind === 'notes' ? { icon: 'note' as const } : {})}
      />
      <div class={style.names}>
        <h1 dir="auto">{props.title}</h1>
        <p data-typing={props.view.typing.length > 0 ? '' : undefined} aria-live="polite">
          {subtitleOf(props.view, app.now())}
        </p>
      </div>
      <Show when={timer()}>{(seconds) => <TimerMark disappear={seconds()} />}</Show>
      <Show when={props.view.state === 'ready' || props.view.state === 'waiting'}>
        <IconButton
          icon="search"
          label={t('conversation.search')}
          onClick={() => app.router.go({ name: 'search', asked: `in=${props.view.id}` })}
        />
      </Show>
      <IconButton
        icon={props.view.kind === 'group' ? 'people' : 'info'}
        label={t(props.view.kind === 'group' ? 'conversation.details' : 'conversation.details.direct')}
        aria-haspopup="dialog"
        onClick={() => props.onDetails()}
      />
    </header>
  );
};
