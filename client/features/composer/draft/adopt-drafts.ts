import * as v from 'valibot';
import type { Channel } from '../../../channel/protocol.ts';
import { type PendingDraft, pendingKeys } from './pending-drafts.ts';

const PENDING = v.object({
  userId: v.string(),
  draft: v.looseObject({ conversationId: v.string(), text: v.string(), base: v.string() }),
});

const parse = (value: string): v.InferOutput<typeof PENDING> | undefined => {
  try {
    return v.parse(PENDING, JSON.parse(value));
  } catch {
    return undefined;
  }
};

/** Gives the replica what pages left behind; each is removed once it is on the disk, or of no use. */
export const adoptDrafts = async (channel: Channel, userId: string): Promise<void> => {
  for (const key of pendingKeys()) {
    const value = localStorage.getItem(key);
    if (value === null) continue;
    const pending = parse(value);
    // A page of this app wrote it, with all that its type says.
    const draft = pending?.userId === userId ? (pending.draft as unknown as PendingDraft) : undefined;
    const done = draft === undefined || (await channel.call('adoptDraft', draft)).ok;
    if (done && localStorage.getItem(key) === value) localStorage.removeItem(key);
  }
};
