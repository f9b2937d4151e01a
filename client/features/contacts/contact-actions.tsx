import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { BlockDialog } from './block-dialog.tsx';
import style from './contact-foot.module.css';
import { createBlock } from './create-block.ts';
import { ReportDialog } from './report-dialog.tsx';

/** What the reader can do about the other person of a conversation. */
export const ContactActions = (props: { readonly view: ConversationView; readonly person: Person }): JSX.Element => {
  const app = useApp();
  const block = createBlock(app);
  const [asking, setAsking] = createSignal<'block' | 'report'>();
  return (
    <>
      <div class={style.acts}>
        <Show
          when={props.view.blocked}
          fallback={
            <Button aria-haspopup="dialog" onClick={() => setAsking('block')}>
              {t('contacts.block')}
            </Button>
          }
        >
          <Button onClick={() => void block(props.person, false)}>{t('contacts.unblock')}</Button>
        </Show>
        <Button aria-haspopup="dialog" onClick={() => setAsking('report')}>
          {t('contacts.report')}
        </Button>
      </div>
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
