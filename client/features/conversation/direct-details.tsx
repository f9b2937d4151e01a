import { type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../channel/projections.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { t } from '../../words/late.ts';
import { useApp } from '../app-context.ts';
import { DisappearingChoice } from '../disappearing/disappearing-choice.tsx';
import style from './direct-details.module.css';
import { statusOf } from './status-of.ts';
import { seenWords } from './subtitle.ts';

/** About a conversation of two, or the notes to oneself. */
export const DirectDetails = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const peer = () => props.view.members.find((member) => !member.own);
  return (
    <Dialog title={t('conversation.details.direct')} closeLabel={t('app.close')} onClose={props.onClose}>
      <div class={style.who}>
        <Avatar
          name={props.title}
          seed={props.view.peer?.userId ?? props.view.id}
          picture={props.view.picture}
          size="large"
          online={peer()?.online ?? false}
          {...(props.view.kind === 'notes' ? { icon: 'note' as const } : {})}
        />
        <div>
          <b dir="auto">{props.title}</b>
          <Show when={peer()?.username}>{(username) => <p>{t('profile.username', { username: username() })}</p>}</Show>
          <Show when={statusOf(peer(), app.now())}>{(status) => <p dir="auto">{status()}</p>}</Show>
          <Show when={peer()}>{(member) => <p>{seenWords(member(), app.now())}</p>}</Show>
          <Show when={props.view.kind === 'notes'}>
            <p>{t('timeline.empty.notes.words')}</p>
          </Show>
        </div>
      </div>
      <DisappearingChoice view={props.view} />
      <Show when={app.connection()?.state !== 'online'}>
        <p class={style.note}>{t('group.waits')}</p>
      </Show>
    </Dialog>
  );
};
