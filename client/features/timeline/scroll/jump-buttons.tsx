import { t } from '../../../i18n/t.ts';
import '../messages.ts';
import { type JSX, Show } from 'solid-js';
import { Icon } from '../../../design/icon.tsx';
import style from './jump-buttons.module.css';

/** The buttons at the lower edge: to the next mention, and to what is new. */
export const JumpButtons = (props: {
  readonly atEnd: boolean;
  readonly below: number;
  readonly mentions: number;
  readonly onEnd: () => void;
  readonly onMention: () => void;
}): JSX.Element => (
  <div class={style.place}>
    <Show when={props.mentions > 0}>
      <button type="button" class={style.button} data-mention="" onClick={() => props.onMention()}>
        <span aria-hidden="true">{t('timeline.mention.sign')}</span>
        <Show when={props.mentions > 1}>
          <span aria-hidden="true" class={style.count}>
            {props.mentions}
          </span>
        </Show>
        <span class="hidden-visually">{t('timeline.mention', { count: props.mentions })}</span>
      </button>
    </Show>
    <Show when={!props.atEnd}>
      <button
        type="button"
        class={style.button}
        data-new={props.below > 0 ? '' : undefined}
        onClick={() => props.onEnd()}
      >
        <Icon name="down" size="small" />
        <Show when={props.below > 0} fallback={<span class="hidden-visually">{t('timeline.to-newest')}</span>}>
          {t('timeline.new', { count: props.below })}
        </Show>
      </button>
    </Show>
  </div>
);
