import type * as v from 'valibot';
import type { LINK_PREVIEW } from '../../shared/protocol/link-preview.ts';
import { LINK_PICTURE_BYTES } from '../../shared/protocol/link-preview.ts';
import { pictureTypeOf } from '../../shared/protocol/picture.ts';
import { decodePage } from './decode-page.ts';
import { fetchPublic, type Web } from './fetch-public.ts';
import { readPage } from './read-page.ts';

type Preview = NonNullable<v.InferOutput<typeof LINK_PREVIEW>['preview']>;

/** Some pages say what they are only after a megabyte of script; their head is what counts. */
const PAGE = {
  bytes: 1024 * 1024,
  ms: 6_000,
  accept: 'text/html,application/xhtml+xml',
  isWanted: (type: string) => /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(type),
};
const PICTURE = {
  bytes: LINK_PICTURE_BYTES + 1,
  ms: 5_000,
  accept: 'image/webp,image/png,image/jpeg',
  isWanted: (type: string) => /^\s*image\//i.test(type),
};

const pictureAt = async (web: Web, url: string): Promise<string | undefined> => {
  const found = await fetchPublic(web, url, PICTURE);
  if (found === undefined || found.isCut || pictureTypeOf(found.bytes) === undefined) return undefined;
  return Buffer.from(found.bytes).toString('base64');
};

/** Asks an address for what can be shown of it; undefined: nothing, whatever the reason. */
export const makePreview = async (web: Web, url: string): Promise<Preview | undefined> => {
  const found = await fetchPublic(web, url, PAGE);
  const page = found && readPage(decodePage(found.bytes, found.contentType), found.url);
  if (page === undefined) return undefined;
  const picture = page.picture === undefined ? undefined : await pictureAt(web, page.picture);
  return {
    title: page.title,
    ...(page.text === undefined ? {} : { text: page.text }),
    ...(picture === undefined ? {} : { picture }),
  };
};
