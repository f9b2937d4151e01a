import { createSignal, For, type JSX, lazy, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../channel/protocol.ts';
import { Menu, type MenuItem } from '../../design/menu.tsx';
import { t } from '../../words/t.ts';
import { useApp } from '../app-context.ts';
import { QUICK_REACTIONS } from './message-actions.ts';
import style from './message-menu.module.css';

const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));

export interface MenuFor {
  readonly kind: 'actions' | 'reactions';
  readonly entry: MessageEntry;
  readonly anchor: HTMLElement;
}

/** What can be done with one message; the permission table has decided what is offered. */
export const MessageMenu = (props: {
  readonly open: MenuFor;
  readonly conversationId: ConversationId;
  readonly onReact: (entry: MessageEntry, emoji: string, on: boolean) => void;
  readonly onEdit: (entry: MessageEntry) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [asking, setAsking] = createSignal(false);
  const entry = () => props.open.entry;
  const mine = (emoji: string) => entry().reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);

  const items = (): readonly MenuItem[] => {
    if (props.open.kind === 'reactions') return [];
    const { may, text } = entry();
    const made: MenuItem[] = [];
    if (may.edit && text !== undefined)
      made.push({ label: t('message.edit'), icon: 'edit', act: () => props.onEdit(entry()) });
    if (text !== undefined)
      made.push({
        label: t('message.copy'),
        icon: 'copy',
        act: () => void navigator.clipboard.writeText(text).catch(() => app.say(t('error.failed'))),
      });
    if (may.remove) made.push({ label: t('message.remove'), icon: 'bin', danger: true, act: () => setAsking(true) });
    return made;
  };
  const remove = (): void => {
    const { chapter, messageId } = entry();
    void app.channel.call('remove', { conversationId: props.conversationId, chapter, messageId }).then(app.done);
  };

  return (
    <Show
      when={!asking()}
      fallback={
        <Confirm
          title={t('message.remove.title')}
          words={t('message.remove.words')}
          act={t('message.remove.act')}
          onAct={remove}
          onClose={props.onClose}
        />
      }
    >
      <Menu
        anchor={props.open.anchor}
        label={t(props.open.kind === 'reactions' ? 'message.react' : 'message.actions')}
        items={items()}
        onClose={() => {
          // The confirmation takes the menu's place.
          queueMicrotask(() => {
            if (!asking()) props.onClose();
          });
        }}
        top={
          entry().may.react ? (
            <For each={QUICK_REACTIONS}>
              {(emoji) => (
                <button
                  type="button"
                  role="menuitemcheckbox"
                  class={style.emoji}
                  aria-checked={mine(emoji)}
                  aria-label={t('message.react-with', { emoji })}
                  onClick={() => {
                    props.onReact(entry(), emoji, !mine(emoji));
                    props.onClose();
                  }}
                >
                  {emoji}
                </button>
              )}
            </For>
          ) : undefined
        }
      />
    </Show>
  );
};
