import { t } from '../../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageId } from '../../../../shared/ids/ulid.ts';
import { IconButton } from '../../../design/button.tsx';
import { useApp } from '../../app-context.ts';
import { createProjection } from '../../topics/create-topic.ts';
import { useRowStop } from '../content-context.ts';
import { FileIcon } from './file-icon.tsx';
import style from './files.module.css';
import { uploadWords } from './upload-words.ts';

/** How far the files of one's own message are on their way, and what can be done about it. */
export const UploadProgress = (props: {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  /** Only what needs a person. */
  readonly onlyFailed?: boolean;
}): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const uploads = createProjection(app.channel, 'uploads');
  const upload = () =>
    uploads()?.find(
      (one) => one.messageId === props.messageId && (props.onlyFailed !== true || one.state === 'failed'),
    );
  const pauseLabel = () => t(upload()?.state === 'paused' ? 'shown.upload.resume' : 'shown.upload.pause');
  const place = () => ({ conversationId: props.conversationId, messageId: props.messageId });
  const pause = async (on: boolean): Promise<void> =>
    void app.done(await app.channel.call('pauseUpload', { ...place(), on }));
  const retry = async (): Promise<void> => void app.done(await app.channel.call('retryUpload', place()));
  const cancel = async (): Promise<void> => {
    if (app.done(await app.channel.call('cancelUpload', place()))) app.say(t('shown.upload.cancelled'));
  };
  return (
    <Show when={upload()}>
      {(one) => (
        <div class={style.upload} data-upload={one().state}>
          <span class={style.about}>
            <span class={style.small}>{uploadWords(one())}</span>
            <progress
              class={style.progress}
              aria-label={t('shown.upload.progress')}
              max={one().size}
              value={one().sent}
            />
          </span>
          <Show
            when={one().state === 'failed'}
            fallback={
              <button
                type="button"
                class={style.round}
                tabIndex={stop()}
                aria-label={pauseLabel()}
                title={pauseLabel()}
                onClick={() => void pause(upload()?.state !== 'paused')}
              >
                <FileIcon name={upload()?.state === 'paused' ? 'play' : 'pause'} />
              </button>
            }
          >
            <IconButton icon="retry" label={t('shown.retry')} tabIndex={stop()} onClick={() => void retry()} />
          </Show>
          <IconButton icon="close" label={t('shown.upload.cancel')} tabIndex={stop()} onClick={() => void cancel()} />
        </div>
      )}
    </Show>
  );
};
