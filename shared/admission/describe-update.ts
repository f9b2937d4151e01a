import type * as Y from 'yjs';
import { itemAt } from '../document/chapter.ts';
import type { BlobId } from '../ids/blob.ts';
import type { MessageId } from '../ids/ulid.ts';
import { isDisappearing } from '../protocol/conversation-settings.ts';
import { isHistory } from '../protocol/facts.ts';
import { countShown } from './count-shown.ts';
import type { DeleteRange } from './delete-ranges.ts';
import { type DocumentFacts, rightsIn } from './document-facts.ts';
import { hangingOn } from './hanging.ts';
import type { Judged } from './judged.ts';
import { bytesAt } from './live.ts';
import { nameIn, pictureIn } from './plain-body.ts';
import type { Proposal } from './proposal.ts';
import type { Entry } from './read-entry.ts';

const plainOf = (entry: Entry | undefined): unknown =>
  entry?.content.kind === 'plain' ? entry.content.values.at(-1) : undefined;

/** By message that an edit or deletion speaks of; a deletion names the author where the chapter does not have the message. */
const authorsSpokenOf = (proposal: Proposal): Map<MessageId, number> => {
  const authors = new Map<MessageId, number>();
  for (const { root, parsed, envelope } of proposal.entries) {
    const { messageId } = parsed;
    if (messageId === undefined || (root !== 'deletions' && root !== 'edits')) continue;
    const author = proposal.authorOf(messageId) ?? (root === 'deletions' ? envelope?.author : undefined);
    if (author !== undefined) authors.set(messageId, author);
  }
  return authors;
};

const saidOfConversation = ({ written }: Proposal): DocumentFacts => {
  const setting = (key: string) => plainOf(written.get(`settings/${key}`));
  const [disappear, history] = [setting('disappear'), setting('history')];
  return {
    name: nameIn(written.get('profile/name')?.envelope),
    picture: pictureIn(written.get('profile/picture')?.envelope),
    disappear: isDisappearing(disappear) ? disappear : undefined,
    history: isHistory(history) ? history : undefined,
    rights: rightsIn(setting),
  };
};

/** Ranges of everything that hangs on messages deleted now, and of what this update brings for deleted ones. */
const sweepOf = (proposal: Proposal, deletions: readonly MessageId[]): DeleteRange[] => {
  const { doc, entries, work } = proposal;
  const ranges: DeleteRange[] = [];
  for (const { root, parsed, content, id, length } of entries) {
    if (root === 'deletions' || content.kind === 'deleted' || proposal.removesNew(id)) continue;
    if (proposal.isDeleted(parsed.messageId)) ranges.push({ client: id.client, clock: id.clock, length });
  }
  if (deletions.length === 0) return ranges;
  const alive = (item: Y.Item | undefined) => item !== undefined && !item.deleted && !proposal.removesNew(item.id);
  const add = (item: Y.Item | undefined) => {
    if (item !== undefined && alive(item))
      ranges.push({ client: item.id.client, clock: item.id.clock, length: item.length });
  };
  for (const id of new Set(deletions)) {
    add(itemAt(doc, 'messages', id));
    for (const { root, key } of hangingOn(doc, id, work)) add(itemAt(doc, root, key));
  }
  return ranges;
};

type Description = Pick<
  Judged,
  'messages' | 'edits' | 'dead' | 'deletions' | 'authors' | 'secondDeletions' | 'sweep' | 'shown' | 'wrote'
>;

/** What an update that was found good means. */
export const describeUpdate = (proposal: Proposal): Description => {
  const { doc, entries } = proposal;
  const deletions = entries.filter((e) => e.root === 'deletions').flatMap((e) => e.parsed.messageId ?? []);
  const secondDeletions = entries
    .filter((e) => e.root === 'deletions' && e.content.kind !== 'deleted')
    .flatMap(({ parsed: { messageId }, id }) =>
      messageId !== undefined && bytesAt(doc, 'deletions', messageId) !== undefined
        ? [{ messageId, id: { client: id.client, clock: id.clock } }]
        : [],
    );
  const living = (entry: Entry) =>
    entry.content.kind !== 'deleted' && !proposal.removesNew(entry.id) && !proposal.isDeleted(entry.parsed.messageId);
  const messages = entries
    .filter((entry) => entry.root === 'messages' && living(entry))
    .flatMap(({ parsed, envelope, content }) =>
      parsed.messageId === undefined || envelope === undefined || content.kind !== 'bytes'
        ? []
        : [
            {
              id: parsed.messageId,
              at: envelope.at,
              mentions: envelope.mentions ?? [],
              quiet: envelope.quiet === true,
              entry: content.value,
              // Checked when the envelope was read.
              ...(envelope.blobs === undefined ? {} : { blobs: envelope.blobs as readonly BlobId[] }),
            },
          ],
    )
    // One's own backlog of several sessions in the order of writing: message ids begin with their time.
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const edits = entries
    .filter((entry) => entry.root === 'edits' && living(entry))
    .flatMap(({ parsed, envelope, content }) =>
      parsed.messageId === undefined ||
      parsed.editId === undefined ||
      envelope === undefined ||
      content.kind !== 'bytes'
        ? []
        : [
            {
              id: parsed.editId,
              messageId: parsed.messageId,
              mentions: envelope.mentions ?? [],
              entry: content.value,
            },
          ],
    )
    // Edits stamped together are shown by their ids.
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const dead = entries
    .filter((entry) => entry.root === 'messages' && entry.content.kind === 'deleted')
    .flatMap(({ parsed }) => parsed.messageId ?? []);
  return {
    messages,
    edits,
    dead,
    deletions,
    authors: authorsSpokenOf(proposal),
    secondDeletions,
    sweep: sweepOf(proposal, deletions),
    shown: countShown(doc, entries),
    wrote: proposal.context.kind === 'conversation' ? saidOfConversation(proposal) : {},
  };
};
