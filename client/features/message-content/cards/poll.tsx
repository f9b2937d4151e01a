import { t } from '../../../i18n/t.ts';
import './card-messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { BodyOf, MessageEntry, PollView } from '../../../channel/timeline-view.ts';
import { Icon } from '../../../design/icon.tsx';
import { useApp } from '../../app-context.ts';
import { useRowStop } from '../content-context.ts';
import { uncountedWords } from '../unopened-words.ts';
import style from './poll.module.css';
import { PollOptions } from './poll-options.tsx';

/** Shown before the votes are known, so that the question can be read at once. */
const unvoted = (body: BodyOf<'poll'>): PollView => ({
  options: body.options.map((text) => ({ text, count: 0, mine: false, names: [] })),
  voters: 0,
  closed: false,
});

export const Poll = (props: {
  readonly entry: MessageEntry;
  readonly body: BodyOf<'poll'>;
  readonly conversationId: ConversationId;
}): JSX.Element => {
  const app = useApp();
  const stop = useRowStop();
  const [names, setNames] = createSignal(false);
  const poll = () => props.entry.poll ?? unvoted(props.body);
  const mine = () => poll().options.flatMap((option, choice) => (option.mine ? [choice] : []));
  const hasNames = () => poll().options.some((option) => option.names.length > 0);
  const vote = (choices: readonly number[]): void => {
    const { chapter, messageId } = props.entry;
    void app.channel.call('vote', { conversationId: props.conversationId, chapter, messageId, choices }).then(app.done);
  };
  const toggle = (choice: number): void => {
    const now = mine();
    if (!props.body.multiple) vote(now.includes(choice) ? [] : [choice]);
    else vote(now.includes(choice) ? now.filter((one) => one !== choice) : [...now, choice].sort((a, b) => a - b));
  };
  const kind = () =>
    [
      t(props.body.multiple ? 'poll.multiple' : 'poll.single'),
      ...(props.body.anonymous ? [t('poll.anonymous')] : []),
    ].join(' · ');
  return (
    <div class={style.poll}>
      <p class={style.question} dir="auto">
        {props.body.text}
      </p>
      <p class={style.kind}>
        <Icon name="poll" size="small" />
        {kind()}
      </p>
      <PollOptions
        label={props.body.text}
        options={poll().options}
        voters={poll().voters}
        multiple={props.body.multiple}
        mayVote={props.entry.may.vote && !poll().closed}
        showNames={names()}
        onToggle={toggle}
      />
      <div class={style.foot}>
        <span>{poll().voters === 0 ? t('poll.none') : t('poll.voters', { count: poll().voters })}</span>
        <Show when={poll().unopened}>{(votes) => <span>{uncountedWords('votes', votes())}</span>}</Show>
        <Show when={poll().closed}>
          <span class={style.closed}>
            <Icon name="check" size="small" />
            {t('poll.closed')}
          </span>
        </Show>
        <Show when={hasNames()}>
          <button
            type="button"
            class={style.show}
            tabIndex={stop()}
            aria-expanded={names()}
            onClick={() => setNames(!names())}
          >
            {t(names() ? 'poll.names.hide' : 'poll.names.show')}
          </button>
        </Show>
        <Show when={mine().length > 0 && props.entry.may.vote && !poll().closed}>
          <button type="button" class={style.show} tabIndex={stop()} onClick={() => vote([])}>
            {t('poll.remove-vote')}
          </button>
        </Show>
      </div>
    </div>
  );
};
