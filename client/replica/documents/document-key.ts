import { type DocumentName, parseDocumentName } from '../../../shared/document/name.ts';

/** The document a record's key names; undefined for anything else. A valid name is written in one way only. */
export const parseDocumentKey = (key: string): DocumentName | undefined =>
  parseDocumentName(key) === undefined ? undefined : (key as DocumentName);
