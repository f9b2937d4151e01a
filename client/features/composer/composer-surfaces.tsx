import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, lazy, Match, Show, Switch } from 'solid-js';
import { Contained } from '../../design/contained.tsx';
import type { Attachment } from './attach-menu.tsx';
import type { Composer } from './create-composer.ts';
import type { PollDraft } from './dialogs/poll-draft.ts';
import type { NewBody } from './new-body.ts';

const AttachMenu = lazy(async () => ({ default: (await import('./attach-menu.tsx')).AttachMenu }));
const Confirm = lazy(async () => ({ default: (await import('../../design/confirm.tsx')).Confirm }));
const EMPTY_POLL: PollDraft = { question: '', options: ['', ''], multiple: false, anonymous: false };

const EmojiPicker = lazy(async () => ({ default: (await import('../emoji/emoji-picker.tsx')).EmojiPicker }));
const PollDialog = lazy(async () => ({ default: (await import('./dialogs/poll-dialog.tsx')).PollDialog }));
const LocationDialog = lazy(async () => ({ default: (await import('./dialogs/location-dialog.tsx')).LocationDialog }));
const ContactDialog = lazy(async () => ({ default: (await import('./dialogs/contact-dialog.tsx')).ContactDialog }));

export interface ComposerSurface {
  readonly kind: Attachment | 'menu';
  /** What it opens beside, and where the focus goes back to. */
  readonly anchor: HTMLElement;
}

/** The menus and dialogs that belong to the field. They stand outside its form: some are forms themselves. */
export const ComposerSurfaces = (props: {
  readonly model: Composer;
  readonly open: ComposerSurface | undefined;
  readonly onOpen: (surface: ComposerSurface | undefined) => void;
  /** The emoji has no button of its own. */
  readonly emojiInMenu: boolean;
  readonly onEmoji: (emoji: string) => void;
  /** Something was sent or attached. */
  readonly onDone: () => void;
}): JSX.Element => {
  const [poll, setPoll] = createSignal(EMPTY_POLL);
  const close = (surface: ComposerSurface) => (): void => {
    if (props.open === surface) props.onOpen(undefined);
  };
  const send = async (body: NewBody): Promise<void> => {
    if (!(await props.model.send(body))) return;
    if (body.kind === 'poll') setPoll(EMPTY_POLL);
    props.onOpen(undefined);
    props.onDone();
  };
  const addFiles = (files: FileList): void => {
    props.model.attach.add(files);
    props.onDone();
  };
  const shown = (kind: ComposerSurface['kind']): ComposerSurface | undefined =>
    props.open?.kind === kind ? props.open : undefined;
  const surfaces = (): JSX.Element => (
    <Contained onClose={() => props.onOpen(undefined)}>
      <Switch>
        <Match when={shown('menu')} keyed>
          {(surface) => (
            <AttachMenu
              anchor={surface.anchor}
              emoji={props.emojiInMenu}
              onPick={(kind) => props.onOpen({ kind, anchor: surface.anchor })}
              onFiles={props.model.target()?.kind === 'edit' ? undefined : addFiles}
              onClose={close(surface)}
            />
          )}
        </Match>
        <Match when={shown('emoji')} keyed>
          {(surface) => <EmojiPicker anchor={surface.anchor} onPick={props.onEmoji} onClose={close(surface)} />}
        </Match>
        <Match when={shown('poll')} keyed>
          {(surface) => (
            <PollDialog draft={poll()} onDraft={setPoll} onSend={(body) => void send(body)} onClose={close(surface)} />
          )}
        </Match>
        <Match when={shown('location')} keyed>
          {(surface) => <LocationDialog onSend={(body) => void send(body)} onClose={close(surface)} />}
        </Match>
        <Match when={shown('contact')} keyed>
          {(surface) => <ContactDialog onSend={(body) => void send(body)} onClose={close(surface)} />}
        </Match>
      </Switch>
    </Contained>
  );
  return (
    <>
      {surfaces()}
      <Contained onClose={props.model.keepEmptied}>
        <Show when={props.model.emptied()}>
          <Confirm
            title={t('composer.editing.empty')}
            words={t('composer.editing.empty.words')}
            act={t('composer.editing.empty.act')}
            onAct={props.model.removeEmptied}
            onClose={props.model.keepEmptied}
          />
        </Show>
      </Contained>
    </>
  );
};
