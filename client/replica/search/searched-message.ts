import type { MessageBody } from '../../../shared/envelope/body.ts';
import { EVERYBODY } from '../../../shared/envelope/envelope.ts';
import { fewMarks } from '../../../shared/text/few-marks.ts';
import type { ChapterMessage } from '../../../shared/timeline/chapter-message.ts';
import { shownAt } from '../../../shared/timeline/message-order.ts';
import { HAS, type Has } from '../../channel/search-view.ts';

/** What of one message is searched. */
export interface SearchedMessage {
  readonly id: string;
  /** Account number of the author. */
  readonly by: number;
  /** ms since 1970. */
  readonly at: number;
  /** Of its stamp; 0: the server does not have it. */
  readonly seq: number;
  /** When it disappears, ms since 1970; 0: never. */
  readonly due: number;
  /** What it has, a bit for each of `HAS`, and `MENTIONS_ME`. */
  readonly flags: number;
  /** Composed (NFC). */
  readonly text: string;
}

export const flagOf = (has: Has): number => 2 ** HAS.indexOf(has);
export const MENTIONS_ME = 2 ** HAS.length;

const LINK = /(?:https?:\/\/|mailto:|www\.)\S/iu;

interface FileOfMessage {
  readonly name: string;
  readonly look?: { readonly kind: string } | undefined;
}
/** Bodies that carry files; their names are searched. */
interface FilesBody {
  readonly kind: 'files';
  readonly files: readonly FileOfMessage[];
  readonly text?: string | undefined;
}

const hasOfFile = ({ look }: FileOfMessage): Has =>
  look?.kind === 'picture' || look?.kind === 'video' || look?.kind === 'voice' ? look.kind : 'file';
const linkIn = (text: string): readonly Has[] => (LINK.test(text) ? ['link'] : []);

/** The words of a body, and what it has. */
const searchedOf = (body: MessageBody | FilesBody): { readonly text: string; readonly has: readonly Has[] } => {
  switch (body.kind) {
    case 'text':
      return { text: body.text, has: linkIn(body.text) };
    case 'files': {
      const { files, text = '' } = body;
      return {
        text: [text, ...files.map(({ name }) => name)].join('\n').trim(),
        has: [...files.map(hasOfFile), ...linkIn(text)],
      };
    }
    case 'poll':
      return { text: [body.text, ...body.options].join('\n'), has: ['poll'] };
    case 'location':
      return { text: body.text ?? `${body.latitude}, ${body.longitude}`, has: ['place'] };
    case 'contact':
      return { text: body.name, has: ['contact'] };
  }
};

/** undefined: deleted, or this device cannot show it (yet). */
export const searchedMessage = (message: ChapterMessage, me: number): SearchedMessage | undefined => {
  if (message.body === undefined) return undefined;
  const { text, has } = searchedOf(message.body);
  const isMention = message.by !== me && (message.mentions.includes(me) || message.mentions.includes(EVERYBODY));
  const flags = [...new Set(has)].reduce((sum, one) => sum + flagOf(one), isMention ? MENTIONS_ME : 0);
  return {
    id: message.id,
    by: message.by,
    at: Math.max(0, shownAt(message)),
    seq: message.stamp?.seq ?? 0,
    due: message.stamp?.due ?? 0,
    flags,
    text: fewMarks(text).normalize('NFC'),
  };
};
