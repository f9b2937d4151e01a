import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationView, MemberRow } from '../../../channel/conversation-view.ts';
import { Avatar } from '../../../design/avatar.tsx';
import style from '../pages.module.css';
import { nameOf } from './member-item.tsx';
import { ConfirmMemberAct } from './member-menu.tsx';
import { membersInOrder } from './members-in-order.ts';

/** The owner chooses a new owner, before they can leave the group. */
export const NewOwnerPage = (props: { readonly view: ConversationView; readonly onDone: () => void }): JSX.Element => {
  const [asking, setAsking] = createSignal<MemberRow>();
  const candidates = () => membersInOrder(props.view.members, '').filter(({ may }) => may.transfer);
  return (
    <>
      <p class={style.lead}>{t('group.new-owner.words')}</p>
      <ul class={style.candidates} aria-label={t('group.new-owner.title')}>
        <For each={candidates()}>
          {(member) => (
            <li>
              <button
                type="button"
                class={style.candidate}
                aria-haspopup="dialog"
                onClick={() => setAsking({ ...member })}
              >
                <Avatar size="small" name={nameOf(member)} seed={member.userId} picture={member.picture} />
                <span dir="auto" aria-hidden="true">
                  {nameOf(member)}
                </span>
                <span class="hidden-visually">{t('group.new-owner.pick', { name: nameOf(member) })}</span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={asking()} keyed>
        {(member) => (
          <ConfirmMemberAct
            view={props.view}
            member={member}
            act="transfer"
            onDone={props.onDone}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </>
  );
};
