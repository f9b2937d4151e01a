import type * as Y from 'yjs';
import { ADMITTED, FROM_JOURNAL } from '../admission/server-document.ts';

/**
 * Documents change through admission only: any other change would be broadcast and acknowledged without being on disk, so
 * it ends the process. Call once the document is loaded.
 */
export const assertAdmitted = (doc: Y.Doc, name: string, fatal: (reason: string) => never): void => {
  doc.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== ADMITTED && origin !== FROM_JOURNAL) fatal(`an update came into ${name} past admission`);
  });
};
