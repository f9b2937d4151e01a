import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { type ConversationId, parseConversationId } from '../../shared/ids/conversation.ts';
import { type MessageId, parseMessageId } from '../../shared/ids/ulid.ts';
import { type MessagePage, POST_MESSAGE, type PostedMessage } from '../../shared/protocol/http-programs.ts';
import { PROGRAM_LIMITS } from '../../shared/protocol/limits.ts';
import { type PlainMessage, textEnvelope } from '../programs/text-envelope.ts';
import type { AppEnv, HttpDependencies } from './deps.ts';
import { fail } from './errors.ts';
import { answerPosted } from './posted.ts';
import { readJson } from './read-json.ts';

const parseWhole = (text: string, most: number): number | undefined => {
  const value = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) && value <= most ? value : undefined;
};

/** A session that writes by requests is one device, however often it does. */
const deviceOfSession = (sessionId: string): number =>
  1 + (createHash('sha256').update(`device ${sessionId}`).digest().readUInt32BE() >>> 1);

/** GET and POST /api/conversations/:id/messages, for programs. */
export const messageRoutes = ({
  facts,
  limits,
  now,
  programs,
}: Pick<HttpDependencies, 'facts' | 'limits' | 'now' | 'programs'>) => {
  const idOf = (c: Context<AppEnv>) => parseConversationId(c.req.param('id') ?? '');

  /** The author of the message that is answered, as far as a program may name it. */
  const answered = async (id: ConversationId, { reply }: PlainMessage): Promise<number | undefined> => {
    const messageId = reply === undefined ? undefined : parseMessageId(reply.id);
    const found = messageId === undefined ? undefined : await facts.message(id, messageId);
    return found?.isDeleted === false && found.chapter === reply?.chapter ? found.author : undefined;
  };

  return new Hono<AppEnv>()
    .get('/:id/messages', async (c) => {
      const { userId } = c.get('signedIn').account;
      const cursor = parseWhole(c.req.query('cursor') ?? '0', Number.MAX_SAFE_INTEGER);
      const limit = parseWhole(c.req.query('limit') ?? '50', PROGRAM_LIMITS.messagesAtOnce);
      if (cursor === undefined || limit === undefined || limit === 0)
        return fail(c, {
          code: 'invalid',
          message: `cursor must come from an earlier page, and limit be from 1 to ${PROGRAM_LIMITS.messagesAtOnce}.`,
        });
      const wait = await limits.messagePages.take(userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const id = idOf(c);
      const page = id === undefined ? undefined : await programs.read(id, userId, cursor, limit);
      return page === undefined ? fail(c, { code: 'not-found' }) : c.json(page satisfies MessagePage);
    })
    .post('/:id/messages', async (c) => {
      const { account, sessionId, program } = c.get('signedIn');
      const wait = await limits.postedMessages.take(account.userId);
      if (wait > 0) return fail(c, { code: 'too-many', wait });
      const read = await readJson(c, POST_MESSAGE);
      if (read.kind === 'failed') return fail(c, read.failure);
      const id = idOf(c);
      const member = id === undefined ? undefined : await facts.membership(id, account.userId);
      if (id === undefined || member === undefined) return fail(c, { code: 'not-found' });
      const asked = read.value;
      const by = account.number;
      const device = program?.device ?? deviceOfSession(sessionId);
      const envelope =
        'text' in asked
          ? textEnvelope(asked, { by, device, at: now(), answered: await answered(id, asked) })
          : new Uint8Array(Buffer.from(asked.envelope, 'base64'));
      const actor = { userId: account.userId, number: account.number, device, session: sessionId };
      const posted = await programs.post(id, actor, asked.id as MessageId, envelope);
      if (posted.kind === 'refused' && posted.refusal.code === 'not-your-device')
        return fail(c, {
          code: 'invalid',
          message: `The envelope names a device that is not registered to this account. This token writes as device ${device}.`,
        });
      return answerPosted(c, posted, (message) => message satisfies PostedMessage);
    });
};
