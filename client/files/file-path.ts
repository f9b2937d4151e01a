import { parseBlobId } from '../../shared/ids/blob.ts';

/** Addresses of opened files, which the service worker answers and no server knows. */
export const FILES_PATH = '/files/';

export interface FilePath {
  readonly userId: string;
  readonly blob: string;
  /** The name it is saved under. */
  readonly name: string;
}

export const filePath = ({ userId, blob, name }: FilePath): string =>
  `${FILES_PATH}${encodeURIComponent(userId)}/${blob}/${encodeURIComponent(name)}`;

const PATH = /^\/files\/([^/]+)\/([^/]+)\/([^/]+)$/;

export const parseFilePath = (path: string): FilePath | undefined => {
  const [, userId, blob, name] = PATH.exec(path) ?? [];
  if (userId === undefined || blob === undefined || name === undefined || parseBlobId(blob) === undefined)
    return undefined;
  try {
    return { userId: decodeURIComponent(userId), blob, name: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
};
