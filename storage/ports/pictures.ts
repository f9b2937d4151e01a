import type { PictureType } from '../../shared/protocol/picture.ts';

/** Small pictures of people and groups. */
export interface Pictures {
  /** Keeps a small picture under the SHA-256 of its bytes; repeating does no harm. */
  putPicture(picture: { hash: string; type: PictureType; bytes: Uint8Array; at: number }): Promise<void>;
  picture(hash: string): Promise<{ readonly type: PictureType; readonly bytes: Uint8Array } | undefined>;
  /** Removes pictures that were sent before a moment and that nobody and no group shows; answers how many. */
  dropUnusedPictures(before: number): Promise<number>;
}
