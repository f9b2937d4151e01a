import type { TimelineEntry } from '../../../channel/projections.ts';

/** A line of text and its mean character, as in the type of the app. Pixels. */
const LINE = 22;
const CHARACTER = 7.2;
/** The widest a bubble gets, and what of it is not text. Pixels. */
const BUBBLE = 560;
const AROUND = 28;
/** Texts are folded after so many lines until the person asks for the rest. */
const SHOWN = 40;

const linesOf = (text: string, perLine: number): number => {
  let lines = 0;
  for (const line of text.slice(0, SHOWN * perLine).split('\n')) lines += Math.max(1, Math.ceil(line.length / perLine));
  return Math.min(SHOWN, lines);
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
      const lines = entry.text === undefined ? 1 : linesOf(entry.text, perLine);
      const quote = entry.quote === undefined ? 0 : 48;
      const reactions = entry.reactions.length === 0 ? 0 : 24;
      return 20 + lines * LINE + quote + reactions + (entry.first ? 10 : 0) + (entry.last ? 20 : 0);
    }
  }
};
