import type { ExportedConversation, ExportedEvent, ExportedMessage } from '../../../channel/exported.ts';
import type { BodyOf } from '../../../channel/timeline-view.ts';

export type ExportFormat = 'html' | 'json' | 'md';

/** As its message carries it. */
export type SealedFileBody = BodyOf<'files'>['files'][number];

/** A file of a message. `path`: where it stands, seen from the conversation's file; absent: it is not in the export. */
export interface ExportedFile {
  readonly name: string;
  readonly size: number;
  readonly kind: 'picture' | 'video' | 'audio' | 'file';
  readonly alt?: string | undefined;
  readonly path?: string | undefined;
}

/** Something that is not in the export, or not whole. */
export interface ExportProblem {
  readonly conversation: string;
  readonly what: 'chapter' | 'message' | 'file' | 'picture';
  /** A chapter's number, a message's id, or a file's name. */
  readonly name: string;
}

export interface ExportHead extends ExportedConversation {
  /** ms since 1970. */
  readonly madeAt: number;
  /** Where its picture stands. */
  readonly pictureFile: string | undefined;
}

/** Writes one conversation, piece by piece. What throws writes nothing. */
export interface ExportWriter {
  readonly type: string;
  readonly begin: () => string;
  readonly message: (message: ExportedMessage, files: readonly ExportedFile[]) => string;
  readonly event: (event: ExportedEvent) => string;
  readonly end: (problems: readonly ExportProblem[]) => string;
}
