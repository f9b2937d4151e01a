import {
  accountDocument,
  chapterDocument,
  conversationDocument,
  type DocumentName,
  parseDocumentName,
} from '../../../shared/document/name.ts';

/** The document a record's key names; undefined for anything else. */
export const parseDocumentKey = (key: string): DocumentName | undefined => {
  const address = parseDocumentName(key);
  switch (address?.kind) {
    case 'account':
      return accountDocument(address.userId, address.generation);
    case 'conversation':
      return conversationDocument(address.conversationId);
    case 'chapter':
      return chapterDocument(address.conversationId, address.chapter);
    case undefined:
      return undefined;
  }
};
