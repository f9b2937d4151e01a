import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { isSeen } from '../../../shared/text/parse-line.ts';
import { IconButton } from '../../design/button.tsx';
import type { Composer } from './create-composer.ts';
import type { Voice } from './voice/create-voice.ts';

/** Sends, saves an edit, or begins a voice message while there is nothing to send. */
export const SendButton = (props: { readonly model: Composer; readonly voice: Voice }): JSX.Element => {
  const editing = () => props.model.target()?.kind === 'edit';
  const offersVoice = (): boolean => !editing() && props.model.text() === '' && !props.model.attach.isUsed();
  const mayGo = (): boolean =>
    props.model.left() >= 0 &&
    // An edit that is emptied offers to delete the message.
    (editing() || (props.model.attach.isUsed() ? props.model.attach.isReady() : isSeen(props.model.text())));
  return (
    <Show
      when={!offersVoice()}
      fallback={
        <IconButton
          icon="mic"
          label={t('composer.voice')}
          style={{ 'touch-action': 'none' }}
          onContextMenu={(event) => event.preventDefault()}
          onPointerDown={props.voice.press}
          // A pointer has pressed already; a keyboard and a screen reader only click.
          onClick={(event) => {
            if (event.detail === 0) props.voice.begin();
          }}
        />
      }
    >
      <IconButton
        type="submit"
        variant="main"
        icon={editing() ? 'check' : 'send'}
        label={t(editing() ? 'composer.save-edit' : 'composer.send')}
        disabled={!mayGo()}
        // Keeps the focus, and with it the phone's keyboard, in the field.
        onPointerDown={(event) => event.preventDefault()}
      />
    </Show>
  );
};
