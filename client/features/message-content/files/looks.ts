import type { BodyOf } from '../../../channel/timeline-view.ts';

/** A file as a message carries it. */
export type FileBody = BodyOf<'files'>['files'][number];

type Look = NonNullable<FileBody['look']>;
export type Looking<Kind extends Look['kind']> = FileBody & { readonly look: Extract<Look, { readonly kind: Kind }> };

const is =
  <Kind extends Look['kind']>(...kinds: readonly Kind[]) =>
  (file: FileBody): file is Looking<Kind> =>
    kinds.some((kind) => kind === file.look?.kind);

/** As the author's device said; whether it is true, the bytes decide when they are here. */
export const isPicture = is('picture');
export const isVideo = is('video');
export const isSound = is('voice', 'audio');
export const isVisual = is('picture', 'video');
export type Visual = Looking<'picture' | 'video'>;
export type Sound = Looking<'voice' | 'audio'>;

/** 0:07, 12:34, 1:02:03 */
export const lengthOf = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
};

/** The widest and highest a single picture gets in a bubble, and how narrow or flat. Pixels */
const WIDEST = 360;
const HIGHEST = 420;
const FLATTEST = 2.4;
const NARROWEST = 0.56;

/** Of its place in a bubble, before anything of it is here: nothing jumps when it comes. Pixels */
export const boxOf = ({ width, height }: { readonly width: number; readonly height: number }) => {
  const ratio = Math.min(FLATTEST, Math.max(NARROWEST, width / height));
  return { width: Math.round(Math.min(WIDEST, HIGHEST * ratio)), ratio };
};
