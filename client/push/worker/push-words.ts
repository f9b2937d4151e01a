import { decodeEnvelope } from '../../../shared/envelope/envelope.ts';
import { openPlain } from '../../../shared/envelope/opened-body.ts';
import type { PushMessage } from '../../../shared/protocol/push.ts';
import { readFileSummary, summaryOf } from '../../../shared/protocol/summary-of.ts';
import { fewMarks } from '../../../shared/text/few-marks.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { loadedMessages, type Message } from '../../i18n/register.ts';
import { makeTranslate, type Translate } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../../features/message-content/messages.ts';
import '../../features/conversation-list/messages.ts';
import '../../features/notifications/push-messages.ts';
import { plainText } from '../../features/message-content/text/plain-text.ts';

export interface PushWords {
  readonly title: string;
  readonly body: string;
}

/** Characters, as people count them, that a notification shows of a message and of a name. */
const MOST_SHOWN = 240;
const MOST_OF_NAME = 60;
/** No grapheme that people write is longer; cutting looks at no more than this. UTF-16 units. */
const LOOKED_AT = 12;

/** The beginning of a text, never half a character: emoji of several parts and letters with marks stay whole. */
export const cutAt = (text: string, most: number): string => {
  const start = fewMarks(text).slice(0, most * LOOKED_AT);
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(start);
  let count = 0;
  for (const { index } of segments) if (count++ === most) return `${start.slice(0, index).trimEnd()}…`;
  return start.length < text.length ? `${start}…` : text;
};

const oneLine = (text: string): string => withoutHidden(text).replace(/\s+/gu, ' ').trim();

export const speak = (
  texts: { readonly language: string; readonly messages: Readonly<Record<string, Message>> } | undefined,
): Translate<Catalogue> =>
  makeTranslate(Object.assign(Object.create(loadedMessages), texts?.messages) as Catalogue, texts?.language ?? 'en');

/** Of a notification that names nobody. */
export const neutralWords = (t: Translate<Catalogue>): PushWords => ({ title: t('app.name'), body: t('push.other') });

export const actionWords = (t: Translate<Catalogue>): { readonly reply: string; readonly read: string } => ({
  reply: t('push.reply'),
  read: t('push.read'),
});

/** What the entry says; undefined: there is none, or this device cannot open it here. */
const saidIn = (entry: string | undefined, t: Translate<Catalogue>): string | undefined => {
  if (entry === undefined) return undefined;
  try {
    const envelope = decodeEnvelope(Uint8Array.from(atob(entry), (letter) => letter.charCodeAt(0)));
    const body = envelope === undefined ? undefined : openPlain(envelope);
    if (body === undefined || !['text', 'files', 'poll', 'location', 'contact'].includes(body.kind)) return undefined;
    const summary = summaryOf(body as Parameters<typeof summaryOf>[0]);
    const files = readFileSummary(summary);
    if (files === undefined) return oneLine(plainText(summary));
    if (files.kind === 'voice') return t('content.voice', { seconds: files.seconds ?? '' });
    return t(`content.${files.kind}`, { count: files.count });
  } catch {
    return undefined;
  }
};

/** The words of a push, made on the device. Pure. */
export const pushWords = (
  { reason, count, entry, edit, show }: Pick<PushMessage, 'reason' | 'count' | 'entry' | 'edit' | 'show'>,
  known: {
    readonly kind: 'direct' | 'group' | undefined;
    readonly name: string | undefined;
    readonly by: string | undefined;
  },
  t: Translate<Catalogue>,
): PushWords => {
  const said = show === 'full' ? (saidIn(edit, t) ?? saidIn(entry, t)) : undefined;
  const isRequest = reason === 'request';
  const text =
    said === undefined || said === '' || isRequest
      ? t(isRequest ? 'push.request' : 'push.new')
      : cutAt(said, MOST_SHOWN);
  const name = (one: string | undefined): string => cutAt(oneLine(one ?? ''), MOST_OF_NAME);
  const more = count > 1 && !isRequest ? `\n${t('push.more', { count: count - 1 })}` : '';
  if (show === 'nothing') return { title: t('app.name'), body: `${text}${more}` };
  const by = name(known.by);
  const title = name(known.kind === 'group' ? known.name : known.by);
  const line = known.kind === 'group' && by !== '' ? t('list.by.text', { name: by, text }) : text;
  return { title: title === '' ? t('app.name') : title, body: `${line}${more}` };
};
