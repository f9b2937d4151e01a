import { spokenLanguage, t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../not-sent/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { parseMessageId } from '../../../shared/ids/ulid.ts';
import type { UnsentItem } from '../../channel/commands.ts';
import type { UploadView } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { formatBytes } from '../../i18n/format-bytes.ts';
import { useApp } from '../app-context.ts';
import { uploadWords } from '../message-content/files/upload-words.ts';
import { summaryWords } from '../message-content/summary-words.ts';
import style from './outbox-page.module.css';

/** A message or an edit that the server does not have yet. */
export const UnsentRow = (props: {
  readonly item: UnsentItem;
  /** Of its files, when it has some. */
  readonly upload: UploadView | undefined;
  readonly onCancelled: () => void;
}): JSX.Element => {
  const app = useApp();
  // A row is made for each item.
  const { conversationId, key, kind, place } = props.item;
  const messageId = parseMessageId(key);
  const cancel = async (): Promise<void> => {
    if (messageId === undefined) return;
    const result =
      place === undefined
        ? await app.channel.call('cancelUpload', { conversationId, messageId })
        : await app.channel.call('remove', { conversationId, ...place });
    if (!result.ok) return app.say(t(`error.${result.error}`));
    app.say(t('outbox.cancelled'));
    props.onCancelled();
  };
  const retry = (): void => {
    if (messageId !== undefined) void app.channel.call('retryUpload', { conversationId, messageId }).then(app.done);
  };
  return (
    <li class={style.entry} data-key={key} data-state={props.upload?.state ?? 'waiting'}>
      <Icon name={props.upload?.state === 'failed' ? 'alert' : kind === 'edit' ? 'edit' : 'clock'} />
      <div class={style.about}>
        <p class={style.words} dir="auto">
          {summaryWords(props.item.text)}
        </p>
        <Show when={props.upload}>{(upload) => <p>{uploadWords(upload())}</p>}</Show>
        <small>
          {[
            ...(kind === 'edit' ? [t('outbox.edit')] : []),
            momentOf(props.item.at, app.now()),
            formatBytes(props.item.size, spokenLanguage()),
          ].join(' · ')}
        </small>
      </div>
      <Show when={props.upload?.state === 'failed'}>
        <Button onClick={retry}>{t('not-sent.retry')}</Button>
      </Show>
      <Show when={kind === 'message'}>
        <Button
          variant="quiet"
          aria-label={t('outbox.cancel.label', { what: summaryWords(props.item.text) })}
          onClick={() => void cancel()}
        >
          {t('outbox.cancel')}
        </Button>
      </Show>
    </li>
  );
};
