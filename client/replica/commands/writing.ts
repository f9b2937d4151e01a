import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import { ALG_PLAIN, type Body, encodeBody } from '../../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../../shared/envelope/envelope.ts';
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
  readonly directory: Directory;
  readonly pool: Pool;
}

/** What came of something a person asked for. */
export type Outcome = Result<void, CommandError>;

export const envelopeOf = (
  { clock, me, device }: WritingDeps,
  body: Body,
  header: Pick<Envelope, 'author' | 'mentions'> = {},
): Uint8Array =>
  encodeEnvelope({
    by: me,
    device,
    at: Math.max(0, clock.now()),
    alg: ALG_PLAIN,
    body: encodeBody(body),
    ...header,
  });

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

/** `unknown` for a chapter that does not exist: opening one would make it. */
export const withChapter = async <T, E>(
  deps: WritingDeps,
  { conversationId, chapter }: Pick<FullMessageRef, 'conversationId' | 'chapter'>,
  work: (live: ReplicaDocument) => Result<T, E> | Promise<Result<T, E>>,
): Promise<Result<T, E | 'unknown'>> =>
  deps.directory.hasChapter(conversationId, chapter)
    ? withDocument(deps, chapterDocument(conversationId, chapter), work)
    : fail('unknown');
