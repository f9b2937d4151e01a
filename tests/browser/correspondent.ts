import * as v from 'valibot';
import { chapterDocument } from '../../shared/document/name.ts';
import { headerBlobs, type MessageBody } from '../../shared/envelope/body.ts';
import type { FileBody, SealedFile } from '../../shared/envelope/file-body.ts';
import { type ConversationId, makeGroupId } from '../../shared/ids/conversation.ts';
import { ME } from '../../shared/protocol/http.ts';
import { join, type Member, makeDirect } from '../support/members.ts';
import { type Spoil, uploadFile, uploadSealed } from '../support/sealed-upload.ts';
import type { TestServer } from '../support/server-process.ts';
import type { Person } from './person.ts';

/** Somebody at the other end without a browser: quick to make, and to write with. */
export interface Correspondent {
  /** As the others see them. */
  readonly name: string;
  /** `person` knows them. */
  readonly startDirect: () => Promise<ConversationId>;
  readonly startStranger: () => Promise<ConversationId>;
  readonly startGroup: (name: string) => Promise<ConversationId>;
  /** The server has it when this is done; answers its id. `mention`: it names the person. */
  readonly say: (id: ConversationId, text: string | MessageBody, mention?: true) => Promise<string>;
  /** Seals and uploads bytes, as a preview. */
  readonly seal: (bytes: Uint8Array) => Promise<SealedFile>;
  /** Seals and uploads a file for a message. */
  readonly attach: (
    bytes: Uint8Array,
    about: Pick<FileBody, 'name' | 'type'> & Partial<FileBody>,
    spoil?: Spoil,
  ) => Promise<FileBody>;
  /** For everybody. */
  readonly remove: (id: ConversationId, messageId: string) => Promise<void>;
  readonly edit: (id: ConversationId, messageId: string, text: string) => Promise<void>;
  readonly stop: () => void;
}

/** Somebody who writes to `person`. */
export const correspondentOf = async (server: TestServer, person: Person): Promise<Correspondent> => {
  const running = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const member: Member = await join(running, 'carol');
  const asked: unknown = await person.page.evaluate(async () => (await fetch('/api/me')).json());
  const { userId, number, name } = v.parse(ME, asked);
  const openTo = async (id: ConversationId) => ({
    document: await member.open(chapterDocument(id, 0)),
    writer: member.writer(),
  });
  /** A document takes one writer of a person after the other, so each keeps its own. */
  const opened = new Map<ConversationId, ReturnType<typeof openTo>>();
  const own = v.parse(ME, await (await member.get('/api/me')).json());
  return {
    name: own.name,
    startDirect: async () => {
      const { id } = await makeDirect(member, { ...member, userId });
      await person.post(`/api/conversations/${id}/accept`);
      return id;
    },
    startStranger: async () => (await makeDirect(member, { ...member, userId })).id,
    startGroup: async (title) => {
      const id = makeGroupId(Date.now(), Math.random);
      await member.post('/api/conversations', { id, kind: 'group', name: title, members: [userId] });
      return id;
    },
    say: async (id, text, mention) => {
      const opening = opened.get(id) ?? openTo(id);
      opened.set(id, opening);
      const { document, writer } = await opening;
      const mentions = mention === undefined ? {} : { mentions: [{ by: number, name }] };
      const body: MessageBody = typeof text === 'string' ? { kind: 'text', text, ...mentions } : text;
      const envelope = writer.envelope(body, { at: Date.now(), ...headerBlobs(body) });
      const messageId = writer.id();
      const answer = await document.push(writer.set('messages', messageId, envelope));
      if (answer !== 'saved') throw new Error(`The server did not take ${JSON.stringify(body)}: ${String(answer)}`);
      return messageId;
    },
    seal: (bytes) => uploadSealed({ origin: server.url, cookie: member.cookie }, bytes),
    attach: (bytes, about, spoil) => uploadFile({ origin: server.url, cookie: member.cookie }, bytes, about, spoil),
    remove: async (id, messageId) => {
      const { document, writer } = await (opened.get(id) ?? openTo(id));
      await document.push(writer.remove(messageId, member.number));
    },
    edit: async (id, messageId, text) => {
      const { document, writer } = await (opened.get(id) ?? openTo(id));
      await document.push(writer.edit(messageId, text));
    },
    stop: () => member.client.close(),
  };
};
