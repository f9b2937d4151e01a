/**
 * Compares `docs/openapi.json` with the schemas of what programs ask for, and fails where they differ; `--write` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { FEED_PAGE } from '../shared/protocol/facts.ts';
import {
  API_ERROR,
  CREATE_CONVERSATION,
  ME,
  MESSAGE_RECEIPTS,
  PEOPLE,
  RECEIPTS,
  SYNC_TOKEN,
  SYNC_TOKEN_REQUEST,
} from '../shared/protocol/http.ts';
import {
  CREATE_TOKEN,
  CREATE_WEBHOOK,
  CREATED_TOKEN,
  CREATED_WEBHOOK,
  MESSAGE_PAGE,
  POST_MESSAGE,
  POSTED_MESSAGE,
  TOKENS,
  WEBHOOK_MESSAGE,
  WEBHOOKS,
} from '../shared/protocol/http-programs.ts';
import { PROGRAM_LIMITS } from '../shared/protocol/limits.ts';

const FILE = 'docs/openapi.json';

/** Who may ask: a program whose token reads or writes, a person who is signed in, or whoever has the address. */
const WHO = {
  read: 'A token with `read` or `write`, or a signed-in person.',
  write: 'A token with `write`, or a signed-in person.',
  person: 'A signed-in person only; no token.',
  anybody: 'Whoever has the address; no token.',
};

const whole = (most) => ({ type: 'integer', minimum: 0, ...(most === undefined ? {} : { maximum: most }) });

/** Each: method, path, what it does, who may, `takes`, `gives` (schema by status) and parameters of the query. */
const OPERATIONS = [
  ['get', '/api/me', 'The account of the token', 'read', { gives: { 200: ME } }],
  [
    'get',
    '/api/people',
    'Find people by a part of their name, or by their whole e-mail address',
    'read',
    { query: { query: { type: 'string' } }, gives: { 200: PEOPLE } },
  ],
  [
    'get',
    '/api/conversations',
    'All conversations of the account as `conversations`, with the `cursor` of the feed at which they stood so',
    'read',
    { gives: { 200: undefined } },
  ],
  [
    'post',
    '/api/conversations',
    'Create a conversation; repeating is harmless',
    'write',
    { takes: CREATE_CONVERSATION, gives: { 200: undefined, 201: undefined } },
  ],
  [
    'get',
    '/api/conversations/{id}/messages',
    'Messages after a cursor, in the order of `seq`',
    'read',
    { query: { cursor: whole(), limit: whole(PROGRAM_LIMITS.messagesAtOnce) }, gives: { 200: MESSAGE_PAGE } },
  ],
  [
    'post',
    '/api/conversations/{id}/messages',
    'Post a message; the same id with the same content is answered with 200',
    'write',
    { takes: POST_MESSAGE, gives: { 200: POSTED_MESSAGE, 201: POSTED_MESSAGE } },
  ],
  [
    'get',
    '/api/conversations/{id}/receipts',
    'Who has a message, and since when',
    'read',
    { query: { seq: whole() }, gives: { 200: MESSAGE_RECEIPTS } },
  ],
  [
    'get',
    '/api/feed',
    'A page of what changed for the account after a cursor',
    'read',
    { query: { since: whole() }, gives: { 200: FEED_PAGE } },
  ],
  [
    'get',
    '/api/events',
    'The same as server-sent events (`event: feed`, `id`: the cursor, `data`: a page); goes on after `Last-Event-ID`',
    'read',
    { query: { cursor: whole() }, stream: true, gives: { 200: FEED_PAGE } },
  ],
  ['post', '/api/receipts', 'Say what was delivered and read', 'write', { takes: RECEIPTS, gives: { 204: undefined } }],
  [
    'post',
    '/api/sync-tokens',
    'A token for `/yjs/<document>?token=` or `/sync`, and the Yjs client id to write with; valid for five minutes',
    'read',
    { takes: SYNC_TOKEN_REQUEST, gives: { 200: SYNC_TOKEN } },
  ],
  ['get', '/api/tokens', 'The tokens of the account', 'person', { gives: { 200: TOKENS } }],
  ['post', '/api/tokens', 'Create a token', 'person', { takes: CREATE_TOKEN, gives: { 201: CREATED_TOKEN } }],
  ['delete', '/api/tokens/{tokenId}', 'Revoke a token', 'person', { gives: { 204: undefined } }],
  ['get', '/api/conversations/{id}/webhooks', 'The webhooks of a group', 'person', { gives: { 200: WEBHOOKS } }],
  [
    'post',
    '/api/conversations/{id}/webhooks',
    'Add a webhook to a group',
    'person',
    { takes: CREATE_WEBHOOK, gives: { 201: CREATED_WEBHOOK } },
  ],
  [
    'delete',
    '/api/conversations/{id}/webhooks/{userId}',
    'Remove a webhook from its group',
    'person',
    { gives: { 204: undefined } },
  ],
  [
    'post',
    '/api/webhooks/{token}',
    'Post into the group of a webhook',
    'anybody',
    { takes: WEBHOOK_MESSAGE, gives: { 200: undefined, 201: undefined } },
  ],
];

/** Checks that JSON Schema has no words for are left out; the server makes them all. */
const schemaOf = (schema) => {
  const { $schema: _, ...json } = toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' });
  return json;
};
const content = (schema, type = 'application/json') =>
  schema === undefined ? {} : { content: { [type]: { schema: schemaOf(schema) } } };
const parameter = (name, where, schema) => ({ name, in: where, required: where === 'path', schema });

const operation = ([, path, summary, who, { takes, gives, query = {}, stream }]) => ({
  summary,
  description: WHO[who],
  security: who === 'anybody' ? [] : who === 'person' ? [{ session: [] }] : [{ token: [] }, { session: [] }],
  parameters: [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(name, 'path', { type: 'string' })),
    ...Object.entries(query).map(([name, schema]) => parameter(name, 'query', schema)),
  ],
  ...(takes === undefined ? {} : { requestBody: { required: true, ...content(takes) } }),
  responses: {
    ...Object.fromEntries(
      Object.entries(gives).map(([status, schema]) => [
        status,
        { description: 'Done', ...content(schema, stream === true ? 'text/event-stream' : undefined) },
      ]),
    ),
    default: { $ref: '#/components/responses/Error' },
  },
});

const paths = {};
for (const one of OPERATIONS) paths[one[1]] = { ...paths[one[1]], [one[0]]: operation(one) };
const reference = {
  openapi: '3.1.0',
  info: { title: 'Skerry for programs', version: '1', description: 'How to use it is in docs/bots.md.' },
  paths,
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'A token of `POST /api/tokens`.' },
      session: { type: 'http', scheme: 'bearer', description: 'The token of a session, or its cookie.' },
    },
    responses: {
      Error: {
        description: 'It was refused. `retry`: the same request may succeed later; `Retry-After` says when.',
        ...content(API_ERROR),
      },
    },
  },
};

const text = `${JSON.stringify(reference, null, 1)}\n`;
if (process.argv.includes('--write')) writeFileSync(FILE, text);
const isCurrent = readFileSync(FILE, 'utf8') === text;
if (!isCurrent) console.error(`${FILE} does not say what the schemas say: node scripts/api-reference.mjs --write`);
console.log(`API reference: ${OPERATIONS.length} operations, ${isCurrent ? 0 : 1} faults`);
process.exit(isCurrent ? 0 : 1);
