import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation-list/messages.ts';
import '../composer/messages.ts';
import './messages.ts';
import { createMemo, createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { MessageEntry, TimelineEntry } from '../../channel/timeline-view.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Contained } from '../../design/contained.tsx';
import { createMedia } from '../../design/create-media.ts';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { useApp } from '../app-context.ts';
import { Composer } from '../composer/composer.tsx';
import { createComposer } from '../composer/create-composer.ts';
import { sayDiscarded } from '../composer/say-discarded.ts';
import { ConnectionBar } from '../connection/connection-bar.tsx';
import { type MessageLinks, MessageLinksContext } from '../message-content/content-context.ts';
import { createSelection } from '../timeline/menu/create-selection.ts';
import type { MessageActions } from '../timeline/menu/message-actions.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { createConversation, createTimeline } from '../topics/create-topic.ts';
import { type EchoPlace, echoSends } from '../topics/echo-sends.ts';
import { ConversationHeader } from './conversation-header.tsx';
import style from './conversation-page.module.css';
import { createJump } from './create-jump.ts';
import { createMessageActions } from './create-message-actions.ts';
import { createSurfaces } from './create-surfaces.ts';
import { createThreadRoute } from './create-thread-route.ts';

const SelectionBar = lazy(async () => ({ default: (await import('./selection-bar.tsx')).SelectionBar }));
const MessageSurfaces = lazy(async () => ({ default: (await import('./message-surfaces.tsx')).MessageSurfaces }));
const ClosedFoot = lazy(async () => ({ default: (await import('./closed/closed-foot.tsx')).ClosedFoot }));
const ContactFoot = lazy(async () => ({ default: (await import('../contacts/contact-foot.tsx')).ContactFoot }));
const WaitingBanner = lazy(async () => ({
  default: (await import('../contacts/contact-foot.tsx')).WaitingBanner,
}));
const DirectDetails = lazy(async () => ({ default: (await import('./direct-details.tsx')).DirectDetails }));
const NotSentHere = lazy(async () => ({ default: (await import('../not-sent/not-sent-here.tsx')).NotSentHere }));
const PinsBanner = lazy(async () => ({ default: (await import('./pins/pins-banner.tsx')).PinsBanner }));
const PinsDialog = lazy(async () => ({ default: (await import('./pins/pins-dialog.tsx')).PinsDialog }));
const ThreadPanel = lazy(async () => ({ default: (await import('../thread/thread-panel.tsx')).ThreadPanel }));
const GroupDetails = lazy(async () => ({ default: (await import('../group/details/group-details.tsx')).GroupDetails }));

/** From here on a thread has a column of its own. */
const THREAD_BESIDE = '(min-width: 1100px)';

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
  </Switch>
);

const isMessage = (entry: TimelineEntry): entry is MessageEntry => entry.kind === 'message';

/** The composer; or the actions for the selected messages; or why nothing can be written. */
const Foot = (props: {
  readonly view: ConversationView;
  readonly actions: MessageActions;
  readonly entries: readonly TimelineEntry[];
  readonly onDetails: () => void;
  readonly children: JSX.Element;
}): JSX.Element => {
  const open = () => props.view.mayPost && (props.view.state === 'ready' || props.view.state === 'waiting');
  const isPatient = () => props.view.request === 'outgoing' && !props.view.mayPost && props.view.state === 'ready';
  return (
    <Switch fallback={props.children}>
      <Match when={props.actions.selection.on()}>
        <Contained>
          <SelectionBar actions={props.actions} />
        </Contained>
      </Match>
      <Match when={props.view.blocked || props.view.request === 'incoming' || isPatient()}>
        <Contained>
          <ContactFoot view={props.view} entries={props.entries.filter(isMessage)} />
        </Contained>
      </Match>
      <Match when={!open()}>
        <Contained>
          <ClosedFoot view={props.view} onDetails={props.onDetails} />
        </Contained>
      </Match>
    </Switch>
  );
};

/** One conversation, created again for each id. */
export const ConversationPage = (props: { readonly id: ConversationId }): JSX.Element => {
  const app = useApp();
  // The caller makes a page for each id, so reading it once is right.
  const id = props.id;
  const topic = createConversation(app.channel, id);
  const timeline = createTimeline(app.channel, id);
  const places = new Set<EchoPlace>([timeline]);
  const [shown, setShown] = createSignal<'details' | 'requests' | 'pins'>();
  const composer = createComposer({
    channel: echoSends(app.channel, id, app.me, places),
    conversationId: id,
    draft: () => app.conversations()?.find((row) => row.id === id)?.draft,
    save: async (text, target, durably = false) =>
      (await app.channel.call('saveDraft', { conversationId: id, text, target, durably })).ok,
    userId: app.me().userId,
    view: () => topic.view,
    entries: () => timeline.entries,
    onFailed: (error) => app.say(t(`error.${error}`)),
    toNewest: async () => {
      if (timeline.info.hasNewer) await app.channel.call('jumpToEnd', { conversationId: id });
    },
    onShow: (entry) => jump.to(entry),
    onDiscarded: (restore) => sayDiscarded(app, restore),
    remove: (entry) => actions.remove([entry]),
    onBroken: () => app.say(t('composer.broken')),
  });
  const surfaces = createSurfaces();
  const closeSurface = (): void => {
    const open = surfaces.open();
    if (open !== undefined) surfaces.close(open);
  };
  const selection = createSelection(timeline);
  const jump = createJump(app, id, timeline);
  const thread = createThreadRoute(app.router, id);
  const members = createMemo(() => new Map(topic.view?.members.map((member) => [member.number, member])));
  const links: MessageLinks = {
    jump: (chapter, messageId) => leavingThread({ chapter, messageId }),
    personOf: (by) => members().get(by),
  };
  const actions = createMessageActions({
    app,
    conversationId: id,
    surfaces,
    selection,
    reply: composer.startReply,
    edit: composer.startEdit,
    openThread: thread.open,
    openPlace: jump.to,
  });
  const beside = createMedia(THREAD_BESIDE);
  const layout = () => (thread.place() === undefined ? undefined : beside() ? 'beside' : 'over');
  /** Messages shown in the conversation must not lie under the thread. */
  const leavingThread = (place: MessageRef): void => {
    if (layout() === 'over') thread.close();
    jump.to(place);
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
          <MessageLinksContext.Provider value={links}>
            <div class={style.frame} data-thread={layout()}>
              <div class={style.page} inert={layout() === 'over'} data-drop={t('composer.drop')}>
                <ConversationHeader view={view()} title={title()} onDetails={() => setShown('details')} />
                <div>
                  <ConnectionBar />
                  <StateBanner state={view().state} />
                  <Show when={view().requests.length > 0}>
                    <Banner
                      tone="tide"
                      icon="person"
                      action={
                        <button type="button" aria-haspopup="dialog" onClick={() => setShown('requests')}>
                          {t('list.join-requests.act')}
                        </button>
                      }
                    >
                      {t('list.join-requests', { count: view().requests.length })}
                    </Banner>
                  </Show>
                  <Show when={view().request === 'outgoing' && timeline.entries.length > 0}>
                    <Contained>
                      <WaitingBanner name={view().title} />
                    </Contained>
                  </Show>
                  <Show when={view().pins.length > 0}>
                    <Contained>
                      <PinsBanner view={view()} onOpen={jump.to} onAll={() => setShown('pins')} />
                    </Contained>
                  </Show>
                </div>
                <Contained>
                  <Timeline view={view()} timeline={timeline} actions={actions} target={jump.target()} />
                </Contained>
                <Show when={app.connection()?.notSent}>
                  <Contained>
                    <NotSentHere id={id} />
                  </Contained>
                </Show>
                <Foot view={view()} actions={actions} entries={timeline.entries} onDetails={() => setShown('details')}>
                  <Composer model={composer} view={view()} />
                </Foot>
              </div>
              <Show when={thread.place()} keyed>
                {(place) => (
                  <Contained onClose={thread.close}>
                    <ThreadPanel
                      view={view()}
                      place={place}
                      places={places}
                      actions={{ ...actions, openPlace: leavingThread }}
                      over={layout() === 'over'}
                      onThread={thread.open}
                      onClose={thread.close}
                    />
                  </Contained>
                )}
              </Show>
            </div>
            <Contained onClose={closeSurface}>
              <Show when={surfaces.open()}>
                <MessageSurfaces view={view()} surfaces={surfaces} actions={actions} />
              </Show>
            </Contained>
            {/* What is on screen stays while a dialog's code is fetched. */}
            <Contained onClose={() => setShown(undefined)}>
              <Switch>
                <Match when={shown() === 'pins'}>
                  <PinsDialog view={view()} onOpen={jump.to} onClose={() => setShown(undefined)} />
                </Match>
                <Match when={(shown() === 'details' || shown() === 'requests') && view().kind === 'group'}>
                  <GroupDetails
                    view={view()}
                    page={shown() === 'requests' ? 'requests' : undefined}
                    onOpenMessage={leavingThread}
                    onClose={() => setShown(undefined)}
                  />
                </Match>
                <Match when={shown() === 'details'}>
                  <DirectDetails
                    view={view()}
                    title={title()}
                    onOpenMessage={leavingThread}
                    onClose={() => setShown(undefined)}
                  />
                </Match>
              </Switch>
            </Contained>
          </MessageLinksContext.Provider>
        );
      }}
    </Show>
  );
};
