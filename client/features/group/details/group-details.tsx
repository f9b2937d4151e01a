import type { MessageRef } from '../../../channel/commands.ts';
import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../../conversation/messages.ts';
import '../messages.ts';
import '../shared/shared-messages.ts';
import '../../outbox/messages.ts';
import { createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { DEFAULT_RIGHTS, RIGHT_NAMES } from '../../../../shared/permissions/group-rights.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import type { OutboxEntry } from '../../../channel/projections.ts';
import { Contained } from '../../../design/contained.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { Icon } from '../../../design/icon.tsx';
import { useApp } from '../../app-context.ts';
import { DisappearingChoice } from '../../disappearing/disappearing-choice.tsx';
import { createProjection } from '../../topics/create-topic.ts';
import { AddPage } from '../members/add-page.tsx';
import { MemberList } from '../members/member-list.tsx';
import { NewOwnerPage } from '../members/new-owner-page.tsx';
import { RequestsPage } from '../members/requests-page.tsx';
import pages from '../pages.module.css';
import { HistoryPage } from '../settings/history-page.tsx';
import { RightsPage } from '../settings/rights-page.tsx';
import { DetailsRow, DetailsRows } from './details-row.tsx';
import style from './group-details.module.css';
import { GroupHead } from './group-head.tsx';
import { LeaveActions } from './leave-actions.tsx';

const LinksPage = lazy(async () => ({ default: (await import('../links/links-page.tsx')).LinksPage }));
const WebhooksPage = lazy(async () => ({ default: (await import('../../programs/webhooks-page.tsx')).WebhooksPage }));
const SharedPage = lazy(async () => ({ default: (await import('../shared/shared-page.tsx')).SharedPage }));
const ExportPanel = lazy(async () => ({
  default: (await import('../../own-data/export/export-panel.tsx')).ExportPanel,
}));

export type DetailsPage =
  | 'add'
  | 'requests'
  | 'links'
  | 'webhooks'
  | 'shared'
  | 'export'
  | 'rights'
  | 'history'
  | 'disappear'
  | 'new-owner';

const titleOf = (page: DetailsPage | undefined): string => {
  switch (page) {
    case undefined:
      return t('group.title');
    case 'add':
      return t('group.add');
    case 'disappear':
      return t('disappear.title');
    case 'shared':
      return t('shared.title');
    case 'export':
      return t('group.row.export');
    case 'webhooks':
      return t('group.row.webhooks');
    default:
      return t(`group.${page}.title`);
  }
};

const rightsWords = ({ rights }: ConversationView): string => {
  if (RIGHT_NAMES.every((right) => rights[right] === DEFAULT_RIGHTS[right])) return t('group.row.rights.default');
  return t(rights.post === 'admins' ? 'group.row.rights.admins' : 'group.row.rights.own');
};

const isLeft = ({ state }: ConversationView): boolean => state === 'left';

const Home = (props: {
  readonly view: ConversationView;
  /** Changes requested here that wait for the server or were refused. */
  readonly unanswered: readonly OutboxEntry[];
  readonly onOutbox: () => void;
  readonly onPage: (page: DetailsPage) => void;
  readonly onGone: () => void;
}): JSX.Element => (
  <>
    <GroupHead view={props.view} />
    <Show when={isLeft(props.view)}>
      <p class={style.left}>{t(props.view.removal?.deleted === true ? 'group.left.deleted' : 'group.left.words')}</p>
    </Show>
    <DetailsRows>
      <Show when={props.unanswered.length > 0}>
        <DetailsRow
          page="outbox"
          icon="outbox"
          title={t('outbox.title')}
          words={t('group.row.outbox.words', { count: props.unanswered.length })}
          onOpen={props.onOutbox}
        />
      </Show>
      <Show when={props.view.requests.length > 0}>
        <DetailsRow
          page="requests"
          icon="person"
          title={t('group.row.requests')}
          words={t('group.row.requests.words', { count: props.view.requests.length })}
          count={props.view.requests.length}
          onOpen={() => props.onPage('requests')}
        />
      </Show>
      <Show when={props.view.may.invite}>
        <DetailsRow
          page="links"
          icon="qr"
          title={t('group.row.links')}
          words={t('group.row.links.words')}
          onOpen={() => props.onPage('links')}
        />
      </Show>
      <Show when={props.view.mayAdd && !isLeft(props.view)}>
        <DetailsRow
          page="webhooks"
          icon="outbox"
          title={t('group.row.webhooks')}
          words={t('group.row.webhooks.words')}
          onOpen={() => props.onPage('webhooks')}
        />
      </Show>
      <DetailsRow
        page="shared"
        icon="link"
        title={t('group.row.shared')}
        words={t('group.row.shared.words')}
        onOpen={() => props.onPage('shared')}
      />
      <DetailsRow
        page="export"
        icon="file"
        title={t('group.row.export')}
        words={t('group.row.export.words')}
        onOpen={() => props.onPage('export')}
      />
      <Show when={!isLeft(props.view)}>
        <DetailsRow
          page="rights"
          icon="rules"
          title={t('group.row.rights')}
          words={rightsWords(props.view)}
          onOpen={() => props.onPage('rights')}
        />
        <DetailsRow
          page="history"
          icon="history"
          title={t('group.row.history')}
          words={t(`group.history.${props.view.history}`)}
          onOpen={() => props.onPage('history')}
        />
        <DetailsRow
          page="disappear"
          icon="timer"
          title={t('group.row.disappear')}
          words={t(`disappear.${props.view.disappear}`)}
          onOpen={() => props.onPage('disappear')}
        />
      </Show>
    </DetailsRows>
    <Show when={!isLeft(props.view)}>
      <MemberList view={props.view} onAdd={() => props.onPage('add')} />
      <LeaveActions view={props.view} onNewOwner={() => props.onPage('new-owner')} onGone={props.onGone} />
    </Show>
  </>
);

/** All about a group: a main page that leads to the others, in one dialog. */
export const GroupDetails = (props: {
  readonly view: ConversationView;
  /** The page to begin with; the main page by default. */
  readonly page?: DetailsPage | undefined;
  readonly onOpenMessage: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const outbox = createProjection(app.channel, 'outbox');
  const unanswered = () => outbox()?.filter(({ conversationId }) => conversationId === props.view.id) ?? [];
  let content: HTMLDivElement | undefined;
  const [page, setPage] = createSignal<DetailsPage | undefined>(props.page);
  const open = (next: DetailsPage): void => {
    setPage(next);
    content?.closest('[data-scroll]')?.scrollTo({ top: 0 });
    const first = content?.querySelector<HTMLElement>('input:not([disabled])') ?? content;
    // Focus must not scroll the content above.
    first?.focus({ preventScroll: true });
  };
  const back = (): void => {
    const from = page();
    setPage(undefined);
    content?.querySelector<HTMLElement>(`[data-page="${from}"]`)?.focus();
  };
  return (
    <Dialog
      size="tall"
      title={titleOf(page())}
      closeLabel={t('app.close')}
      back={page() === undefined ? undefined : { label: t('group.back'), go: back }}
      onClose={props.onClose}
    >
      <div
        ref={(element) => {
          content = element;
        }}
        class={style.page}
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
              <Home
                view={props.view}
                unanswered={unanswered()}
                onOutbox={() => {
                  props.onClose();
                  app.router.go({ name: 'outbox' });
                }}
                onPage={open}
                onGone={props.onClose}
              />
            }
          >
            <Match when={page() === 'add'}>
              <AddPage view={props.view} />
            </Match>
            <Match when={page() === 'requests'}>
              <RequestsPage view={props.view} />
            </Match>
            <Match when={page() === 'links'}>
              <LinksPage view={props.view} />
            </Match>
            <Match when={page() === 'webhooks'}>
              <WebhooksPage conversationId={props.view.id} />
            </Match>
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
              <ExportPanel only={props.view} />
            </Match>
            <Match when={page() === 'rights'}>
              <RightsPage view={props.view} />
            </Match>
            <Match when={page() === 'history'}>
              <HistoryPage view={props.view} />
            </Match>
            <Match when={page() === 'disappear'}>
              <DisappearingChoice titled view={props.view} />
            </Match>
            <Match when={page() === 'new-owner'}>
              <NewOwnerPage view={props.view} onDone={back} />
            </Match>
          </Switch>
        </Contained>
      </div>
    </Dialog>
  );
};
