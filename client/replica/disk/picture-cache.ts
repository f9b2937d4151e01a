import { picturePath, pictureTypeOf } from '../../../shared/protocol/picture.ts';
import { requestBytes } from '../../http/request.ts';
import type { Pictures } from '../ports.ts';

/** The cache that the service worker answers from, by this name in `vite.config.ts` too; signing out removes it. */
export const PICTURE_CACHE = 'pictures';

export const browserPictures: Pictures = {
  load: async (hash) => {
    try {
      const kept = 'caches' in globalThis ? await caches.match(picturePath(hash)) : undefined;
      const answer = kept?.ok ? await kept.blob() : await requestBytes('GET', picturePath(hash));
      if (answer === undefined) return undefined;
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const type = pictureTypeOf(bytes);
      return type === undefined ? undefined : { name: `${hash}.${type.slice('image/'.length)}`, bytes };
    } catch {
      return undefined;
    }
  },
  keep: async (hash, { bytes, type }) => {
    // No cache without https: the picture then shows once the server has it.
    if (!('caches' in globalThis)) return;
    try {
      const cache = await caches.open(PICTURE_CACHE);
      await cache.put(picturePath(hash), new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }));
    } catch {
      // A full or forbidden cache costs only that it shows later.
    }
  },
};
