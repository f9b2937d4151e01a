import type { MessageRef } from '../../../channel/commands.ts';
import { t } from '../../../i18n/t.ts';
import '../../../i18n/messages.ts';
import '../../timeline/menu/menu-messages.ts';
import '../../timeline/messages.ts';
import { For, type JSX, Show } from 'solid-js';
import type { ConversationView } from '../../../channel/conversation-view.ts';
import type { PinnedMessage } from '../../../channel/timeline-view.ts';
import { IconButton } from '../../../design/button.tsx';
import { Dialog } from '../../../design/dialog.tsx';
import { isoOf, momentOf } from '../../../i18n/dates.ts';
import { useApp } from '../../app-context.ts';
import { pinWords } from './pins-banner.tsx';
import style from './pins-dialog.module.css';

/** All that is pinned in a conversation. */
export const PinsDialog = (props: {
  readonly view: ConversationView;
  readonly onOpen: (place: MessageRef) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const unpin = ({ chapter, messageId }: PinnedMessage): void =>
    void app.channel.call('pin', { conversationId: props.view.id, chapter, messageId, on: false }).then(app.done);
  return (
    <Dialog title={t('pins.label')} closeLabel={t('app.close')} onClose={props.onClose}>
      <Show when={props.view.pins.length > 0} fallback={<p>{t('pins.empty')}</p>}>
        <ul class={style.pins}>
          <For each={props.view.pins}>
            {(pin) => (
              <li>
                <button
                  type="button"
                  class={style.pin}
                  onClick={() => {
                    props.onClose();
                    props.onOpen({ chapter: pin.chapter, messageId: pin.messageId });
                  }}
                >
                  <span class={`${style.text} clamped`} dir="auto">
                    {pinWords(pin)}
                  </span>
                  <time dateTime={isoOf(pin.at)}>{momentOf(pin.at, app.now())}</time>
                </button>
                <Show when={props.view.mayPin}>
                  <IconButton icon="close" label={t('message.unpin')} onClick={() => unpin(pin)} />
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Dialog>
  );
};
