import { chapterDocument } from '../../shared/document/name.ts';
import type { Body, MessageBody } from '../../shared/envelope/body.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { type ConversationId, directIdOf, makeGroupId } from '../../shared/ids/conversation.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { readConfig } from '../../sync-server/config.ts';
import { createLog } from '../../sync-server/log.ts';
import { startServer } from '../../sync-server/start-server.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { freePort } from '../support/free-port.ts';
import { RawClient, type RawDocument } from '../support/raw-client.ts';
import { type Person, signUp } from '../support/sign-up.ts';
import { CONVERSATIONS, type Conversation, type Line, type Name, PEOPLE } from './story.ts';

const DAY = 86_400_000;

/** When a line was written, ms since 1970: never in the future, so that early risers see the demo in order. */
const timeOf = ({ at: [days, time] }: Line, now: number): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at = new Date(now - days * DAY).setHours(hours, minutes, 0, 0);
  return at < now ? at : at - DAY;
};

type People = ReadonlyMap<Name, Person & { readonly client: RawClient }>;

interface Open {
  readonly id: ConversationId;
  readonly writers: ReadonlyMap<Name, { readonly writer: ChapterWriter; readonly document: RawDocument }>;
  /** Ids of lines that have a name. */
  readonly named: Map<string, string>;
  last: number;
}

const bodyOf = (line: Line, people: People, { named }: Open): MessageBody => {
  const { text, poll, place, answers, mentions } = line;
  const answered = answers === undefined ? undefined : named.get(answers);
  const reply = answered === undefined ? {} : { reply: { chapter: 0, id: answered } };
  if (poll !== undefined)
    return { kind: 'poll', text: poll.text, options: [...poll.options], multiple: false, anonymous: false, ...reply };
  if (place !== undefined) return { kind: 'location', ...place, ...reply };
  const named_ = (mentions ?? []).map((name) => ({ by: people.get(name)?.number ?? 0, name: PEOPLE[name] }));
  return { kind: 'text', text: text ?? '', ...(named_.length === 0 ? {} : { mentions: named_ }), ...reply };
};

/** Makes the people and what they wrote in a new data folder, at the times of the story. */
export const seedDemo = async (data: string): Promise<void> => {
  const now = Date.now();
  let clock = now - 30 * DAY;
  const port = await freePort();
  const read = readConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    SKERRY_DATA: data,
    SKERRY_SIGN_UP: 'open',
    SKERRY_GROUP_REQUESTS: 'off',
    SKERRY_RATE_LIMITS: 'off',
  });
  if (read.kind === 'mistakes') throw new Error(read.sentences.join('\n'));
  const server = await startServer(read.config, {
    log: createLog('silent', () => undefined, Date.now),
    now: () => clock,
    monotonic: () => performance.now(),
    random: Math.random,
    fatal: (reason) => {
      throw new Error(reason);
    },
    dist: data,
  });
  const address = { url: `ws://127.0.0.1:${port}/sync`, origin: `http://127.0.0.1:${port}` };
  try {
    const people = new Map<Name, Person & { readonly client: RawClient }>();
    for (const [name, fullName] of Object.entries(PEOPLE) as [Name, string][]) {
      const person = await signUp(address, fullName, `${name}@example.org`);
      const client = await RawClient.connect(address.url, { cookie: person.cookie, origin: address.origin });
      people.set(name, { ...person, client });
    }
    const personOf = (name: Name) => {
      const person = people.get(name);
      if (person === undefined) throw new Error(`Nobody is called ${name}.`);
      return person;
    };

    const open = async ({ title, people: names }: Conversation): Promise<Open> => {
      const [first, ...others] = names.map(personOf);
      const [second] = others;
      if (first === undefined || second === undefined) throw new Error('A conversation needs two people.');
      const members = others.map(({ userId }) => userId);
      const id =
        title === undefined
          ? directIdOf(first.userId as UserId, second.userId as UserId)
          : makeGroupId(clock, Math.random);
      await first.post(
        '/api/conversations',
        title === undefined ? { id, kind: 'direct', members } : { id, kind: 'group', name: title, members },
      );
      if (title === undefined) await second.post(`/api/conversations/${id}/accept`, {});
      const writers = new Map<Name, { writer: ChapterWriter; document: RawDocument }>();
      for (const [i, name] of names.entries()) {
        const person = personOf(name);
        const document = await person.client.open(chapterDocument(id, 0), person.token);
        writers.set(name, { writer: new ChapterWriter(person.number, i + 1), document });
      }
      return { id, writers, named: new Map(), last: 0 };
    };

    /** Writes an entry as somebody, with the clock of the story. */
    const write = async (to: Open, by: Name, root: string, key: string, body: Body, more = {}): Promise<void> => {
      const as = to.writers.get(by);
      if (as === undefined) throw new Error(`${by} is not in this conversation.`);
      const answer = await as.document.push(as.writer.set(root, key, as.writer.envelope(body, { at: clock, ...more })));
      if (answer !== 'saved') throw new Error(`The server did not take ${JSON.stringify(body)}: ${String(answer)}`);
    };

    const opened = new Map<Conversation, Open>();
    for (const conversation of CONVERSATIONS) opened.set(conversation, await open(conversation));
    const lines = CONVERSATIONS.flatMap((conversation) =>
      conversation.lines.map((line, i) => ({ conversation, line, at: timeOf(line, now) + i })),
    ).sort((one, other) => one.at - other.at);
    for (const { conversation, line, at } of lines) {
      const to = opened.get(conversation);
      if (to === undefined) continue;
      clock = at;
      const id = makeMessageId(clock, Math.random);
      if (line.name !== undefined) to.named.set(line.name, id);
      await write(to, line.by, 'messages', id, bodyOf(line, people, to));
      to.last++;
      const entry = () => makeMessageId(clock, Math.random);
      for (const [by, emoji] of Object.entries(line.reactions ?? {}) as [Name, string][])
        await write(to, by, 'reactions', `${id}/${personOf(by).number}/${entry()}`, { kind: 'emoji', text: emoji });
      for (const [by, choice] of Object.entries(line.poll?.votes ?? {}) as [Name, number][])
        await write(to, by, 'votes', `${id}/${personOf(by).number}`, { kind: 'vote', choices: [choice] });
      if (line.edited !== undefined) {
        clock += 60_000;
        await write(to, line.by, 'edits', `${id}/${entry()}`, { kind: 'text', text: line.edited });
      }
    }
    for (const [{ people: names, readers }, { id, last }] of opened)
      for (const name of names) {
        const receipt = { conversationId: id, delivered: last, ...(readers.includes(name) ? { read: last } : {}) };
        await personOf(name).post('/api/receipts', { receipts: [receipt] });
      }
    for (const { client } of people.values()) client.close();
  } finally {
    await server.close();
  }
};
