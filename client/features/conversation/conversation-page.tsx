import { createMemo, createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationView } from '../../channel/protocol.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button, IconButton } from '../../design/button.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { Composer } from '../composer/composer.tsx';
import { createComposer } from '../composer/create-composer.ts';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import { type MessageLinks, MessageLinksContext } from '../message-content/message-links.ts';
import { createSelection } from '../timeline/create-selection.ts';
import { newestOwn } from '../timeline/new-entries.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { createConversation, createTimeline } from '../topics/create-topic.ts';
import style from './conversation-page.module.css';
import { createJump } from './create-jump.ts';
import { createMessageActions } from './create-message-actions.ts';
import { createSurfaces } from './create-surfaces.ts';
import { MessageSurfaces } from './message-surfaces.tsx';
import { subtitleOf } from './subtitle.ts';

const GroupDetails = lazy(async () => ({ default: (await import('../group/group-details.tsx')).GroupDetails }));

const Header = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onDetails: () => void;
}): JSX.Element => {
  const app = useApp();
  const subtitle = () => subtitleOf(props.view);
  return (
    <header class={style.head}>
      <span class={style.back}>
        <IconButton icon="back" label={t('app.back')} onClick={() => app.router.back()} />
      </span>
      <Avatar
        size="small"
        name={props.title}
        seed={props.view.peer?.userId ?? props.view.id}
        online={props.view.kind === 'direct' && props.view.members.some((member) => !member.own && member.online)}
        {...(props.view.kind === 'notes' ? { icon: 'note' as const } : {})}
      />
      <div class={style.names}>
        <h1 dir="auto">{props.title}</h1>
        <p data-typing={props.view.typing.length > 0 ? '' : undefined} aria-live="polite">
          {subtitle()}
        </p>
      </div>
      <Show when={props.view.kind === 'group'}>
        <IconButton
          icon="people"
          label={t('conversation.details')}
          aria-haspopup="dialog"
          onClick={() => props.onDetails()}
        />
      </Show>
    </header>
  );
};

const StateBanner = (props: { readonly state: ConversationView['state'] }): JSX.Element => (
  <Switch>
    <Match when={props.state === 'waiting'}>
      <Banner tone="tide" icon="clock">
        {t('conversation.waiting')}
      </Banner>
    </Match>
    <Match when={props.state === 'refused'}>
      <Banner tone="red" icon="alert">
        {t('conversation.refused')}
      </Banner>
    </Match>
    <Match when={props.state === 'left'}>
      <Banner tone="amber" icon="leave">
        {t('conversation.left')}
      </Banner>
    </Match>
  </Switch>
);

/** One conversation, made anew for each id. */
export const ConversationPage = (props: { readonly id: ConversationId }): JSX.Element => {
  const app = useApp();
  // The caller makes a page for each id, so reading it once is right.
  const id = props.id;
  const topic = createConversation(app.channel, id);
  const timeline = createTimeline(app.channel, id);
  const [details, setDetails] = createSignal(false);
  const draft = createMemo(() => app.conversations()?.find((row) => row.id === id)?.draft.text ?? '');
  const composer = createComposer({
    channel: app.channel,
    conversationId: id,
    draft,
    onFailed: (error) => app.say(t(`error.${error}`)),
  });
  const surfaces = createSurfaces();
  const selection = createSelection(timeline);
  const jump = createJump(app, id, timeline);
  const links: MessageLinks = { jump: (chapter, messageId) => jump.to({ chapter, messageId }) };
  const actions = createMessageActions({
    app,
    conversationId: id,
    surfaces,
    selection,
    reply: (entry) => composer.startEdit(entry),
    edit: composer.startEdit,
    openThread: () => undefined,
    openPlace: jump.to,
  });
  const editNewest = (): void => {
    const entry = newestOwn(timeline.entries);
    if (entry?.may.edit) composer.startEdit(entry);
  };
  return (
    <Show
      when={topic.view}
      fallback={
        <Show when={topic.answered}>
          <div class={style.unknown}>
            <Quiet
              picture={<Scene />}
              title={t('conversation.unknown.title')}
              words={t('conversation.unknown.words')}
              action={
                <Button onClick={() => app.router.go({ name: 'list' }, 'replace')}>{t('app.not-found.act')}</Button>
              }
            />
          </div>
        </Show>
      }
    >
      {(view) => {
        const title = () => (view().kind === 'notes' ? t('conversation.notes.title') : view().title);
        return (
          <div class={style.page}>
            <Header view={view()} title={title()} onDetails={() => setDetails(true)} />
            <div>
              <ConnectionBar />
              <StateBanner state={view().state} />
            </div>
            <MessageLinksContext.Provider value={links}>
              <Timeline view={view()} timeline={timeline} actions={actions} target={jump.target()} />
            </MessageLinksContext.Provider>
            <Show
              when={view().state === 'ready' || view().state === 'waiting'}
              fallback={
                <p class={style.closed}>{t(view().state === 'left' ? 'composer.left-group' : 'composer.refused')}</p>
              }
            >
              <Composer model={composer} view={view()} onEditNewest={editNewest} />
            </Show>
            <MessageSurfaces view={view()} surfaces={surfaces} actions={actions} />
            <Show when={details()}>
              <GroupDetails view={view()} onClose={() => setDetails(false)} />
            </Show>
          </div>
        );
      }}
    </Show>
  );
};
