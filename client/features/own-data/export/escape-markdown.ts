/** What Markdown and GitHub's form of it give a meaning anywhere in a line. */
const ANYWHERE = /[\\`*_{}[\]<>#|~&$^@:!]/g;
/** What GitHub makes a link without any mark. */
const WWW = /\b(www)\./gi;
/** Where a line begins with it: a list, a rule, a heading above. */
const SIGN_FIRST = /^([-+=])/;
const NUMBER_FIRST = /^(\d{1,9})([.)])/;

const escapeLine = (line: string): string => {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  // Leading spaces would make it code.
  const space = [...indent].map((sign) => (sign === '\t' ? '&nbsp;'.repeat(4) : '&nbsp;')).join('');
  const rest = line
    .slice(indent.length)
    .replaceAll(ANYWHERE, '\\$&')
    .replaceAll(WWW, '$1\\.')
    .replace(SIGN_FIRST, '\\$1')
    .replace(NUMBER_FIRST, '$1\\$2');
  return space + rest.trimEnd();
};

const LINE_ENDS = /\r\n?|[\n\v\f\u0085\u2028\u2029]/;

/** One line of text that stays text. */
export const escapeMarkdown = (text: string): string => escapeLine(text.split(LINE_ENDS).join(' ').trim());

/**
 * Text of several lines that stays text: no mark of it means anything. Lines stay lines.
 * @param before begins each line, as of a quote
 */
export const markdownText = (text: string, before = ''): string => {
  const lines = text.toWellFormed().split(LINE_ENDS).map(escapeLine);
  return lines
    .map((line, at) => {
      const next = lines[at + 1];
      // A backslash at the end breaks the line; where an empty one follows, a new paragraph does.
      return before + (line !== '' && next !== undefined && next !== '' ? `${line}\\` : line);
    })
    .join('\n');
};
