import { readBody } from '../../../shared/envelope/body.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import { parseMessageId } from '../../../shared/ids/ulid.ts';
import type { UnsentItem } from '../../channel/commands.ts';
import { collectUnsent, type UnsentDeps } from './collect-unsent.ts';

/** Bytes that it will take on the way: the text and the files. */
const sizeOf = (body: Uint8Array | undefined): number => {
  const said = body === undefined ? undefined : readBody(body);
  const files = said?.kind === 'files' ? said.files : [];
  return (body?.length ?? 0) + files.reduce((sum, { size }) => sum + size, 0);
};

/** What a person wrote here and the server does not have: messages and edits without a stamp, and what was not sent. */
export const unsentList = async (deps: UnsentDeps): Promise<readonly UnsentItem[]> => {
  const { notSent } = deps.localState.tables;
  const refused = [...notSent].flatMap(([key, { conversationId, title, text, at, body }]): UnsentItem[] => {
    const id = parseConversationId(conversationId);
    const item = { key, title, text, at, size: sizeOf(body), kind: 'not-sent' as const, place: undefined };
    return id === undefined ? [] : [{ conversationId: id, ...item }];
  });
  const waiting = (await collectUnsent(deps)).map(({ conversationId, key, chapter, text, at, body }): UnsentItem => {
    const [message = '', edit] = key.split('/');
    const messageId = parseMessageId(message);
    const title = deps.directory.get(conversationId)?.title ?? '';
    return {
      conversationId,
      key,
      title,
      text,
      at,
      size: sizeOf(body),
      kind: edit === undefined ? 'message' : 'edit',
      place: chapter === undefined || messageId === undefined ? undefined : { chapter, messageId },
    };
  });
  return [...refused, ...waiting].sort((a, b) => a.at - b.at);
};
