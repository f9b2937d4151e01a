import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createUniqueId, For, type JSX, Show } from 'solid-js';
import {
  type Audience,
  RIGHT_CHOICES,
  RIGHT_NAMES,
  type RightName,
} from '../../../../shared/permissions/group-rights.ts';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import { useApp } from '../../app-context.ts';
import style from '../pages.module.css';

/** From the widest audience to the narrowest, whatever a new group starts with. */
const WIDEST_FIRST: readonly Audience[] = ['everyone', 'admins', 'owner'];

/** What a permission means beyond its name. */
const WORDS = {
  post: 'group.right.post.words',
  add: 'group.right.add.words',
  pin: undefined,
  rename: undefined,
  settings: 'group.right.settings.words',
} as const;

const Right = (props: { readonly view: ConversationView; readonly right: RightName }): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const may = () => props.view.may.changeRights.includes(props.right);
  const audiences = () => WIDEST_FIRST.filter((audience) => RIGHT_CHOICES[props.right].includes(audience));
  const set = (audience: Audience): void =>
    void app.channel.call('setRight', { conversationId: props.view.id, right: props.right, audience }).then(app.done);
  return (
    <fieldset class={style.right}>
      <legend>
        {t(`group.right.${props.right}`)}
        <Show when={WORDS[props.right]}>{(key) => <small class={style.hint}>{t(key())}</small>}</Show>
      </legend>
      <div class={style.audiences}>
        <For each={audiences()}>
          {(audience) => (
            <label>
              <input
                type="radio"
                name={id}
                checked={props.view.rights[props.right] === audience}
                disabled={!may()}
                onChange={() => set(audience)}
              />
              {t(`group.audience.${audience}`)}
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
};

/** The permissions of a group. */
export const RightsPage = (props: { readonly view: ConversationView }): JSX.Element => (
  <>
    <p class={style.lead}>
      {t(
        props.view.may.changeRights.length > 0
          ? 'group.rights.words'
          : `group.rights.only.${props.view.rights.settings === 'owner' ? 'owner' : 'admins'}`,
      )}
    </p>
    <div class={style.rights}>
      <For each={RIGHT_NAMES}>{(right) => <Right view={props.view} right={right} />}</For>
    </div>
  </>
);
