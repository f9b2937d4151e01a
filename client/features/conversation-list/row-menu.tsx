import { t } from '../../i18n/t.ts';
import './menu-messages.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { type ConversationRow, FOREVER } from '../../channel/conversation-view.ts';
import { Confirm } from '../../design/confirm.tsx';
import type { IconName } from '../../design/icon.tsx';
import { Menu, type MenuItem } from '../../design/menu.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { type Arrangement, MUTES, type RowAction, rowActions } from './arranging.ts';
import { arrangeRow, undoOf } from './row-acts.ts';
import { titleOf } from './row-title.ts';

const ICONS: Record<RowAction['kind'], IconName> = {
  pin: 'pin',
  unpin: 'pin',
  'mark-read': 'check',
  'mark-unread': 'unread',
  mute: 'mute',
  unmute: 'bell',
  'mentions-only': 'at',
  archive: 'archive',
  unarchive: 'unarchive',
  clear: 'close',
  remove: 'bin',
};

/** How one conversation can be arranged, the same on all of the person's devices. */
export const RowMenu = (props: {
  readonly row: ConversationRow;
  readonly anchor: HTMLElement;
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const [muting, setMuting] = createSignal(false);
  const [asking, setAsking] = createSignal<'clear' | 'remove'>();
  const arrange = (...args: [change: Arrangement, undo?: ReturnType<typeof undoOf>]) =>
    arrangeRow(app, props.row, ...args);
  const markRead = (): void => {
    void app.channel.call('markRead', { conversationId: props.row.id }).then(app.done);
  };
  const labelOf = (action: RowAction): string => {
    switch (action.kind) {
      case 'mentions-only':
        return t('list.notify.mentions');
      case 'unmute':
        return props.row.mutedUntil >= FOREVER
          ? t('list.unmute.forever')
          : t('list.unmute', { until: momentOf(props.row.mutedUntil, app.now()) });
      default:
        return t(`list.${action.kind}`);
    }
  };
  const actOf = (action: RowAction): void => {
    if ('change' in action) void arrange(action.change, undoOf(props.row, action.kind));
    else if (action.kind === 'mute') setMuting(true);
    else if (action.kind === 'mark-read') markRead();
    else setAsking(action.kind);
  };
  const items = (): readonly MenuItem[] =>
    rowActions(props.row, app.now()).map((action) => ({
      label: labelOf(action),
      icon: ICONS[action.kind],
      ...(action.kind === 'mentions-only' ? { checked: action.on } : {}),
      act: () => actOf(action),
    }));
  const clear = async (remove: boolean): Promise<void> => {
    const { id } = props.row;
    const route = app.router.route();
    const isOpen = route.name === 'conversation' && route.id === id;
    if (app.done(await app.channel.call('clear', { conversationId: id, remove })) && remove && isOpen)
      app.router.go({ name: 'list' });
  };
  const mutes = (): readonly MenuItem[] =>
    MUTES.map(({ key, until }) => ({
      label: t(`list.mute.${key}`),
      icon: 'mute',
      act: () =>
        void arrange({ mutedUntil: until(Date.now()) }, { said: t('list.muted.done'), back: { mutedUntil: 0 } }),
    }));
  const durations = (): JSX.Element => (
    <Menu
      anchor={props.anchor}
      at={props.at}
      label={t('list.mute.title', { title: titleOf(props.row) })}
      items={mutes()}
      onClose={props.onClose}
    />
  );
  return (
    <Show
      when={!muting() && asking() === undefined}
      fallback={
        <Show when={asking()} fallback={durations()}>
          {(kind) => (
            <Confirm
              title={t(`list.${kind()}.title`, { title: titleOf(props.row) })}
              words={t(`list.${kind()}.words`)}
              act={t(`list.${kind()}.act`)}
              onAct={() => void clear(kind() === 'remove')}
              onClose={props.onClose}
            />
          )}
        </Show>
      }
    >
      <Menu
        anchor={props.anchor}
        at={props.at}
        label={t('list.menu', { title: titleOf(props.row) })}
        items={items()}
        // A dialog replaces the menu.
        onClose={() =>
          queueMicrotask(() => {
            if (!muting() && asking() === undefined) props.onClose();
          })
        }
      />
    </Show>
  );
};
