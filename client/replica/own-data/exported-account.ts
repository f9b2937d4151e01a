import type * as Y from 'yjs';
import { DRAFT_PREFIX } from '../../../shared/permissions/table.ts';

/** What follows a person across devices, as plain values: settings, stars, hidden messages, drafts. */
export const exportedAccount = (doc: Y.Doc): Record<string, unknown> => {
  const settings: Record<string, unknown> = {};
  for (const root of doc.share.keys())
    settings[root] = root.startsWith(DRAFT_PREFIX)
      ? doc.getText(root).toString()
      : Object.fromEntries(doc.getMap(root).entries());
  return settings;
};
