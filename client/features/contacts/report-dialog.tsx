import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import type { Person } from '../../channel/person.ts';
import type { MessageEntry } from '../../channel/timeline-view.ts';
import { FormDialog } from '../../design/form-dialog.tsx';
import { Switch } from '../../design/switch.tsx';
import { timeOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { unopenedWords } from '../message-content/unopened-words.ts';
import { named } from './create-block.ts';
import style from './report-dialog.module.css';

/** Reports messages to the administrators. The dialog shows everything that is sent. */
export const ReportDialog = (props: {
  readonly conversationId: ConversationId;
  readonly entries: readonly MessageEntry[];
  /** The person who can be blocked with the report; undefined: nobody in particular, or blocked already. */
  readonly person?: Person | undefined;
  readonly onDone?: () => void;
  readonly onClose: () => void;
}): JSX.Element => {
  const app = useApp();
  const id = createUniqueId();
  const [reason, setReason] = createSignal('');
  const [block, setBlock] = createSignal(false);
  const chosen = () => props.entries.slice(-LIMITS.reportedMessages);
  const submit = async (): Promise<void> => {
    const { conversationId, person, onDone } = props;
    const messages = chosen().map(({ messageId }) => messageId);
    if (!app.done(await app.channel.call('report', { conversationId, messages, reason: reason() }))) return;
    if (person !== undefined && block()) app.done(await app.channel.call('block', { person: named(person), on: true }));
    app.say(t('contacts.reported'));
    onDone?.();
    props.onClose();
  };
  return (
    <FormDialog
      title={t('contacts.report.title')}
      act={t('contacts.report.act')}
      disabled={chosen().length === 0 && reason().trim() === ''}
      onSubmit={() => void submit()}
      onClose={() => props.onClose()}
    >
      <p class={style.words}>{t('contacts.report.words')}</p>
      <Show when={chosen().length > 0} fallback={<p class={style.words}>{t('contacts.report.none')}</p>}>
        <ul class={style.messages} aria-label={t('contacts.report.messages')}>
          <For each={chosen()}>
            {(entry) => (
              <li>
                <small>
                  <b dir="auto">{entry.author}</b> {timeOf(entry.at)}
                </small>
                <p dir="auto">{entry.text ?? unopenedWords(entry.unopened)}</p>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <div class={style.field}>
        <label for={id}>{t('contacts.report.reason')}</label>
        <textarea
          id={id}
          dir="auto"
          rows={3}
          maxLength={LIMITS.reasonCharacters}
          value={reason()}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      <Show when={props.person}>
        {(person) => (
          <Switch
            label={t('contacts.report.block', { name: person().name })}
            words={t('contacts.block.short')}
            on={block()}
            onChange={setBlock}
          />
        )}
      </Show>
    </FormDialog>
  );
};
