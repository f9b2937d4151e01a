import type { MessageRef } from '../../channel/commands.ts';
import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import '../group/messages.ts';
import '../group/shared/shared-messages.ts';
import '../people-picker/messages.ts';
import '../profile/messages.ts';
import '../timeline/messages.ts';
import { createSignal, type JSX, lazy, Show } from 'solid-js';
import type { ConversationView } from '../../channel/projections.ts';
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

/** Details of a direct conversation, or of the notes to self. */
export const DirectDetails = (props: {
  readonly view: ConversationView;
  readonly title: string;
  readonly onOpenMessage: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const peer = () => props.view.members.find((member) => !member.own);
  const [shared, setShared] = createSignal(false);
  let content: HTMLDivElement | undefined;
  const back = (): void => {
    setShared(false);
    content?.querySelector<HTMLElement>('[data-page]')?.focus();
  };
  return (
    <Dialog
      title={shared() ? t('shared.title') : t('conversation.details.direct')}
      closeLabel={t('app.close')}
      back={shared() ? { label: t('group.back.direct'), go: back } : undefined}
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
          when={!shared()}
          fallback={
            <Contained>
              <SharedPage
                conversationId={props.view.id}
                onOpen={(place) => {
                  props.onClose();
                  props.onOpenMessage(place);
                }}
              />
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
              onOpen={() => {
                setShared(true);
                content?.focus();
              }}
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
