export interface Marks {
  readonly read?: number | undefined;
  readonly delivered?: number | undefined;
}

const higher = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

/** One entry for each conversation, with the highest marks: what is named 500 times is written once. */
export const mergeReceipts = (
  receipts: readonly (Marks & { readonly conversationId: string })[],
): ReadonlyMap<string, Marks> => {
  const merged = new Map<string, Marks>();
  for (const { conversationId, read, delivered } of receipts) {
    const known = merged.get(conversationId);
    merged.set(conversationId, { read: higher(known?.read, read), delivered: higher(known?.delivered, delivered) });
  }
  return merged;
};
