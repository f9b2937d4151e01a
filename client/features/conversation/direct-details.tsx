import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import '../group/messages.ts';
import '../group/shared/shared-messages.ts';
import '../people-picker/messages.ts';
import '../profile/messages.ts';
import '../timeline/messages.ts';
import { createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Contained } from '../../design/contained.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { useApp } from '../app-context.ts';
import { ContactActions } from '../contacts/contact-actions.tsx';
import { DisappearingChoice } from '../disappearing/disappearing-choice.tsx';
import { DetailsRow, DetailsRows } from '../group/details/details-row.tsx';
import style from './direct-details.module.css';
import { seenWords, statusOf } from './subtitle.ts';

const SharedPage = lazy(async () => ({ default: (await import('../group/shared/shared-page.tsx')).SharedPage }));
const ExportPanel = lazy(async () => ({
  default: (await import('../own-data/export/export-panel.tsx')).ExportPanel,
}));

const TITLES = { shared: 'shared.title', export: 'group.row.export' } as const;

/** Details of a direct conversation, or of the notes to self. */
export const DirectDetails = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onOpenMessage: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const peer = () => props.view.members.find((member) => !member.own);
  const [page, setPage] = createSignal<keyof typeof TITLES>();
  let content: HTMLDivElement | undefined;
  const open = (next: keyof typeof TITLES): void => {
    setPage(next);
    content?.focus();
  };
  const back = (): void => {
    const from = page();
    setPage(undefined);
    content?.querySelector<HTMLElement>(`[data-page=${from}]`)?.focus();
  };
  return (
    <Dialog
      title={t(TITLES[page() as keyof typeof TITLES] ?? 'conversation.details.direct')}
      closeLabel={t('app.close')}
      back={page() !== undefined ? { label: t('group.back.direct'), go: back } : undefined}
      onClose={props.onClose}
    >
      <div
        ref={(element) => {
          content = element;
        }}
        class={style.page}
        tabIndex={-1}
      >
        <Show
          when={page() === undefined}
          fallback={
            <Contained>
              <Switch fallback={<ExportPanel only={{ id: props.view.id, title: props.title }} />}>
                <Match when={page() === 'shared'}>
                  <SharedPage
                    conversationId={props.view.id}
                    onOpen={(place) => {
                      props.onClose();
                      props.onOpenMessage(place);
                    }}
                  />
                </Match>
              </Switch>
            </Contained>
          }
        >
          <div class={style.who}>
            <Avatar
              name={props.title}
              seed={props.view.peer?.userId ?? props.view.id}
              picture={props.view.picture}
              size="large"
              online={peer()?.online ?? false}
              {...(props.view.kind === 'notes' ? { icon: 'note' as const } : {})}
            />
            <div>
              <b dir="auto">{props.title}</b>
              <Show when={peer()?.username}>
                {(username) => <p>{t('profile.username', { username: username() })}</p>}
              </Show>
              <Show when={statusOf(peer(), app.now())}>{(status) => <p dir="auto">{status()}</p>}</Show>
              <Show when={peer()}>{(member) => <p>{seenWords(props.view, member(), app.now())}</p>}</Show>
              <Show when={props.view.kind === 'notes'}>
                <p>{t('timeline.empty.notes.words')}</p>
              </Show>
            </div>
          </div>
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
          </DetailsRows>
          <DisappearingChoice view={props.view} />
          <Show when={props.view.peer}>{(person) => <ContactActions view={props.view} person={person()} />}</Show>
          <Show when={app.connection()?.state !== 'online'}>
            <p class={style.note}>{t('people.waits')}</p>
          </Show>
        </Show>
      </div>
    </Dialog>
  );
};
