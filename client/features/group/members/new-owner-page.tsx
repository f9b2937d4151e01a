import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConversationView, MemberRow } from '../../../channel/projections.ts';
import { Avatar } from '../../../design/avatar.tsx';
import style from '../pages.module.css';
import { nameOf } from './member-item.tsx';
import { ConfirmMemberAct } from './member-menu.tsx';
import { membersInOrder } from './members-in-order.ts';

/** To whom an owner hands the group, before they can leave it. */
export const NewOwnerPage = (props: { readonly view: ConversationView; readonly onDone: () => void }): JSX.Element => {
  const [asking, setAsking] = createSignal<MemberRow>();
  const heirs = () => membersInOrder(props.view.members, '').filter(({ may }) => may.handOver);
  return (
    <>
      <p class={style.lead}>{t('group.heir.words')}</p>
      <ul class={style.heirs} aria-label={t('group.heir.title')}>
        <For each={heirs()}>
          {(member) => (
            <li>
              <button type="button" class={style.heir} aria-haspopup="dialog" onClick={() => setAsking({ ...member })}>
                <Avatar size="small" name={nameOf(member)} seed={member.userId} picture={member.picture} />
                <span dir="auto" aria-hidden="true">
                  {nameOf(member)}
                </span>
                <span class="hidden-visually">{t('group.heir.pick', { name: nameOf(member) })}</span>
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
            act="hand-over"
            onDone={props.onDone}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </>
  );
};
