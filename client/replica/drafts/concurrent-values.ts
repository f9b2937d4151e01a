import * as Y from 'yjs';

const bytesOf = (item: Y.Item): Uint8Array | undefined => {
  const [value] = item.content.getContent();
  return value instanceof Uint8Array ? value : undefined;
};

/** The item that one replaced, if it came with this transaction. */
const replacedBy = (item: Y.Item, { beforeState, doc }: Y.Transaction): Y.Item | undefined => {
  const { origin } = item;
  if (origin === null || item.id.clock < (beforeState.get(item.id.client) ?? 0)) return undefined;
  const found = Y.getItem(doc.store, origin);
  return found instanceof Y.Item ? found : undefined;
};

/**
 * Values of a key that lost against what stands there now, although nobody who wrote that knew of them. Their bytes are in
 * the document only until the transaction is over.
 */
export const lostValues = (map: Y.Map<unknown>, key: string, transaction: Y.Transaction): Uint8Array[] => {
  const written: Y.Item[] = [];
  for (let item = map._map.get(key) ?? null; item !== null; item = item.left)
    if (bytesOf(item) !== undefined) written.push(item);
  const replaced = new Set<Y.Item>();
  for (const item of written)
    for (let before = replacedBy(item, transaction); before !== undefined; before = replacedBy(before, transaction))
      if (replaced.has(before)) break;
      else replaced.add(before);
  return written.slice(1).flatMap((item) => (replaced.has(item) ? [] : (bytesOf(item) ?? [])));
};
