/** Bars of a voice message. */
const BARS = 50;
/** The loudest of them, as one hex digit. */
const LOUDEST = 15;

/** Loudness over a recording, one hex digit a bar; the loudest moment fills its bar. @param levels from 0 to 1 */
export const waveBars = (levels: readonly number[]): string => {
  if (levels.length === 0) return '0';
  const count = Math.min(BARS, levels.length);
  const loud = Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count));
    return levels.slice(from, to).reduce((most, level) => Math.max(most, level), 0);
  });
  const top = Math.max(...loud, Number.EPSILON);
  return loud.map((level) => Math.round((level / top) * LOUDEST).toString(16)).join('');
};
