import { type JSX, lazy, Show, Suspense } from 'solid-js';
import type { ConversationView } from '../../channel/protocol.ts';
import type { MessageActions } from '../timeline/message-actions.ts';
import { MessageMenu } from '../timeline/message-menu.tsx';
import type { Surface, Surfaces } from './create-surfaces.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/emoji-picker.tsx')).EmojiPicker }));

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
      case 'details':
      case 'forward':
        return undefined;
    }
  };
  return (
    <Show when={props.surfaces.open()} keyed>
      {(open) => <Suspense>{surface(open)}</Suspense>}
    </Show>
  );
};
