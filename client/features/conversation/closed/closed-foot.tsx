import { t } from '../../../i18n/t.ts';
import './closed-messages.ts';
import '../../not-sent/messages.ts';
import { type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Button } from '../../../design/button.tsx';
import { useApp } from '../../app-context.ts';
import { copyText } from '../../copy-text.ts';
import foot from '../foot.module.css';
import style from './closed-foot.module.css';
import { closedWords } from './closed-words.ts';

/** Takes the composer's place: why nobody can write here, what is safe, and what the person can do next. */
export const ClosedFoot = (props: { readonly view: ConversationView; readonly onDetails: () => void }): JSX.Element => {
  const app = useApp();
  const words = () => closedWords(props.view, app.now());
  const row = () => app.conversations()?.find(({ id }) => id === props.view.id);
  const draft = () => row()?.draft.edit || row()?.draft.text || undefined;
  const isOut = () => props.view.state === 'left' || props.view.state === 'refused';
  const copy = (text: string) => copyText(app, text, t('not-sent.copied'));
  const archive = (): void =>
    void app.channel.call('arrange', { conversationId: props.view.id, archived: true }).then(app.done);
  return (
    <section class={foot.foot} aria-label={t('closed.label')}>
      <p class={foot.words}>
        <b dir="auto">{words().why}</b>
        <Show when={words().further}>{(further) => <span>{further()}</span>}</Show>
      </p>
      <Show when={draft()}>
        {(text) => (
          <div class={style.draft}>
            <p dir="auto">
              <small>{t('closed.draft')}</small>
              {text()}
            </p>
            <Button onClick={() => void copy(text())}>{t('not-sent.copy')}</Button>
          </div>
        )}
      </Show>
      <div class={foot.acts}>
        <Show when={isOut() && (app.connection()?.notSent ?? 0) > 0}>
          <Button onClick={() => app.router.go({ name: 'not-sent' })}>{t('closed.not-sent')}</Button>
        </Show>
        <Show when={isOut() && row()?.archived === false}>
          <Button variant="quiet" onClick={archive}>
            {t('closed.archive')}
          </Button>
        </Show>
        <Show when={!isOut() && !props.view.peer?.gone}>
          <Button variant="quiet" onClick={() => props.onDetails()}>
            {t('closed.post.who')}
          </Button>
        </Show>
      </div>
    </section>
  );
};
