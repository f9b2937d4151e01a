import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import type { AppEnv } from '../../sync-server/http/deps.ts';
import { eventRoutes } from '../../sync-server/http/events.ts';
import { createEventStreams } from '../../sync-server/programs/event-streams.ts';
import type { SignedIn } from '../../sync-server/sign-in/identify.ts';
import { botOf, groupOf, messageId } from './programs.ts';
import { codeOf, type Running, run, signUp } from './running-server.ts';

interface Streamed {
  readonly id: number;
  readonly page: { readonly conversations: readonly { readonly id: string; readonly seq: number }[] };
}

/** Reads the events of a stream, one after the other; undefined: it has ended. */
const listen = async (server: Running, token: string, headers: Record<string, string> = {}, query = '') => {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(`${server.local}/api/events${query}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: stop.signal,
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<Streamed | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const read = await reader?.read();
        if (read === undefined || read.done) return undefined;
        text += read.value;
        continue;
      }
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const [, id] = /^id: (\d+)$/m.exec(event) ?? [];
      const [, data] = /^data: (.*)$/m.exec(event) ?? [];
      if (id !== undefined && data !== undefined) return { id: Number(id), page: JSON.parse(data) };
    }
  };
  return { answer, next, stop: () => stop.abort() };
};

it('BOT-8 events tell a program what changed, and after an interruption go on from its cursor', async () => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const bot = await botOf(server, robot, 'read');
  const stream = await listen(server, bot.token);
  expect(stream.answer.headers.get('content-type')).toBe('text/event-stream');
  const say = (text: string) => alice.ask('POST', `/api/conversations/${id}/messages`, { id: messageId(), text });
  const heard = async (from: Awaited<ReturnType<typeof listen>>, seq: number): Promise<number> => {
    for (;;) {
      const event = await from.next();
      if (event === undefined) throw new Error('The stream ended.');
      if (event.page.conversations.some((one) => one.id === id && one.seq >= seq)) return event.id;
    }
  };
  await say('one');
  const cursor = await heard(stream, 1);
  stream.stop();
  await say('two');
  const again = await listen(server, bot.token, { 'last-event-id': String(cursor) });
  expect(await heard(again, 2)).toBeGreaterThan(cursor);
  await say('three');
  await heard(again, 3);
  const byQuery = await listen(server, bot.token, {}, `?cursor=${cursor}`);
  await heard(byQuery, 3);
  // Of conversations it is not in, nothing.
  expect((await bot.ask('GET', '/api/events?cursor=x')).status).toBe(400);
});

it('BOT-9 a stream ends with its token; an account has a bounded number of them', async () => {
  const server = await run();
  const robot = await signUp(server, 'Robot');
  await groupOf(robot);
  const [bot, other] = [await botOf(server, robot), await botOf(server, robot)];
  // A request that reads nothing takes no place.
  for (let i = 0; i < 20; i++) {
    const head = { method: 'HEAD', headers: { authorization: `Bearer ${other.token}` } };
    expect((await fetch(`${server.local}/api/events`, head)).status).toBe(200);
  }
  const streams = [];
  for (let i = 0; i < 10; i++) streams.push(await listen(server, i === 0 ? bot.token : other.token));
  expect(codeOf(await bot.ask('GET', '/api/events'))).toBe('too-many');
  const [mine, ...others] = streams;
  expect((await robot.ask('DELETE', `/api/tokens/${bot.tokenId}`)).status).toBe(204);
  for (let event = await mine?.next(); event !== undefined; ) event = await mine?.next();
  // Its place is free again.
  const next = await listen(server, other.token);
  expect(next.answer.status).toBe(200);
  for (const stream of others) stream.stop();
});

it('BOT-9 a stream whose token ends while it opens is refused and closed, and takes no place', async () => {
  const events = createEventStreams({ follow: () => undefined });
  const account: SignedIn['account'] = {
    userId: 'robot' as UserId,
    number: 1_024 as AccountNumber,
    name: 'Robot',
    email: 'robot@example.org',
    username: undefined,
    gone: false,
  };
  const alive = new Set<string>();
  /** The request was let in by its token; what ends it finds no stream to close yet. */
  let end = (_sessionId: string): void => undefined;
  const routes = eventRoutes({
    identify: { isAlive: async (sessionId) => alive.has(sessionId) },
    limits: {
      eventStreams: {
        take: async () => {
          for (const sessionId of alive) end(sessionId);
          return 0;
        },
      },
    },
    programs: { events },
  });
  const open = (sessionId: string) => {
    alive.add(sessionId);
    const app = new Hono<AppEnv>()
      .use(async (c, next) => {
        c.set('signedIn', { account, sessionId, administrator: false });
        await next();
      })
      .route('/', routes);
    return app.request('/');
  };
  end = (sessionId) => {
    alive.delete(sessionId);
    events.closeSession(sessionId);
  };
  // More than an account may have at a time.
  for (let i = 0; i < 12; i++) expect((await open(`program:${i}`)).status).toBe(401);
  end = () => undefined;
  expect((await open('program:lasting')).status).toBe(200);
  events.closeAll();
});
