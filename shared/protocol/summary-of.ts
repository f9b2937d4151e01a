/** A geo: URI (RFC 5870) with at most six digits: a tenth of a metre. */
export const geoUri = (latitude: number, longitude: number): string =>
  `geo:${Number(latitude.toFixed(6))},${Number(longitude.toFixed(6))}`;

/** Minutes and seconds of a recording: `0:12`. */
export const clockTime = (seconds: number): string => {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

/** What a message says, as far as its line needs it. */
type Said =
  | { readonly kind: 'files'; readonly text?: string | undefined; readonly files: readonly SaidFile[] }
  | { readonly kind: 'text' | 'poll'; readonly text: string }
  | {
      readonly kind: 'location';
      readonly text?: string | undefined;
      readonly latitude: number;
      readonly longitude: number;
    }
  | { readonly kind: 'contact'; readonly name: string };

interface SaidFile {
  readonly name: string;
  readonly look?:
    | { readonly kind: 'picture' | 'video' | 'audio' }
    | { readonly kind: 'voice'; readonly seconds: number }
    | undefined;
}

export const FILE_SIGNS = { picture: '📷', video: '🎥', audio: '🎵', voice: '🎤', file: '📎' } as const;
type FileKind = keyof typeof FILE_SIGNS;

const kindOf = ({ look }: SaidFile): FileKind => look?.kind ?? 'file';

/** Their caption; else what they are: pictures, videos and voice messages by kind, other files by name, several by number. */
const filesSummary = (files: readonly SaidFile[], text: string | undefined): string => {
  const [first] = files;
  if (first === undefined) return text ?? '';
  const kind = files.every((file) => kindOf(file) === kindOf(first)) ? kindOf(first) : 'file';
  const sign = FILE_SIGNS[kind];
  if (text !== undefined) return `${sign} ${text}`;
  if (files.length > 1) return `${sign} ${files.length}`;
  if (first.look?.kind === 'voice') return `${sign} ${clockTime(first.look.seconds)}`;
  return kind === 'picture' || kind === 'video' ? sign : `${sign} ${first.name}`;
};

const SUMMARY = new RegExp(`^(${Object.values(FILE_SIGNS).join('|')})(?: (?:([1-9]\\d?)|(\\d{1,5}:\\d\\d)))?$`, 'u');

/** What a summary of files without a caption says; undefined: it is words, or a name. */
export const readFileSummary = (
  line: string,
): { readonly kind: FileKind; readonly count: number; readonly seconds: string | undefined } | undefined => {
  const [, sign, count, seconds] = SUMMARY.exec(line) ?? [];
  const kind = (Object.keys(FILE_SIGNS) as FileKind[]).find((one) => FILE_SIGNS[one] === sign);
  if (kind === undefined || (count === undefined && seconds === undefined && kind !== 'picture' && kind !== 'video'))
    return undefined;
  return { kind, count: Number(count ?? 1), seconds };
};

/** One line for lists, quotes and searches, without words of any language of ours: what is no text begins with a sign. */
export const summaryOf = (body: Said): string => {
  switch (body.kind) {
    case 'text':
      return body.text;
    case 'files':
      return filesSummary(body.files, body.text);
    case 'poll':
      return `📊 ${body.text}`;
    case 'location':
      return `📍 ${body.text ?? geoUri(body.latitude, body.longitude).slice('geo:'.length)}`;
    case 'contact':
      return `👤 ${body.name}`;
  }
};
