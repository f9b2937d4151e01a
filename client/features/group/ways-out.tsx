import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/projections.ts';
import { Confirm } from '../../design/confirm.tsx';
import { Icon } from '../../design/icon.tsx';
import { g } from '../../words/group-words.ts';
import { useApp } from '../app-context.ts';
import style from './ways-out.module.css';

/** Leaving, or deleting for all; an owner is led to hand the group over first. */
export const WaysOut = (props: {
  readonly view: ConversationView;
  readonly onHeir: () => void;
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
    <section class={style.ways}>
      <Switch>
        <Match when={props.view.may.leave}>
          <button type="button" class={style.way} data-danger="" onClick={() => setAsking('leave')}>
            <Icon name="leave" />
            {g('leave')}
          </button>
        </Match>
        <Match when={props.view.role === 'owner'}>
          <p>{g(alone() ? 'leave.alone' : 'leave.owner')}</p>
          <Show when={!alone()}>
            <button type="button" class={style.way} data-page="heir" onClick={() => props.onHeir()}>
              <Icon name="owner" />
              {g('heir.act')}
            </button>
          </Show>
        </Match>
      </Switch>
      <Show when={props.view.may.deleteGroup}>
        <button type="button" class={style.way} data-danger="" onClick={() => setAsking('delete')}>
          <Icon name="bin" />
          {g('delete')}
        </button>
      </Show>
      <Show when={asking()} keyed>
        {(act) => (
          <Confirm
            title={g(`${act}.title`, { name: props.view.title })}
            words={g(`${act}.words`)}
            act={g(act === 'leave' ? 'leave.act' : 'delete')}
            onAct={() => void run(act)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </section>
  );
};
