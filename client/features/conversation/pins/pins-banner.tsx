import type { MessageRef } from '../../../channel/commands.ts';
import { t } from '../../../i18n/t.ts';
import '../../timeline/messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import type { PinnedMessage } from '../../../channel/timeline-view.ts';
import { IconButton } from '../../../design/button.tsx';
import { Icon } from '../../../design/icon.tsx';
import { summaryWords } from '../../message-content/summary-words.ts';
import { unopenedWords } from '../../message-content/unopened-words.ts';
import style from './pins-banner.module.css';

export const pinWords = ({ author, text, unopened }: PinnedMessage): string => {
  if (text === undefined && unopened === undefined) return t('pins.away');
  return t('pins.by', { author, text: text === undefined ? unopenedWords(unopened) : summaryWords(text) });
};

/** The latest pinned message; each press shows it in the timeline and turns to the one before it. */
export const PinsBanner = (props: {
  readonly view: ConversationView;
  readonly onOpen: (place: MessageRef) => void;
  readonly onAll: () => void;
}): JSX.Element => {
  const [turn, setTurn] = createSignal(0);
  const pins = () => props.view.pins;
  const at = () => turn() % Math.max(1, pins().length);
  return (
    <Show when={pins()[at()]}>
      {(pin) => (
        <section class={style.pins} aria-label={t('pins.label')}>
          <Icon name="pin" size="small" />
          <button
            type="button"
            class={style.pin}
            onClick={() => {
              const { chapter, messageId } = pin();
              setTurn(at() + 1);
              props.onOpen({ chapter, messageId });
            }}
          >
            <span class={style.what}>
              {pins().length === 1 ? t('pins.one') : t('pins.many', { at: `${at() + 1}`, count: pins().length })}
            </span>
            <span class={style.text} dir="auto">
              {pinWords(pin())}
            </span>
          </button>
          <IconButton icon="list" label={t('pins.all')} aria-haspopup="dialog" onClick={() => props.onAll()} />
        </section>
      )}
    </Show>
  );
};
