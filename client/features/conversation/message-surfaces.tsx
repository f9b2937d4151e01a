import { type JSX, lazy, Show } from 'solid-js';
import type { ConversationView } from '../../channel/conversation-view.ts';
import { Contained } from '../../design/contained.tsx';
import type { MessageActions } from '../timeline/menu/message-actions.ts';
import type { Surface, Surfaces } from './create-surfaces.ts';

const MessageMenu = lazy(async () => ({ default: (await import('../timeline/menu/message-menu.tsx')).MessageMenu }));
const Reactors = lazy(async () => ({ default: (await import('../timeline/row/reactions/reactors.tsx')).Reactors }));
const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/emoji-picker.tsx')).EmojiPicker }));
const ForwardDialog = lazy(async () => ({ default: (await import('../forward/forward-dialog.tsx')).ForwardDialog }));
const ReportDialog = lazy(async () => ({ default: (await import('../contacts/report-dialog.tsx')).ReportDialog }));
const MessageDetailsDialog = lazy(async () => ({
  default: (await import('../message-details/message-details-dialog.tsx')).MessageDetailsDialog,
}));

/** The menus and dialogs that stand over a conversation because of a message. */
export const MessageSurfaces = (props: {
  readonly view: ConversationView;
  readonly surfaces: Surfaces;
  readonly actions: MessageActions;
}): JSX.Element => {
  const surface = (open: Surface): JSX.Element => {
    const close = (): void => props.surfaces.close(open);
    switch (open.kind) {
      case 'menu':
      case 'reactions':
        return (
          <MessageMenu
            entry={open.entry}
            anchor={open.anchor}
            actions={props.actions}
            reactionsOnly={open.kind === 'reactions'}
            onMoreEmoji={() => props.surfaces.show({ ...open, kind: 'emoji' })}
            onClose={close}
          />
        );
      case 'emoji':
        return (
          <EmojiPicker
            anchor={open.anchor}
            onPick={(emoji) => props.actions.react(open.entry, emoji, true)}
            onClose={close}
          />
        );
      case 'reactors':
        return <Reactors entry={open.entry} anchor={open.anchor} onClose={close} />;
      case 'details':
        return <MessageDetailsDialog view={props.view} entry={open.entry} onClose={close} />;
      case 'report':
        return (
          <ReportDialog
            conversationId={props.view.id}
            entries={open.entries}
            person={props.view.kind === 'direct' && !props.view.blocked ? props.view.peer : undefined}
            onDone={() => props.actions.selection.stop()}
            onClose={close}
          />
        );
      case 'forward':
        return (
          <ForwardDialog
            conversationId={props.view.id}
            entries={open.entries}
            onDone={() => props.actions.selection.stop()}
            onClose={close}
          />
        );
    }
  };
  return (
    <Show when={props.surfaces.open()} keyed>
      {(open) => <Contained onClose={close}>{surface(open)}</Contained>}
    </Show>
  );
};
