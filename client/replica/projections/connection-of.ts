import type { DocumentName } from '../../../shared/document/name.ts';
import type { Connection } from '../../channel/projections.ts';
import { parseDocumentKey } from '../documents/document-key.ts';
import type { LiveDocument } from '../documents/live-document.ts';
import type { Holdings } from '../holdings.ts';

/** Changes to documents that the server's disk does not have. */
export const unsentChanges = (
  holdings: Holdings,
  peek: (name: DocumentName) => LiveDocument | undefined,
  within?: string,
): number => {
  let count = 0;
  for (const [key, record] of holdings.tables.document) {
    const name = parseDocumentKey(key);
    if (within !== undefined && !key.startsWith(`conversation/${within}`)) continue;
    count += (name === undefined ? undefined : peek(name))?.meter.unsent() ?? record.unsent;
  }
  return count;
};

export const connectionOf = (
  holdings: Holdings,
  open: Iterable<LiveDocument>,
  now: Pick<Connection, 'state' | 'since' | 'settled' | 'unsent' | 'refused'>,
): Connection => {
  let unsaved = holdings.inDoubt() ? 1 : 0;
  let saveFailing = holdings.failing();
  for (const live of open) {
    unsaved += live.saver.version() - live.saver.saved();
    saveFailing ||= live.saver.failing();
  }
  return { ...now, unsaved, saveFailing, notSent: holdings.tables.notSent.size };
};
