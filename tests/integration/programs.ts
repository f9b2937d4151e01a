import { makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { MessagePage } from '../../shared/protocol/http-programs.ts';
import { type Ask, asking, PASSWORD, type Running, type Somebody } from './running-server.ts';

export const messageId = () => makeMessageId(Date.now(), Math.random);

export const groupOf = async (owner: Somebody, ...others: Somebody[]): Promise<string> => {
  const id = makeGroupId(Date.now(), Math.random);
  const members = others.map(({ userId }) => userId);
  const made = await owner.ask('POST', '/api/conversations', { id, kind: 'group', name: 'Boat club', members });
  if (made.status !== 201) throw new Error(`The group was not made: ${made.text}`);
  return id;
};

export interface Bot {
  readonly token: string;
  readonly tokenId: string;
  readonly ask: Ask;
}

/** A program of somebody, with a token of its own. */
export const botOf = async (server: Running, who: Somebody, access: 'read' | 'write' = 'write'): Promise<Bot> => {
  const made = await who.ask('POST', '/api/tokens', { name: 'A bot', access, password: PASSWORD });
  if (made.status !== 201) throw new Error(`The token was not made: ${made.text}`);
  const token = String(made.json?.token);
  return { token, tokenId: String(made.json?.tokenId), ask: asking(server, { authorization: `Bearer ${token}` }) };
};

export const pageOf = async ({ ask }: { readonly ask: Ask }, id: string, query = ''): Promise<MessagePage> => {
  const answer = await ask('GET', `/api/conversations/${id}/messages${query}`);
  if (answer.status !== 200) throw new Error(`No messages: ${answer.text}`);
  return answer.json as unknown as MessagePage;
};

/** What each message of a page says now; undefined: deleted. */
export const textsOf = ({ messages }: MessagePage): unknown[] =>
  messages.map(({ entry, edit }) => (edit ?? entry)?.json?.text);
