import { expect, it } from 'vitest';
import { ALG_PLAIN, encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import type { UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import { botOf, groupOf, messageId, pageOf, textsOf } from './programs.ts';
import { asking, codeOf, PASSWORD, run, signUp } from './running-server.ts';

const post = (id: string) => `/api/conversations/${id}/messages`;

it('BOT-1 a program with a token posts texts and envelopes, and reads them with header, bytes and JSON', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const bot = await botOf(server, robot);
  const first = messageId();
  const posted = await bot.ask('POST', post(id), { id: first, text: 'The tide is in' });
  expect(posted.status).toBe(201);
  expect(posted.json).toEqual({ id: first, chapter: 0, seq: 1 });
  const reply = { chapter: 0, id: first };
  const answer = await alice.ask('POST', post(id), {
    id: messageId(),
    text: 'Thanks @Robot',
    reply,
    mentions: [{ by: robot.number, name: 'Robot' }],
  });
  expect(answer.json).toMatchObject({ seq: 2 });
  // A person who posts by requests is one more device, not one for each request.
  for (const text of ['a', 'b', 'c']) await alice.ask('POST', post(id), { id: messageId(), text });
  const devices = (await pageOf(alice, id)).messages.filter(({ entry }) => entry?.by === alice.number);
  expect(new Set(devices.map(({ entry }) => entry?.device)).size).toBe(1);
  const { messages, cursor, more } = await pageOf(bot, id, '?limit=2');
  const [one, two] = messages;
  expect(one).toMatchObject({
    id: first,
    seq: 1,
    entry: { by: robot.number, alg: 0, json: { kind: 'text', text: 'The tide is in' } },
  });
  expect(Buffer.from(one?.entry?.body ?? '', 'base64').toString()).toBe('{"kind":"text","text":"The tide is in"}');
  expect(two?.entry).toMatchObject({ by: alice.number, mentions: [robot.number] });
  expect({ cursor, more }).toEqual({ cursor: 2, more: true });

  const body = encodeBody({ kind: 'text', text: 'By hand' });
  const device = one?.entry?.device ?? 0;
  const envelope = encodeEnvelope({ by: robot.number, device, at: Date.now(), alg: ALG_PLAIN, body });
  const byHand = { id: messageId(), envelope: Buffer.from(envelope).toString('base64') };
  expect((await bot.ask('POST', post(id), byHand)).status).toBe(201);
  expect(textsOf(await pageOf(bot, id, `?cursor=${cursor}`))).toEqual(['a', 'b', 'c', 'By hand']);
});

it('BOT-19 an envelope names a device that is registered to the account of the token, or is refused with the number to use', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const [bot, second] = [await botOf(server, robot), await botOf(server, robot)];
  const under = (device: number, by = robot.number) => ({
    id: messageId(),
    envelope: Buffer.from(
      encodeEnvelope({ by, device, at: Date.now(), alg: ALG_PLAIN, body: encodeBody({ kind: 'text', text: 'x' }) }),
    ).toString('base64'),
  });
  const refused = await bot.ask('POST', post(id), under(7));
  expect([refused.status, codeOf(refused)]).toEqual([400, 'invalid']);
  const device = Number(/device (\d+)\.$/.exec(JSON.parse(refused.text).error.message)?.[1]);
  // Another token of the account does not have it either, before the first wrote under it.
  expect((await second.ask('POST', post(id), under(device))).status).toBe(400);
  expect((await bot.ask('POST', post(id), under(device))).status).toBe(201);
  expect((await second.ask('POST', post(id), under(device))).status).toBe(201);
  expect((await alice.ask('POST', post(id), under(device, alice.number))).status).toBe(400);
  expect((await bot.ask('POST', post(id), under(7))).status).toBe(400);
  expect((await pageOf(alice, id)).messages.map(({ entry }) => entry?.device)).toEqual([device, device]);
});

it('BOT-2 posting the same id again is answered with the same message, another message under it refused', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const bot = await botOf(server, robot);
  const message = { id: messageId(), text: 'once' };
  const all = await Promise.all(Array.from({ length: 8 }, () => bot.ask('POST', post(id), message)));
  expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
  expect(codeOf(await bot.ask('POST', post(id), { ...message, text: 'twice' }))).toBe('id-taken');
  expect(codeOf(await alice.ask('POST', post(id), message))).toBe('id-taken');
  expect(textsOf(await pageOf(bot, id))).toEqual(['once']);
  const many = await Promise.all(
    Array.from({ length: 30 }, (_, i) => bot.ask('POST', post(id), { id: messageId(), text: `${i}` })),
  );
  expect(many.map(({ status }) => status)).toEqual(Array(30).fill(201));
  expect((await pageOf(bot, id)).messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 31 }, (_, i) => i + 1));
});

it('BOT-3 pages end where they were asked to and go on from their cursor, over chapters and restarts', async () => {
  const server = await run({ surroundings: { limits: { chapterMessages: 5 } } });
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const bot = await botOf(server, robot);
  const texts = Array.from({ length: 33 }, (_, i) => `message ${i}`);
  for (const text of texts) expect((await bot.ask('POST', post(id), { id: messageId(), text })).status).toBe(201);
  const chapters = new Set<number>();
  const read: unknown[] = [];
  for (let cursor = 0, more = true; more; ) {
    const page = await pageOf(bot, id, `?cursor=${cursor}&limit=7`);
    expect(page.messages.length).toBeLessThanOrEqual(7);
    for (const { chapter } of page.messages) chapters.add(chapter);
    read.push(...textsOf(page));
    expect(page.cursor).toBeGreaterThan(cursor);
    ({ cursor, more } = page);
  }
  expect(read).toEqual(texts);
  expect(chapters.size).toBeGreaterThan(5);
  for (const query of ['?cursor=-1', '?cursor=x', '?limit=0', '?limit=101', '?cursor=99999999999999999'])
    expect((await bot.ask('GET', `${post(id)}${query}`)).status).toBe(400);
});

it('BOT-4 a token reads or writes as it was made to, opens nothing that manages the account, and ends when it is revoked', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const [reader, writer] = [await botOf(server, robot, 'read'), await botOf(server, robot)];
  const message = () => ({ id: messageId(), text: 'hello' });
  expect((await reader.ask('GET', '/api/me')).json).toMatchObject({ userId: robot.userId, administrator: false });
  expect(codeOf(await reader.ask('POST', post(id), message()))).toBe('not-allowed');
  expect(codeOf(await reader.ask('POST', '/api/sync-tokens', {}))).toBe('not-allowed');
  expect((await reader.ask('POST', '/api/sync-tokens', { access: 'read' })).status).toBe(200);
  const closed = [
    ['GET', '/api/tokens'],
    ['POST', '/api/tokens', { name: 'more', access: 'write' }],
    ['DELETE', `/api/tokens/${reader.tokenId}`],
    ['GET', '/api/sessions'],
    ['DELETE', '/api/sessions'],
    ['PATCH', '/api/me', { name: 'Another' }],
    ['POST', '/api/me/delete', { userId: robot.userId, messages: 'keep' }],
    ['POST', '/api/device-links', {}],
    ['POST', `/api/conversations/${id}/members`, { userId: alice.userId }],
    ['POST', `/api/conversations/${id}/webhooks`, { name: 'A hook' }],
    ['GET', '/api/administration'],
  ] as const;
  for (const [method, path, body] of closed)
    expect(codeOf(await writer.ask(method, path, body)), path).toBe('not-allowed');

  const listed = await robot.ask('GET', '/api/tokens');
  expect(listed.text).not.toContain('skp_');
  expect(listed.json?.tokens).toMatchObject([{ access: 'read' }, { access: 'write' }]);
  // Nobody revokes the token of another account.
  expect((await alice.ask('DELETE', `/api/tokens/${writer.tokenId}`)).status).toBe(404);
  expect((await robot.ask('DELETE', `/api/tokens/${writer.tokenId}`)).status).toBe(204);
  expect(codeOf(await writer.ask('POST', post(id), message()))).toBe('signed-out');
  expect((await reader.ask('GET', post(id))).status).toBe(200);
});

it('BOT-5 a token counts in the Authorization header only, and beside it a cookie counts for nothing', async () => {
  const server = await run();
  const robot = await signUp(server, 'Robot');
  const { token } = await botOf(server, robot);
  const stranger = asking(server);
  expect((await stranger('GET', `/api/me?token=${token}&access_token=${token}`)).status).toBe(401);
  expect((await stranger('GET', '/api/me', undefined, { cookie: `skerry.session_token=${token}` })).status).toBe(401);
  const made = { authorization: `Bearer skp_${'A'.repeat(22)}`, cookie: robot.cookie };
  expect((await stranger('GET', '/api/me', undefined, made)).status).toBe(401);
  // A page of another origin is refused although a browser would send the cookie along.
  const evil = { origin: 'https://evil.example', cookie: robot.cookie };
  expect(codeOf(await stranger('POST', '/api/tokens', { name: 'x', access: 'write' }, evil))).toBe('wrong-origin');
  expect(server.lines.join('\n')).not.toContain(token);
});

it('BOT-6 others’ conversations do not exist for a program, a removed one reads and posts nothing more', async () => {
  const server = await run();
  const [alice, bob, robot] = [
    await signUp(server, 'Alice'),
    await signUp(server, 'Bob'),
    await signUp(server, 'Robot'),
  ];
  const [theirs, ours] = [await groupOf(alice, bob), await groupOf(alice, robot)];
  const bot = await botOf(server, robot);
  const message = { id: messageId(), text: 'hello' };
  expect((await bot.ask('POST', post(ours), message)).status).toBe(201);
  for (const id of [theirs, 'g-none', directIdOf(alice.userId as UserId, bob.userId as UserId)]) {
    expect(codeOf(await bot.ask('GET', post(id)))).toBe('not-found');
    expect(codeOf(await bot.ask('POST', post(id), message))).toBe('not-found');
  }
  expect((await alice.ask('DELETE', `/api/conversations/${ours}/members/${robot.userId}`)).status).toBe(204);
  expect(codeOf(await bot.ask('GET', post(ours)))).toBe('not-found');
  // Not even whether an id is in use.
  expect(codeOf(await bot.ask('POST', post(ours), message))).toBe('not-found');
  expect(textsOf(await pageOf(alice, ours))).toEqual(['hello']);
});

it('BOT-7 what programs post is judged: sizes, forms, foreign authors, strangers who do not answer, blocks', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = directIdOf(alice.userId as UserId, robot.userId as UserId);
  const bot = await botOf(server, robot);
  expect((await bot.ask('POST', '/api/conversations', { id, kind: 'direct', members: [alice.userId] })).status).toBe(
    201,
  );
  const at = Date.now();
  const own = await groupOf(robot);
  await bot.ask('POST', post(own), { id: messageId(), text: 'registers the device of the token' });
  const device = (await pageOf(bot, own)).messages[0]?.entry?.device;
  const forged = (over: object) =>
    Buffer.from(
      encodeEnvelope({
        by: robot.number,
        device: device ?? 0,
        at,
        alg: 0,
        body: encodeBody({ kind: 'text', text: 'x' }),
        ...over,
      }),
    ).toString('base64');
  const bad = [
    { text: 'no id' },
    { id: 'short', text: 'x' },
    { id: messageId(), text: '' },
    { id: messageId(), text: '\u200b\u200b' },
    { id: messageId(), text: 'x'.repeat(20_001) },
    { id: messageId(), text: 'x', more: true },
    { id: messageId(), text: 'x', reply: { chapter: -1, id: messageId() } },
    { id: messageId(), text: 'x', mentions: Array.from({ length: 51 }, () => ({ by: alice.number, name: 'A' })) },
    { id: messageId(), envelope: 'not base64!' },
    { id: messageId(), envelope: 'AAAA' },
    { id: messageId(), envelope: forged({ by: alice.number }) },
    { id: messageId(), envelope: forged({ alg: 3 }) },
    { id: messageId(), envelope: forged({ at: -1 >>> 0, body: new Uint8Array([1, 2, 3]) }) },
    { id: messageId(), envelope: forged({ mentions: [alice.number] }) },
  ];
  for (const body of bad)
    expect((await bot.ask('POST', post(id), body)).status, JSON.stringify(body).slice(0, 80)).toBe(400);
  expect((await bot.ask('POST', post(id), 'x', { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await bot.ask('POST', post(id), { id: messageId(), text: '𝄞'.repeat(20_000) })).status).toBe(201);
  for (let i = 1; i < 20; i++)
    expect((await bot.ask('POST', post(id), { id: messageId(), text: 'x' })).status).toBe(201);
  expect(codeOf(await bot.ask('POST', post(id), { id: messageId(), text: 'one too many' }))).toBe('unanswered');
  // Whoever is blocked is not told.
  await alice.ask('POST', post(id), { id: messageId(), text: 'Stop' });
  expect((await alice.ask('PUT', `/api/blocks/${robot.userId}`, { on: true, at })).status).toBeLessThan(300);
  expect((await bot.ask('POST', post(id), { id: messageId(), text: 'and more' })).status).toBe(201);
  // Last: the server hangs up on the rest of it.
  expect((await bot.ask('POST', post(id), { id: messageId(), text: 'x'.repeat(300_000) })).status).toBe(413);
});

it('BOT-21 a token that was made for some days opens nothing afterwards, and is still listed', async () => {
  let now = Date.now();
  const server = await run({ surroundings: { now: () => now } });
  const alice = await signUp(server, 'Alice');
  const make = (days: unknown) =>
    alice.ask('POST', '/api/tokens', { name: 'Builds', access: 'read', password: PASSWORD, days });
  for (const days of [0, 367, 1.5, 'x']) expect(codeOf(await make(days))).toBe('invalid');
  const { json } = await make(30);
  expect(json).toMatchObject({ name: 'Builds', expiresAt: now + 30 * 86_400_000 });
  const bot = asking(server, { authorization: `Bearer ${String(json?.token)}` });
  expect((await bot('GET', '/api/conversations')).status).toBe(200);
  now += 30 * 86_400_000 - 1;
  expect((await bot('GET', '/api/conversations')).status).toBe(200);
  now += 1;
  expect(codeOf(await bot('GET', '/api/conversations'))).toBe('signed-out');
  const listed = (await alice.ask('GET', '/api/tokens')).json;
  expect(listed).toMatchObject({ tokens: [{ tokenId: json?.tokenId, expiresAt: now }] });
  expect((await alice.ask('DELETE', `/api/tokens/${String(json?.tokenId)}`)).status).toBe(204);
});
