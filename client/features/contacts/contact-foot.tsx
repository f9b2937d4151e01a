import { t } from '../../i18n/t.ts';
import './messages.ts';
import '../profile/messages.ts';
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { useApp } from '../app-context.ts';
import foot from '../conversation/foot.module.css';
import { BlockDialog } from './block-dialog.tsx';
import style from './contact-foot.module.css';
import { createBlock } from './create-block.ts';
import { ReportDialog } from './report-dialog.tsx';

/** Takes the composer's place in a conversation with a stranger, a blocked person, or a person who has not answered. */
export const ContactFoot = (props: {
  readonly view: ConversationView;
  /** What they wrote, as far as it is on screen. */
  readonly entries: readonly MessageEntry[];
}): JSX.Element => {
  const app = useApp();
  const block = createBlock(app);
  const [asking, setAsking] = createSignal<'block' | 'report'>();
  const peer = () => props.view.peer ?? props.view.addedBy;
  const name = () => peer()?.name ?? '';
  const isGroup = () => props.view.kind === 'group';
  const answer = (accept: boolean): void =>
    void app.channel.call('answerStranger', { conversationId: props.view.id, accept }).then((result) => {
      if (!app.done(result) || accept) return;
      app.say(isGroup() ? t('contacts.group.declined') : t('contacts.declined', { name: name() }));
      leave();
    });
  const leave = (): void => app.router.go({ name: 'list' }, 'replace');
  /** Facts that help to recognize them. */
  const facts = (): string => {
    const username = peer()?.username;
    const count = props.view.sharedGroups;
    const blocked = isGroup() && props.view.members.some((one) => one.userId === peer()?.userId && one.blocked);
    if (blocked) return t('contacts.foot.blocked', { name: name() });
    if (isGroup()) return t('contacts.group.members', { count: props.view.members.length });
    const groups = count === 0 ? t('contacts.request.groups.none') : t('contacts.request.groups', { count });
    return username === undefined ? groups : `${t('profile.username', { username })} · ${groups}`;
  };
  const theirs = () => props.entries.filter((entry) => !entry.own && entry.deleted === undefined);
  return (
    <section class={foot.foot} aria-label={t('contacts.foot')}>
      <Switch>
        <Match when={props.view.blocked}>
          <p class={foot.words}>
            <b>{t('contacts.foot.blocked', { name: name() })}</b>
            <span>{t('contacts.foot.blocked.words')}</span>
          </p>
          <div class={foot.acts}>
            <Show when={peer()}>
              {(person) => <Button onClick={() => void block(person(), false)}>{t('contacts.unblock')}</Button>}
            </Show>
          </div>
        </Match>
        <Match when={props.view.request === 'incoming'}>
          <div class={style.who}>
            <Avatar name={name()} seed={peer()?.userId ?? props.view.id} picture={peer()?.picture} />
            <p>
              <b dir="auto">{t(isGroup() ? 'contacts.group.title' : 'contacts.request.title', { name: name() })}</b>
              <span>{facts()}</span>
            </p>
          </div>
          <p class={foot.words}>
            <span>{t(isGroup() ? 'contacts.group.words' : 'contacts.request.words')}</span>
          </p>
          <div class={foot.acts}>
            <Button onClick={() => answer(false)}>{t('contacts.decline')}</Button>
            <Button variant="main" onClick={() => answer(true)}>
              {t('contacts.accept')}
            </Button>
          </div>
          <div class={foot.acts}>
            <Button variant="quiet" aria-haspopup="dialog" onClick={() => setAsking('block')}>
              {t('contacts.block')}
            </Button>
            <Button variant="quiet" aria-haspopup="dialog" onClick={() => setAsking('report')}>
              {t('contacts.report')}
            </Button>
          </div>
        </Match>
        <Match when={props.view.request === 'outgoing'}>
          <p class={foot.words}>
            <b>{t('contacts.patient', { name: name() })}</b>
            <span>{t('contacts.patient.words')}</span>
          </p>
        </Match>
      </Switch>
      <Contained>
        <Show when={asking() === 'block' ? peer() : undefined}>
          {(person) => <BlockDialog person={person()} onDone={leave} onClose={() => setAsking(undefined)} />}
        </Show>
        <Show when={asking() === 'report'}>
          <ReportDialog
            conversationId={props.view.id}
            entries={theirs()}
            person={peer()}
            onClose={() => setAsking(undefined)}
          />
        </Show>
      </Contained>
    </section>
  );
};

/** Says what the reader does not see until the other person has answered. */
export const WaitingBanner = (props: { readonly name: string }): JSX.Element => (
  <Banner tone="tide" icon="clock">
    {t('contacts.waiting', { name: props.name })}
  </Banner>
);
