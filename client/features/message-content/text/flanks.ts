/**
 * Where emphasis may begin and end. CommonMark's rule, with three changes for chats: a mark between two letters does
 * nothing (`5*3*2=30`), scripts that write no spaces need none around a mark, and `_` keeps out of names (`__init__.py`).
 */
export interface Flanks {
  readonly opens: boolean;
  readonly closes: boolean;
}

/** Scripts whose words are not separated by spaces, or take endings without one (Hangul), and their punctuation. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\u{3000}-\u{303F}\u{FF00}-\u{FFEF}]/u;
/** What is not seen is no letter: it must not make a mark one that is shown. */
const WORD = /[[\p{L}\p{N}\p{M}]--\p{Default_Ignorable_Code_Point}]/v;
const PUNCTUATION = /[\p{P}\p{S}]/u;
/** Accents that stand alone; words begin or end with none. */
const ACCENT = /[\p{Sk}--[`\p{Emoji_Modifier}]]/v;
/** What joins words to one name, as in file names and paths. */
const JOINS = /[./\\]/;

const isSpace = (char: string): boolean => char === '' || /\s/u.test(char);
const isWord = (char: string): boolean => WORD.test(char) && !UNSPACED.test(char);
const isPunctuation = (char: string): boolean => PUNCTUATION.test(char);

const after = (text: string, at: number): string => {
  const point = text.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
};
const before = (text: string, at: number): string => {
  const last = text.charCodeAt(at - 1);
  return after(text, last >= 0xdc_00 && last <= 0xdf_ff ? at - 2 : at - 1);
};

/** The same characters as they stand in the other direction, so that one rule serves beginning and end. */
interface Side {
  /** Beside the mark, on the side of what it would enclose. */
  readonly inner: string;
  /** Beside the mark, on the other side, and one further. */
  readonly outer: string;
  readonly beyond: string;
  /** Brackets that would lead out of what it encloses. */
  readonly outwards: RegExp;
}

const mayEnclose = (sign: string, { inner, outer, beyond, outwards }: Side): boolean => {
  if (isSpace(inner) || (isWord(inner) && isWord(outer))) return false;
  // `src/**` is a path, and `(*´ω` a face.
  if (inner === '/' || inner === '\\' || ACCENT.test(inner) || outwards.test(inner)) return false;
  if (sign === '_') {
    if (WORD.test(outer) || outer === '_' || (JOINS.test(outer) && WORD.test(beyond))) return false;
    return isSpace(outer) || isPunctuation(outer);
  }
  if (UNSPACED.test(inner) || UNSPACED.test(outer)) return true;
  return !isPunctuation(inner) || isSpace(outer) || isPunctuation(outer);
};

/** Of the run of marks from `from` to `to`. */
export const flanksOf = (text: string, from: number, to: number): Flanks => {
  const sign = text[from] ?? '';
  const [left, right] = [before(text, from), after(text, to)];
  return {
    opens: mayEnclose(sign, {
      inner: right,
      outer: left,
      beyond: before(text, from - left.length),
      outwards: /\p{Pe}/u,
    }),
    closes: mayEnclose(sign, {
      inner: left,
      outer: right,
      beyond: after(text, to + right.length),
      outwards: /\p{Ps}/u,
    }),
  };
};
