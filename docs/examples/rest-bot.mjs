/**
 * A bot over HTTP alone: it answers "ping" with "pong" in every conversation it is in. Run it with
 * `SKERRY_URL=https://chat.example.org SKERRY_TOKEN=skp_… node rest-bot.mjs`; it needs nothing but Node.
 */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

const { SKERRY_URL, SKERRY_TOKEN } = process.env;
const headers = { authorization: `Bearer ${SKERRY_TOKEN}`, 'content-type': 'application/json' };

const call = async (method, path, body) => {
  const answer = await fetch(`${SKERRY_URL}${path}`, { method, headers, body: JSON.stringify(body) });
  if (answer.status === 429) {
    await wait(Number(answer.headers.get('retry-after')) * 1_000);
    return call(method, path, body);
  }
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
};

/**
 * An id that follows from the message that is answered: after a crash the bot sends the same answer under the same id
 * again, and the server takes it once. A ULID is ten characters of time and 16 of anything.
 */
const idOfAnswer = (messageId) => {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const bytes = createHash('sha256').update(`pong ${messageId}`).digest().subarray(0, 16);
  return messageId.slice(0, 10) + [...bytes].map((byte) => digits[byte % 32]).join('');
};

const me = await call('GET', '/api/me');
const start = await call('GET', '/api/conversations');
/** How far each conversation was read; those that come later are read from their beginning. */
const cursors = new Map(start.conversations.map(({ id, seq }) => [id, seq]));

const readNew = async (id) => {
  for (let more = true; more; ) {
    const page = await call('GET', `/api/conversations/${id}/messages?cursor=${cursors.get(id) ?? 0}`);
    for (const { id: messageId, chapter, entry } of page.messages) {
      // `json` is missing where a message is sealed or of a kind that the server does not know.
      if (entry === undefined || entry.by === me.number || entry.json?.text !== 'ping') continue;
      await call('POST', `/api/conversations/${id}/messages`, {
        id: idOfAnswer(messageId),
        text: 'pong',
        reply: { chapter, id: messageId },
      });
    }
    cursors.set(id, page.cursor);
    more = page.more;
  }
};

/** Reads server-sent events: blocks of lines, an empty line after each. */
async function* events(cursor) {
  const answer = await fetch(`${SKERRY_URL}/api/events?cursor=${cursor}`, { headers });
  if (!answer.ok) throw new Error(`events: ${await answer.text()}`);
  let text = '';
  for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

let { cursor } = start;
console.log(`${me.name} is listening`);
for (;;) {
  try {
    for await (const page of events(cursor)) {
      for (const { id, removedAt } of page.conversations) if (removedAt === undefined) await readNew(id);
      cursor = page.cursor;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  // The server was restarted, or ended the stream after an hour: go on from the last cursor.
  await wait(2_000);
}
