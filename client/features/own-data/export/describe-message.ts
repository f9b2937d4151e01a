import { t } from '../../../i18n/t.ts';
import '../../message-content/messages.ts';
import '../../timeline/messages.ts';
import { geoUri } from '../../../../shared/protocol/summary-of.ts';
import type { ExportedEvent } from '../../../channel/exported.ts';
import type { UnopenedCount } from '../../../channel/timeline-view.ts';
import { dayOf, timeOf } from '../../../i18n/dates.ts';
import { eventWords } from '../../message-content/events/event-words.ts';
import { unopenedWords } from '../../message-content/unopened-words.ts';

type SaidBody = { readonly reply?: { readonly id: string } | undefined; readonly forwarded?: true | undefined } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'files'; readonly text?: string | undefined }
  | {
      readonly kind: 'poll';
      readonly text: string;
      readonly options: readonly string[];
      readonly anonymous: boolean;
    }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'contact'; readonly name: string }
);

/** A message of this device, or of an imported file. */
interface SaidMessage {
  readonly by: string;
  readonly writtenAt: string;
  readonly body?: SaidBody | undefined;
  readonly edited?: true | undefined;
  readonly unreadable?: UnopenedCount['why'] | undefined;
  readonly deletedBy?: string | undefined;
  readonly reactions?: readonly { readonly emoji: string; readonly by: readonly string[] }[] | undefined;
  readonly votes?: readonly (readonly string[])[] | undefined;
  readonly quoted?: { readonly by: string; readonly text?: string | undefined } | undefined;
}

/** A message as people read it, before any markup. */
export interface DescribedMessage {
  readonly author: string;
  readonly time: string;
  /** ISO 8601; undefined: no date. */
  readonly iso: string | undefined;
  readonly day: string;
  /** "edited", "Forwarded". */
  readonly notes: readonly string[];
  readonly reply: { readonly id: string; readonly words: string } | undefined;
  /** In the words of the author, with their marks. */
  readonly text: string | undefined;
  /** A line of ours, a place or a contact: never read as marks. */
  readonly line: string | undefined;
  readonly poll: { readonly question: string; readonly options: readonly string[] } | undefined;
  readonly reactions: string;
}

const lineOf = ({ body, deletedBy, unreadable }: SaidMessage): string | undefined => {
  if (deletedBy !== undefined) return t('content.quote.deleted');
  if (body === undefined) return unopenedWords(unreadable);
  if (body.kind === 'contact') return `👤 ${body.name}`;
  if (body.kind !== 'location') return undefined;
  const place = geoUri(body.latitude, body.longitude).slice('geo:'.length);
  return `📍 ${body.text === undefined ? place : `${body.text} (${place})`}`;
};

const pollOf = ({ body, votes }: SaidMessage): DescribedMessage['poll'] =>
  body?.kind !== 'poll'
    ? undefined
    : {
        question: `📊 ${body.text}`,
        options: body.options.map((option, at) => {
          const voters = votes?.[at] ?? [];
          const who = body.anonymous || voters.length === 0 ? '' : ` (${voters.join(', ')})`;
          return `${option}: ${voters.length}${who}`;
        }),
      };

const replyOf = ({ body, quoted }: SaidMessage): DescribedMessage['reply'] => {
  if (body?.reply === undefined) return undefined;
  const said = quoted?.text?.replaceAll(/\s+/g, ' ') ?? t('content.quote.elsewhere');
  return { id: body.reply.id, words: quoted === undefined ? said : `${quoted.by}: ${said}` };
};

/** A date as people read it; an invalid one is a number, which some browsers would parse. */
const readTime = (text: string): Pick<DescribedMessage, 'time' | 'iso' | 'day'> => {
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return {
    time: timeOf(at),
    iso: Number.isFinite(at) ? text : undefined,
    // Always with its year and never "today": a file is read much later.
    day: dayOf(at, Number.NaN),
  };
};

/** An event in one line. */
export const describeEvent = ({ at, event, by, who }: ExportedEvent) => ({
  ...readTime(at),
  words: eventWords({ event, by, who }),
});

export const describeMessage = (message: SaidMessage): DescribedMessage => {
  const { body, by, edited, reactions = [], writtenAt } = message;
  return {
    author: by,
    ...readTime(writtenAt),
    notes: [...(edited ? [t('timeline.edited')] : []), ...(body?.forwarded ? [t('content.forwarded')] : [])],
    reply: replyOf(message),
    text: body?.kind === 'text' || body?.kind === 'files' ? body.text : undefined,
    line: lineOf(message),
    poll: pollOf(message),
    reactions: reactions.map((one) => `${one.emoji} ${one.by.join(', ')}`).join(' · '),
  };
};
