import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { Confirm } from '../../../design/confirm.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useApp } from '../../app-context.ts';
import style from './leave-actions.module.css';

/** Leave the group, or delete it for everyone; an owner has to transfer ownership before leaving. */
export const LeaveActions = (props: {
  readonly view: ConversationView;
  readonly onNewOwner: () => void;
  readonly onGone: () => void;
}): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal<'leave' | 'delete'>();
  const alone = () => props.view.members.length < 2;
  const run = async (act: 'leave' | 'delete'): Promise<void> => {
    const { onGone } = props;
    const input = { conversationId: props.view.id };
    const result = await (act === 'leave' ? app.channel.call('leave', input) : app.channel.call('deleteGroup', input));
    if (app.done(result)) onGone();
  };
  return (
    <section class={style.actions}>
      <Switch>
        <Match when={props.view.may.leave}>
          <button type="button" class={style.action} data-danger="" onClick={() => setAsking('leave')}>
            <Icon name="leave" />
            {t('group.leave')}
          </button>
        </Match>
        <Match when={props.view.role === 'owner'}>
          <p>{t(alone() ? 'group.leave.alone' : 'group.leave.owner')}</p>
          <Show when={!alone()}>
            <button type="button" class={style.action} data-page="new-owner" onClick={() => props.onNewOwner()}>
              <Icon name="owner" />
              {t('group.new-owner.act')}
            </button>
          </Show>
        </Match>
      </Switch>
      <Show when={props.view.may.deleteGroup}>
        <button type="button" class={style.action} data-danger="" onClick={() => setAsking('delete')}>
          <Icon name="bin" />
          {t('group.delete')}
        </button>
      </Show>
      <Show when={asking()} keyed>
        {(act) => (
          <Confirm
            title={t(`group.${act}.title`, { name: props.view.title })}
            words={t(`group.${act}.words`)}
            act={t(act === 'leave' ? 'group.leave.act' : 'group.delete')}
            onAct={() => void run(act)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </section>
  );
};
