import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import '../group/messages.ts';
import '../group/shared/shared-messages.ts';
import '../profile/messages.ts';
import '../timeline/messages.ts';
import { createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Contained } from '../../design/contained.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Icon } from '../../design/icon.tsx';
import { useApp } from '../app-context.ts';
import { ContactActions } from '../contacts/contact-actions.tsx';
import { DisappearingChoice } from '../disappearing/disappearing-choice.tsx';
import { DetailsRow, DetailsRows } from '../group/details/details-row.tsx';
import details from '../group/details/group-details.module.css';
import head from '../group/details/group-head.module.css';
import pages from '../group/pages.module.css';
import { seenWords, statusOf } from './subtitle.ts';

const SharedPage = lazy(async () => ({ default: (await import('../group/shared/shared-page.tsx')).SharedPage }));
const ExportPanel = lazy(async () => ({
  default: (await import('../own-data/export/export-panel.tsx')).ExportPanel,
}));

const TITLES = { shared: 'shared.title', export: 'group.row.export', disappear: 'disappear.title' } as const;
type DetailsPage = keyof typeof TITLES;

/** Face, name, and what is known of the other person. */
const Head = (props: { readonly view: ConversationView; readonly title: string }): JSX.Element => {
  const app = useApp();
  const peer = () => props.view.members.find((member) => !member.own);
  return (
    <header class={head.head}>
      <Avatar
        name={props.title}
        seed={props.view.peer?.userId ?? props.view.id}
        picture={props.view.picture}
        size="large"
        online={peer()?.online ?? false}
        {...(props.view.kind === 'notes' ? { icon: 'note' as const } : {})}
      />
      <div class={head.name}>
        <h3 dir="auto">{props.title}</h3>
      </div>
      <Show when={peer()?.username}>{(username) => <p>{t('profile.username', { username: username() })}</p>}</Show>
      <Show when={peer()}>{(member) => <p>{seenWords(props.view, member(), app.now())}</p>}</Show>
      <Show when={statusOf(peer(), app.now())}>{(status) => <p dir="auto">{status()}</p>}</Show>
      <Show when={props.view.kind === 'notes'}>
        <p>{t('timeline.empty.notes.words')}</p>
      </Show>
    </header>
  );
};

/** Details of a direct conversation, or of the notes to self; laid out as those of a group. */
export const DirectDetails = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onOpenMessage: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [page, setPage] = createSignal<DetailsPage>();
  const title = () => {
    const shown = page();
    return t(shown === undefined ? 'conversation.details.direct' : TITLES[shown]);
  };
  let content: HTMLDivElement | undefined;
  const open = (next: DetailsPage): void => {
    setPage(next);
    content?.closest('[data-scroll]')?.scrollTo({ top: 0 });
    content?.focus({ preventScroll: true });
  };
  const back = (): void => {
    const from = page();
    setPage(undefined);
    content?.querySelector<HTMLElement>(`[data-page=${from}]`)?.focus();
  };
  return (
    <Dialog
      size="tall"
      title={title()}
      closeLabel={t('app.close')}
      back={page() === undefined ? undefined : { label: t('group.back.direct'), go: back }}
      onClose={props.onClose}
    >
      <div
        ref={(element) => {
          content = element;
        }}
        class={details.page}
        tabIndex={-1}
      >
        <Show when={app.connection()?.state !== 'online'}>
          <p class={pages.offline}>
            <Icon name="offline" size="small" />
            {t('group.offline')}
          </p>
        </Show>
        <Contained>
          <Switch
            fallback={
              <>
                <Head view={props.view} title={props.title} />
                <DetailsRows>
                  <DetailsRow
                    page="shared"
                    icon="link"
                    title={t('group.row.shared')}
                    words={t('group.row.shared.words')}
                    onOpen={() => open('shared')}
                  />
                  <DetailsRow
                    page="export"
                    icon="file"
                    title={t('group.row.export')}
                    words={t('group.row.export.words')}
                    onOpen={() => open('export')}
                  />
                  <DetailsRow
                    page="disappear"
                    icon="timer"
                    title={t('group.row.disappear')}
                    words={t(`disappear.${props.view.disappear}`)}
                    onOpen={() => open('disappear')}
                  />
                </DetailsRows>
                <Show when={props.view.peer}>{(person) => <ContactActions view={props.view} person={person()} />}</Show>
              </>
            }
          >
            <Match when={page() === 'shared'}>
              <SharedPage
                conversationId={props.view.id}
                onOpen={(place) => {
                  props.onClose();
                  props.onOpenMessage(place);
                }}
              />
            </Match>
            <Match when={page() === 'export'}>
              <ExportPanel only={{ id: props.view.id, title: props.title }} />
            </Match>
            <Match when={page() === 'disappear'}>
              <DisappearingChoice titled view={props.view} />
            </Match>
          </Switch>
        </Contained>
      </div>
    </Dialog>
  );
};
