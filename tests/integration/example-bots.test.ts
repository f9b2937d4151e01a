import { spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { botOf, groupOf, messageId, pageOf, textsOf } from './programs.ts';
import { type Running, run, signUp } from './running-server.ts';

const POLL = { timeout: 20_000 };

/** Starts an example, and waits until it listens. */
const startExample = async (server: Running, name: string, token: string, ...args: string[]): Promise<void> => {
  const child = spawn(process.execPath, [`docs/examples/${name}`, ...args], {
    env: { PATH: process.env.PATH, SKERRY_URL: server.local, SKERRY_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('is listening')) resolve();
    });
  child.once('close', () => reject(new Error(said)));
  await promise;
};

it.each(['rest-bot.mjs', 'yjs-bot.mjs'])('BOT-15 the example %s answers in a conversation', async (name) => {
  const server = await run();
  const [alice, robot] = [await signUp(server, 'Alice'), await signUp(server, 'Robot')];
  const id = await groupOf(alice, robot);
  const { token } = await botOf(server, robot);
  const say = (text: string) => alice.ask('POST', `/api/conversations/${id}/messages`, { id: messageId(), text });
  await say('before');
  await startExample(server, name, token, id);
  await say('hello');
  await say('ping');
  await expect.poll(async () => textsOf(await pageOf(alice, id)), POLL).toEqual(['before', 'hello', 'ping', 'pong']);
  const { messages } = await pageOf(alice, id);
  expect(messages.at(-1)?.entry).toMatchObject({ by: robot.number, json: { reply: { id: messages[2]?.id } } });
  await say('ping');
  await expect.poll(async () => textsOf(await pageOf(alice, id)).slice(4), POLL).toEqual(['ping', 'pong']);
});
