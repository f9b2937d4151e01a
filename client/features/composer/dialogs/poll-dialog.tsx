import { t } from '../../../i18n/t.ts';
import './dialog-messages.ts';
import { createSignal, Index, type JSX, Show } from 'solid-js';
import { LIMITS } from '../../../../shared/protocol/limits.ts';
import { Button, IconButton } from '../../../design/button.tsx';
import { Field } from '../../../design/field.tsx';
import { FormDialog } from '../../../design/form-dialog.tsx';
import type { NewBody } from '../new-body.ts';
import style from './dialogs.module.css';
import { type PollDraft, pollBody, pollProblems } from './poll-draft.ts';

/** The draft is the caller's, so that a dialog closed by mistake loses nothing. */
export const PollDialog = (props: {
  readonly draft: PollDraft;
  readonly onDraft: (draft: PollDraft) => void;
  readonly onSend: (body: NewBody) => void;
  readonly onClose: () => void;
}): JSX.Element => {
  let list: HTMLOListElement | undefined;
  const [tried, setTried] = createSignal(false);
  const change = (part: Partial<PollDraft>): void => props.onDraft({ ...props.draft, ...part });
  const problems = () => (tried() ? pollProblems(props.draft) : { question: undefined, options: undefined });
  const isFaulty = (option: string): boolean => {
    const problem = problems().options;
    return problem !== undefined && (problem !== 'options' || option.trim() === '');
  };
  const focus = (at: number): void => queueMicrotask(() => list?.querySelectorAll('input')[at]?.focus());
  const hasRoom = () => props.draft.options.length < LIMITS.pollOptions;
  const add = (): void => {
    if (!hasRoom()) return;
    change({ options: [...props.draft.options, ''] });
    focus(props.draft.options.length - 1);
  };
  const drop = (at: number): void => {
    change({ options: props.draft.options.filter((_, other) => other !== at) });
    focus(Math.max(0, at - 1));
  };
  /** Enter moves on: to the next option, and after the last one to a new option. */
  const goOn = (event: KeyboardEvent, at: number): void => {
    const { options } = props.draft;
    const isEmpty = options[at] === '';
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (at + 1 < options.length) focus(at + 1);
      else if (!isEmpty) add();
    } else if (event.key === 'Backspace' && isEmpty && options.length > 2) {
      event.preventDefault();
      drop(at);
    }
  };
  const submit = (): void => {
    setTried(true);
    const body = pollBody(props.draft);
    if (body !== undefined) props.onSend(body);
    else if (pollProblems(props.draft).question === undefined)
      focus(
        Math.max(
          0,
          props.draft.options.findIndex((option) => option.trim() === ''),
        ),
      );
  };
  return (
    <FormDialog title={t('new-poll.title')} act={t('new-poll.send')} onSubmit={submit} onClose={props.onClose}>
      <Field
        label={t('new-poll.question')}
        autofocus
        dir="auto"
        autocomplete="off"
        value={props.draft.question}
        problem={
          problems().question === undefined ? undefined : t(`new-poll.problem.${problems().question ?? 'question'}`)
        }
        onText={(question) => change({ question })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          focus(0);
        }}
      />
      <fieldset class={style.options}>
        <legend>{t('new-poll.options')}</legend>
        <ol ref={list}>
          <Index each={props.draft.options}>
            {(option, at) => (
              <li>
                <input
                  dir="auto"
                  autocomplete="off"
                  aria-label={t('new-poll.option', { count: at + 1 })}
                  placeholder={t('new-poll.option', { count: at + 1 })}
                  aria-invalid={isFaulty(option()) ? true : undefined}
                  aria-describedby={problems().options === undefined ? undefined : 'poll-options-problem'}
                  value={option()}
                  onInput={(event) =>
                    change({
                      options: props.draft.options.map((old, other) =>
                        other === at ? event.currentTarget.value : old,
                      ),
                    })
                  }
                  onKeyDown={(event) => goOn(event, at)}
                />
                <Show when={props.draft.options.length > 2}>
                  <IconButton
                    icon="close"
                    label={t('new-poll.option.remove', { count: at + 1 })}
                    onClick={() => drop(at)}
                  />
                </Show>
              </li>
            )}
          </Index>
        </ol>
        <Show when={problems().options}>
          {(problem) => (
            <p id="poll-options-problem" class={style.problem} role="alert">
              {t(`new-poll.problem.${problem()}`)}
            </p>
          )}
        </Show>
        <Show when={hasRoom()} fallback={<p class={style.note}>{t('new-poll.full')}</p>}>
          <Button variant="quiet" onClick={add}>
            {t('new-poll.option.add')}
          </Button>
        </Show>
      </fieldset>
      <label class={style.check}>
        <input
          type="checkbox"
          checked={props.draft.multiple}
          onChange={(event) => change({ multiple: event.currentTarget.checked })}
        />
        <span>{t('new-poll.multiple')}</span>
      </label>
      <label class={style.check}>
        <input
          type="checkbox"
          checked={props.draft.anonymous}
          onChange={(event) => change({ anonymous: event.currentTarget.checked })}
        />
        <span>
          {t('new-poll.anonymous')}
          <small>{t('new-poll.anonymous.words')}</small>
        </span>
      </label>
    </FormDialog>
  );
};
