import { t } from '../../../i18n/t.ts';
import '../../conversation/messages.ts';
import './card-messages.ts';
import { type JSX, Show } from 'solid-js';
import type { BodyOf } from '../../../channel/timeline-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import { useApp } from '../../app-context.ts';
import { useRowStop } from '../content-context.ts';
import style from './card.module.css';

/** A person on this server whom the reader can message. */
export const ContactCard = (props: { readonly body: BodyOf<'contact'> }): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const write = async (): Promise<void> => {
    const { userId, by, name } = props.body;
    const answer = await app.channel.call('startDirect', { person: { userId, number: by, name } });
    if (app.done(answer)) app.router.go({ name: 'conversation', id: answer.value.conversationId });
  };
  return (
    <div class={style.card}>
      <Avatar name={props.body.name} seed={props.body.userId} />
      <div class={style.words}>
        <p class={style.title} dir="auto">
          {props.body.name}
        </p>
        <Show when={props.body.userId !== app.me().userId} fallback={<p class={style.small}>{t('contact.you')}</p>}>
          <button type="button" class={style.act} tabIndex={stop()} onClick={() => void write()}>
            {t('people.start', { name: props.body.name })}
          </button>
        </Show>
      </div>
    </div>
  );
};
