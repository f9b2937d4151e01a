import { Parser } from 'htmlparser2';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { readLine } from '../../shared/text/parse-line.ts';

export interface PageWords {
  readonly title: string;
  readonly text: string | undefined;
  /** Address of its picture. */
  readonly picture: string | undefined;
}

/** The first of these that a page has counts. */
const TITLES = ['og:title', 'twitter:title'];
const TEXTS = ['og:description', 'twitter:description', 'description'];
const PICTURES = ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'];
const NAMES = new Set([...TITLES, ...TEXTS, ...PICTURES]);

/** Characters of a title that are kept until it ends: one that is never closed takes the page with it. */
const TITLE = 4 * LIMITS.linkTitleCharacters;

/** What is read of a page: the parser takes ever longer for each tag that stays open, and each attribute. */
const MOST = { depth: 256, tags: 20_000, attributes: 20_000 };

/** Thrown out of the parser: what was read so far counts. */
class EnoughError extends Error {
  override readonly name = 'EnoughError';
}

const oneLine = (text: string | undefined, most: number): string | undefined =>
  text === undefined ? undefined : readLine(text.replace(/\s+/gu, ' '), most);

/** What a page says of itself; undefined: it has no title. @param base its address */
export const readPage = (html: string, base: URL): PageWords | undefined => {
  const said = new Map<string, string>();
  let title: string | undefined;
  let inTitle = false;
  /** Pictures within the page have titles of their own. */
  let drawings = 0;
  let root = base;
  const read = { depth: 0, tags: 0, attributes: 0 };
  const count = (what: keyof typeof read): void => {
    read[what] += 1;
    if (read[what] > MOST[what]) throw new EnoughError();
  };
  const parser = new Parser({
    onopentagname: (name) => {
      // Its head is what counts, if it has one.
      if (name === 'body' && (title !== undefined || TITLES.some((one) => said.has(one)))) throw new EnoughError();
      count('tags');
      count('depth');
    },
    onattribute: () => count('attributes'),
    onopentag: (name, { property, name: named, content, href }) => {
      const key = (property ?? named ?? '').trim().toLowerCase();
      if (name === 'svg') drawings += 1;
      else if (name === 'title') inTitle = drawings === 0 && title === undefined;
      else if (name === 'base' && href !== undefined && URL.canParse(href, base)) root = new URL(href, base);
      else if (name === 'meta' && NAMES.has(key) && content !== undefined && content.trim() !== '' && !said.has(key))
        said.set(key, content);
    },
    ontext: (part) => {
      if (inTitle && (title?.length ?? 0) < TITLE) title = `${title ?? ''}${part}`;
    },
    onclosetag: (name) => {
      read.depth -= 1;
      if (name === 'title') inTitle = false;
      if (name === 'svg') drawings -= 1;
    },
  });
  try {
    parser.end(html);
  } catch (error) {
    if (!(error instanceof EnoughError)) throw error;
  }

  const first = (keys: readonly string[]): string | undefined => keys.map((key) => said.get(key)).find(Boolean);
  const { linkTitleCharacters, linkTextCharacters } = LIMITS;
  const shown = oneLine(first(TITLES), linkTitleCharacters) ?? oneLine(title, linkTitleCharacters);
  if (shown === undefined) return undefined;
  const picture = first(PICTURES)?.trim();
  return {
    title: shown,
    text: oneLine(first(TEXTS), linkTextCharacters),
    picture: picture !== undefined && URL.canParse(picture, root) ? new URL(picture, root).href : undefined,
  };
};
