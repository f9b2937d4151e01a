import { type FileBody, sealedFilesOf } from '../../../shared/envelope/file-body.ts';

export type { FileBody };

/** How much of a picture is sent. `original`: the file itself, with all that it tells. */
export const QUALITIES = ['standard', 'high', 'original'] as const;
export type Quality = (typeof QUALITIES)[number];

/** What the author should know about a file before sending it. */
export type Notice =
  /** This browser cannot decode it: sent as a file. */
  | 'heic'
  | 'not-decoded'
  /** Its header asks for more pixels than are safe to decode: sent as a file. */
  | 'too-many-pixels'
  /** It keeps its metadata, the location included. */
  | 'tells-all'
  /** A large video that stays as it is. */
  | 'large-video'
  /** A recording that this browser cannot play. */
  | 'not-played';

/** What was recorded on this device. */
export interface Recorded {
  readonly bytes: Blob;
  readonly type: string;
  /** Loudness over its length, each from 0 to 1. */
  readonly levels: readonly number[];
  /** Counted by the clock, for formats that do not state a length. */
  readonly seconds: number;
  readonly name: string;
}

/** A file that was attached, sealed and on the disk of this device. */
export interface Made {
  readonly file: FileBody;
  /** Of pictures: the file as it was chosen, from which other qualities are made. Not sent with it. */
  readonly original?: FileBody;
  readonly quality?: Quality;
  /** Its size in each quality, or an estimate. Bytes */
  readonly estimates?: Readonly<Record<Quality, number>>;
  readonly notices: readonly Notice[];
}

/** All blobs of files that a message would carry. */
export const blobsOfFiles = (files: readonly FileBody[]): readonly string[] =>
  files.flatMap((file) => sealedFilesOf(file).map(({ blob }) => blob));

/** All blobs that are on the disk for it, some of them twice. */
export const blobsOfMade = ({ file, original }: Made): readonly string[] =>
  blobsOfFiles(original === undefined ? [file] : [file, original]);

/** `disk`: this device has no room, or took nothing. `unreadable`: the file has changed or is gone. */
export type MakeFailure = 'disk' | 'unreadable' | 'insecure';

/** Tab → worker. Each is answered once, by `made`, `shown`, `done` or `failed` with its number. */
export type ToMaker = { readonly id: number; readonly userId: string } & (
  | { readonly kind: 'make'; readonly file: Blob; readonly name: string; readonly quality: Quality }
  | { readonly kind: 'remake'; readonly from: Made; readonly quality: Quality }
  | { readonly kind: 'voice'; readonly recorded: Recorded }
  /** The picture of a page, made small. */
  | { readonly kind: 'link'; readonly bytes: Blob }
  /** A picture of the file that can be shown, opened from the disk. */
  | { readonly kind: 'show'; readonly file: FileBody }
  | { readonly kind: 'cancel'; readonly of: number }
);

/** Worker → tab. */
export type FromMaker = { readonly id: number } /** Of 1. */ & (
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'made'; readonly made: Made }
  | { readonly kind: 'shown'; readonly blob: Blob | undefined }
  | { readonly kind: 'failed'; readonly failure: MakeFailure }
);
