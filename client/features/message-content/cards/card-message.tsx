import { type JSX, Match, Switch } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { MessageEntry } from '../../../channel/timeline-view.ts';
import { ContactCard } from './contact-card.tsx';
import { Location } from './location.tsx';
import { Poll } from './poll.tsx';

const pollOf = ({ body }: MessageEntry) => (body?.kind === 'poll' ? body : undefined);
const locationOf = ({ body }: MessageEntry) => (body?.kind === 'location' ? body : undefined);
const contactOf = ({ body }: MessageEntry) => (body?.kind === 'contact' ? body : undefined);

/** A message that is no text and has no files. */
export const CardMessage = (props: {
  readonly entry: MessageEntry;
  readonly conversationId: ConversationId;
}): JSX.Element => (
  <Switch>
    <Match when={pollOf(props.entry)}>
      {(body) => <Poll entry={props.entry} body={body()} conversationId={props.conversationId} />}
    </Match>
    <Match when={locationOf(props.entry)}>{(body) => <Location body={body()} />}</Match>
    <Match when={contactOf(props.entry)}>{(body) => <ContactCard body={body()} />}</Match>
  </Switch>
);
