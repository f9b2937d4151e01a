import type { DocumentName } from '../../shared/document/name.ts';
import type { ServerDocument } from '../admission/server-document.ts';

/** Runs work with a live document, which is loaded for it when nobody has it open. */
export type WithDocument = <T>(name: DocumentName, work: (live: ServerDocument) => Promise<T>) => Promise<T>;
