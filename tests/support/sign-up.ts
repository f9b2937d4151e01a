import * as v from 'valibot';
import { ME } from '../../shared/protocol/http.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';

/** Where a server is reached. */
export interface ServerAddress {
  /** WebSocket address for sync. */
  readonly url: string;
  readonly origin: string;
}

export interface Person {
  readonly cookie: string;
  readonly number: number;
  readonly userId: string;
  readonly generation: number;
  /** The token of an Auth frame. */
  readonly token: string;
  /** Throws unless the answer is good. */
  post(path: string, body: unknown): Promise<Response>;
  get(path: string): Promise<Response>;
}

/** Everybody's password in tests: names in a password are refused. */
const PASSWORD = 'low tide at noon';

/** Signs an account up and collects what a device knows about itself. */
export const signUp = async (server: ServerAddress, name: string, email = `${name}@example.org`): Promise<Person> => {
  const headers = { 'content-type': 'application/json', origin: server.origin };
  const answer = await fetch(`${server.origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, email, password: PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-up of ${name}: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const get = (path: string) => fetch(`${server.origin}${path}`, { headers: { cookie } });
  const me = v.parse(ME, await (await get('/api/me')).json());
  return {
    cookie,
    number: me.number,
    userId: me.userId,
    generation: me.generation,
    token: JSON.stringify({ protocol: PROTOCOL, epoch: me.epoch }),
    get,
    post: async (path, body) => {
      const response = await fetch(`${server.origin}${path}`, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response;
    },
  };
};
