/**
 * A bot with a stock Yjs client: it joins the newest chapter of one conversation and answers "ping" with "pong". Run it
 * with `SKERRY_URL=https://chat.example.org SKERRY_TOKEN=skp_… node yjs-bot.mjs <conversation id>`; it needs the packages
 * `yjs`, `y-websocket`, `lib0` and `ws`. What a chapter holds is in `docs/document-shape.md`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const { SKERRY_URL, SKERRY_TOKEN } = process.env;
const conversation = process.argv[2];
const headers = { authorization: `Bearer ${SKERRY_TOKEN}`, 'content-type': 'application/json' };

const call = async (method, path, body) => {
  const answer = await fetch(`${SKERRY_URL}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
};

const me = await call('GET', '/api/me');
const { conversations } = await call('GET', '/api/conversations');
const found = conversations.find(({ id }) => id === conversation);
if (found === undefined) throw new Error('The bot is not a member of this conversation.');
const chapter = Math.max(0, ...found.chapters.map((one) => one.chapter));
const document = `conversation/${conversation}/${chapter}`;

/** A number for this program among the devices of its account, the same at every start. */
const device = 1 + (createHash('sha256').update(SKERRY_TOKEN).digest().readUInt32BE() >>> 1);

const decodeMessage = (bytes) => {
  const from = decoding.createDecoder(bytes);
  const [by, , at, alg] = [0, 0, 0, 0].map(() => decoding.readVarUint(from));
  const body = decoding.readVarUint8Array(from);
  return { by, at, body: alg === 0 ? JSON.parse(new TextDecoder().decode(body)) : undefined };
};

const encodeMessage = (body) =>
  encoding.encode((out) => {
    for (const number of [me.number, device, Date.now(), 0]) encoding.writeVarUint(out, number);
    encoding.writeVarUint8Array(out, new TextEncoder().encode(JSON.stringify(body)));
  });

const makeUlid = () => {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let time = '';
  for (let rest = Date.now(); time.length < 10; rest = Math.floor(rest / 32)) time = digits[rest % 32] + time;
  return time + [...randomBytes(16)].map((byte) => digits[byte % 32]).join('');
};

// Each connection needs a fresh token, and writes under the client id that comes with it.
const doc = new Y.Doc();
const params = {};
const renew = async () => {
  const { token, clientId } = await call('POST', '/api/sync-tokens', { document });
  params.token = token;
  doc.clientID = clientId;
};
await renew();
const messages = doc.getMap('messages');
const provider = new WebsocketProvider(`${SKERRY_URL.replace(/^http/, 'ws')}/yjs`, document, doc, {
  params,
  WebSocketPolyfill: WebSocket,
  disableBc: true,
});
provider.on('connection-close', (event) => {
  console.error(`closed: ${event?.code} ${event?.reason}`);
  renew().catch((error) => console.error(error.message));
});

provider.once('sync', () => {
  console.log(`${me.name} is listening`);
  messages.observe(async ({ changes, transaction }) => {
    if (transaction.local) return;
    for (const [id, { action }] of changes.keys) {
      const bytes = messages.get(id);
      if (action !== 'add' || !(bytes instanceof Uint8Array)) continue;
      const { by, body } = decodeMessage(bytes);
      if (by === me.number || body?.text !== 'ping') continue;
      // Outside of the observer, which runs while the update is applied.
      await wait(0);
      const reply = { chapter, id };
      messages.set(makeUlid(), encodeMessage({ kind: 'text', text: 'pong', reply }));
    }
  });
});
