import { For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { BodyOf, MessageEntry } from '../../../channel/timeline-view.ts';
import { Album } from './album.tsx';
import { FileCard } from './file-card.tsx';
import style from './files.module.css';
import { isSound, isVideo, isVisual } from './looks.ts';
import { UploadProgress } from './upload-progress.tsx';
import { Video } from './video.tsx';
import { Voice } from './voice/voice.tsx';

/** The files of a message, each as what it is; pictures and videos stand together. */
export const FilesMessage = (props: {
  readonly entry: MessageEntry;
  readonly body: BodyOf<'files'>;
  readonly conversationId: ConversationId;
}): JSX.Element => {
  const visuals = () => props.body.files.filter(isVisual);
  const lonelyVideo = () => (visuals().length === 1 ? visuals().find(isVideo) : undefined);
  const sounds = () => props.body.files.filter(isSound);
  const others = () => props.body.files.filter((file) => !isVisual(file) && !isSound(file));
  const isOnItsWay = () => props.entry.own && props.entry.seq === 0;
  return (
    <div class={style.files} data-files="">
      <Show
        when={lonelyVideo()}
        fallback={
          <Show when={visuals().length > 0}>
            <Album files={visuals()} />
          </Show>
        }
      >
        {(file) => <Video file={file()} />}
      </Show>
      <For each={sounds()}>
        {(file) => <Voice conversationId={props.conversationId} messageId={props.entry.messageId} file={file} />}
      </For>
      <For each={others()}>{(file) => <FileCard file={file} />}</For>
      <Show when={isOnItsWay()}>
        <UploadProgress conversationId={props.conversationId} messageId={props.entry.messageId} />
      </Show>
    </div>
  );
};
