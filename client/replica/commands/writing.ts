import { itemAt } from '../../../shared/document/chapter.ts';
import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import type { Body } from '../../../shared/envelope/body.ts';
import type { Envelope } from '../../../shared/envelope/envelope.ts';
import type { SealBody } from '../../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { CommandError, FullMessageRef } from '../../channel/commands.ts';
import type { Directory } from '../directory.ts';
import type { Pool } from '../documents/pool.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { Clock, Random } from '../ports.ts';

/** What every command needs that writes into a document. */
export interface WritingDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly me: number;
  readonly device: number;
  readonly seal: SealBody;
  readonly directory: Directory;
  readonly pool: Pool;
}

/** What came of something a person asked for. */
export type Outcome = Result<void, CommandError>;

/** @param root where it will stand */
export const envelopeOf = (
  { clock, me, device, seal }: WritingDeps,
  root: string,
  body: Body,
  { at = clock.now(), ...header }: Partial<Pick<Envelope, 'at' | 'author' | 'mentions' | 'blobs'>> = {},
): Uint8Array => seal(root, { by: me, device, at: Math.max(0, at), ...header }, body);

/** Opens a document for as long as the work takes; when it is open already nothing is awaited before the work. */
export const withDocument = async <T>(
  deps: WritingDeps,
  name: DocumentName,
  work: (live: ReplicaDocument) => T | Promise<T>,
): Promise<T> => {
  const live = deps.pool.grab(name) ?? (await deps.pool.use(name));
  try {
    return await work(live);
  } finally {
    deps.pool.release(live);
  }
};

export const withConversation = <T>(
  deps: WritingDeps,
  id: ConversationId,
  work: (live: ReplicaDocument) => T | Promise<T>,
): Promise<T> => withDocument(deps, conversationDocument(id), work);

/** Sealed bodies are opened in moments where their keys are at hand. ms */
const OPEN_WITHIN = 2_000;

/** As `withChapter`, once what is being opened in it is open, for work that needs to know what messages say. */
export const withOpenChapter = <T, E>(
  deps: WritingDeps,
  place: Pick<FullMessageRef, 'conversationId' | 'chapter'>,
  work: (live: ReplicaDocument) => Result<T, E> | Promise<Result<T, E>>,
): Promise<Result<T, E | 'unknown'>> =>
  withChapter(deps, place, async (live) => {
    await live.bodies.settled(OPEN_WITHIN);
    return work(live);
  });

/** `unknown` for a chapter that does not exist: opening one would make it. */
export const withChapter = async <T, E>(
  deps: WritingDeps,
  { conversationId, chapter }: Pick<FullMessageRef, 'conversationId' | 'chapter'>,
  work: (live: ReplicaDocument) => Result<T, E> | Promise<Result<T, E>>,
): Promise<Result<T, E | 'unknown'>> =>
  deps.directory.hasChapter(conversationId, chapter)
    ? withDocument(deps, chapterDocument(conversationId, chapter), work)
    : fail('unknown');

/**
 * The chapter of this device that holds an entry, open or not, and when the disk has it there.
 * @param key the id of a message, or of another root's entry
 */
export const whereWritten = async (
  deps: WritingDeps,
  id: ConversationId,
  key: string,
  root = 'messages',
): Promise<{ readonly chapter: number; readonly saved: Promise<boolean> } | undefined> => {
  for (const name of deps.directory.held(id).toReversed()) {
    const found = await withDocument(deps, name, ({ address, doc, saver }) =>
      address.kind === 'chapter' && itemAt(doc, root, key) !== undefined
        ? { chapter: address.chapter, saved: saver.whenSaved() }
        : undefined,
    );
    if (found !== undefined) return found;
  }
  return undefined;
};
