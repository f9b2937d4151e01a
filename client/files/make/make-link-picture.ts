import type { FileBody } from '../../../shared/envelope/file-body.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { HEADER_BYTES, isPicture, isShowable, readPictureHeader } from '../picture-header.ts';
import { SNIFF_BYTES, sniffType } from '../sniff-type.ts';
import { decodePicture, drawnSize, drawSmall, redrawPicture } from './draw-picture.ts';
import { nameForType } from './file-name.ts';
import type { MakeDeps } from './make-file.ts';
import { sealFile } from './seal-file.ts';

/** The picture of a page, drawn small and anew; undefined: it is none that can be. Throws `NotSealed`. */
export const makeLinkPicture = async (
  { store, control, inTurn }: MakeDeps,
  bytes: Blob,
): Promise<FileBody | undefined> => {
  const type = sniffType(new Uint8Array(await bytes.slice(0, SNIFF_BYTES).arrayBuffer()));
  const head = new Uint8Array(await bytes.slice(0, HEADER_BYTES).arrayBuffer());
  const header = isPicture(type) ? readPictureHeader(type, head) : undefined;
  if (header === undefined || !isShowable(header)) return undefined;
  const made = await inTurn('pictures', async () => {
    const bitmap = await decodePicture(bytes, header);
    if (bitmap === undefined) return undefined;
    const drawn = await redrawPicture(bitmap, type, 'link');
    const { placeholder } = await drawSmall(bitmap, type);
    const size = drawnSize(bitmap, 'link');
    bitmap.close();
    return drawn && { drawn, size, placeholder };
  });
  if (made === undefined || made.drawn.size > LIMITS.linkPictureBytes) return undefined;
  const { drawn, size, placeholder } = made;
  const name = nameForType('preview', drawn.type);
  const sealed = await sealFile(store, drawn, { name, type: drawn.type }, control);
  const look = { kind: 'picture', ...size, ...(placeholder === undefined ? {} : { placeholder }) } as const;
  return { ...sealed, name, type: drawn.type, look };
};
