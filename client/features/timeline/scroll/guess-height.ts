import type { MessageEntry, TimelineEntry } from '../../../channel/timeline-view.ts';

/** A line of text and its mean character, as in the type of the app. Pixels. */
const LINE = 22;
const CHARACTER = 7.2;
/** The widest a bubble gets, and what of it is not text. Pixels. */
const BUBBLE = 560;
const AROUND = 76;
/** Texts are folded after so many lines until the person asks for the rest. */
const SHOWN = 40;

const linesOf = (text: string, perLine: number): number => {
  let lines = 0;
  for (const line of text.slice(0, SHOWN * perLine).split('\n')) lines += Math.max(1, Math.ceil(line.length / perLine));
  return Math.min(SHOWN, lines);
};

/** The widest a picture gets; a voice message or the card of a file; a row of an album. Pixels. */
const PICTURE = 360;
const CARD = 66;
const ALBUM_ROW = 183;
/** The card of a link. Pixels. */
const LINK = 92;

const filesHeight = ({ body }: MessageEntry, width: number): number => {
  if (body?.kind !== 'files') return 0;
  const visuals = body.files.flatMap(({ look }) => (look?.kind === 'picture' || look?.kind === 'video' ? [look] : []));
  const [first] = visuals;
  const cards = (body.files.length - visuals.length) * CARD;
  if (first === undefined) return cards;
  if (visuals.length > 1) return cards + Math.ceil(visuals.length / 2) * ALBUM_ROW;
  const ratio = Math.min(2.4, Math.max(0.56, first.width / first.height));
  return cards + Math.min(PICTURE, width * 0.8 - AROUND, 420 * ratio) / ratio;
};

/** How high a row that was never on screen will be: so near that the scroll bar does not dance. Pixels. */
export const guessHeight = (entry: TimelineEntry, width: number): number => {
  switch (entry.kind) {
    case 'day':
      return 42;
    case 'unread':
      return 34;
    case 'event':
      return 34;
    case 'message': {
      const perLine = Math.max(12, Math.floor((Math.min(BUBBLE, width * 0.8) - AROUND) / CHARACTER));
      const text = entry.body?.kind === 'files' ? entry.body.text : entry.text;
      const lines = text === undefined ? (entry.body?.kind === 'files' ? 0 : 1) : linesOf(text, perLine);
      const quote = entry.quote === undefined ? 0 : 46;
      const link = entry.body?.kind === 'text' && entry.body.link !== undefined ? LINK : 0;
      const reactions = entry.reactions.length === 0 ? 0 : 22;
      // The time of a longer text stands on a line of its own.
      const meta = lines > 1 ? 18 : 0;
      return 14 + lines * LINE + filesHeight(entry, width) + meta + link + quote + reactions + (entry.first ? 8 : 0);
    }
  }
};
