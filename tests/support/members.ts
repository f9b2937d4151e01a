import { accountDocument, chapterDocument, conversationDocument } from '../../shared/document/name.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { ChapterWriter } from './chapter-writer.ts';
import { RawClient, type RawDocument } from './raw-client.ts';
import { type Person, type ServerAddress, signUp } from './sign-up.ts';

/** A signed-up person with a raw socket. */
export interface Member extends Person {
  readonly client: RawClient;
  open(document: string): Promise<RawDocument>;
  writer(seed?: number): ChapterWriter;
}

let count = 0;

export const join = async (server: ServerAddress, name: string): Promise<Member> => {
  const person = await signUp(server, `${name}${count++}`);
  const client = await RawClient.connect(server.url, { cookie: person.cookie, origin: server.origin });
  return {
    ...person,
    client,
    open: (document) => client.open(document, person.token),
    writer: (seed) => new ChapterWriter(person.number, seed ?? ++count),
  };
};

/** A group of the first person with the others; its document names. */
export const makeGroup = async (
  owner: Member,
  ...others: Member[]
): Promise<{ id: ConversationId; chapter: string; conversation: string }> => {
  const id = makeGroupId(Date.now(), Math.random);
  await owner.post('/api/conversations', {
    id,
    kind: 'group',
    name: 'Boat club',
    members: others.map(({ userId }) => userId),
  });
  return { id, chapter: chapterDocument(id, 0), conversation: conversationDocument(id) };
};

export const makeDirect = async (
  a: Member,
  b: Member,
): Promise<{ id: ConversationId; chapter: string; conversation: string }> => {
  const id = directIdOf(a.userId as UserId, b.userId as UserId);
  await a.post('/api/conversations', { id, kind: 'direct', members: [b.userId] });
  return { id, chapter: chapterDocument(id, 0), conversation: conversationDocument(id) };
};

export const accountOf = (member: Member): string => accountDocument(member.userId as UserId, member.generation);
