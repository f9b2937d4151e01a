import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import style from '../group/details/leave-actions.module.css';
import { BlockDialog } from './block-dialog.tsx';
import { createBlock } from './create-block.ts';
import { ReportDialog } from './report-dialog.tsx';

/** What the reader can do about the other person of a conversation. */
export const ContactActions = (props: { readonly view: ConversationView; readonly person: Person }): JSX.Element => {
  const app = useApp();
  const block = createBlock(app);
  const [asking, setAsking] = createSignal<'block' | 'report'>();
  return (
    <>
      <section class={style.actions}>
        <Show
          when={props.view.blocked}
          fallback={
            <button
              type="button"
              class={style.action}
              data-danger=""
              aria-haspopup="dialog"
              onClick={() => setAsking('block')}
            >
              <Icon name="block" />
              {t('contacts.block')}
            </button>
          }
        >
          <button type="button" class={style.action} onClick={() => void block(props.person, false)}>
            <Icon name="block" />
            {t('contacts.unblock')}
          </button>
        </Show>
        <button
          type="button"
          class={style.action}
          data-danger=""
          aria-haspopup="dialog"
          onClick={() => setAsking('report')}
        >
          <Icon name="alert" />
          {t('contacts.report')}
        </button>
      </section>
      <Switch>
        <Match when={asking() === 'block'}>
          <BlockDialog person={props.person} onClose={() => setAsking(undefined)} />
        </Match>
        <Match when={asking() === 'report'}>
          <ReportDialog
            conversationId={props.view.id}
            entries={[]}
            person={props.view.blocked ? undefined : props.person}
            onClose={() => setAsking(undefined)}
          />
        </Match>
      </Switch>
    </>
  );
};
