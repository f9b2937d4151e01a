import { t } from '../../i18n/t.ts';
import './menu-messages.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { type ConversationRow, FOREVER } from '../../channel/projections.ts';
import type { IconName } from '../../design/icon.tsx';
import { Menu, type MenuItem } from '../../design/menu.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { type Arrangement, MUTES, type RowAction, rowActions } from './arranging.ts';
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
  const arrange = (change: Arrangement): void => {
    void app.channel.call('arrange', { conversationId: props.row.id, ...change }).then(app.done);
  };
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
    if (action.kind === 'mute') setMuting(true);
    else if (action.kind === 'mark-read') markRead();
    else arrange(action.change);
  };
  const items = (): readonly MenuItem[] =>
    rowActions(props.row, app.now()).map((action) => ({
      label: labelOf(action),
      icon: ICONS[action.kind],
      ...(action.kind === 'mentions-only' ? { checked: action.on } : {}),
      act: () => actOf(action),
    }));
  const mutes = (): readonly MenuItem[] =>
    MUTES.map(({ key, until }) => ({
      label: t(`list.mute.${key}`),
      icon: 'mute',
      act: () => arrange({ mutedUntil: until(Date.now()) }),
    }));
  return (
    <Show
      when={!muting()}
      fallback={
        <Menu
          anchor={props.anchor}
          at={props.at}
          label={t('list.mute.title', { title: titleOf(props.row) })}
          items={mutes()}
          onClose={props.onClose}
        />
      }
    >
      <Menu
        anchor={props.anchor}
        at={props.at}
        label={t('list.menu', { title: titleOf(props.row) })}
        items={items()}
        // The choices of a duration replace the menu.
        onClose={() =>
          queueMicrotask(() => {
            if (!muting()) props.onClose();
          })
        }
      />
    </Show>
  );
};
