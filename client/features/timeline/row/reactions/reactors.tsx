import { t } from '../../../../i18n/t.ts';
import '../../messages.ts';
import { For, type JSX } from 'solid-js';
import type { MessageEntry } from '../../../../channel/timeline-view.ts';
import { Flyout } from '../../../../design/flyout.tsx';
import style from './reactors.module.css';

/** Who reacted with what. */
export const Reactors = (props: {
  readonly entry: MessageEntry;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
}): JSX.Element => (
  <Flyout anchor={props.anchor} role="dialog" label={t('message.reactors')} onClose={props.onClose}>
    <div class={style.reactors}>
      <h2>{t('message.reactors')}</h2>
      <dl>
        <For each={props.entry.reactions}>
          {(reaction) => (
            <div class={style.reaction}>
              <dt>{t('message.reactors.emoji', { emoji: reaction.emoji, count: reaction.count })}</dt>
              <dd>
                <For each={reaction.names}>{(name) => <span dir="auto">{name}</span>}</For>
              </dd>
            </div>
          )}
        </For>
      </dl>
    </div>
  </Flyout>
);
