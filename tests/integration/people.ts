import { onTestFinished } from 'vitest';
import { accountOf, join, type Member } from '../support/members.ts';
import type { RawDocument } from '../support/raw-client.ts';
import type { Running } from './running-server.ts';

/** People of these names with a socket each, which close with the running test. */
export const peopleOf = async <const Names extends readonly string[]>(
  server: Running,
  ...names: Names
): Promise<{ [At in keyof Names]: Member }> => {
  const address = { url: `${server.local.replace('http', 'ws')}/sync`, origin: server.local };
  const people: Member[] = [];
  onTestFinished(() => {
    for (const { client } of people) client.close();
  });
  for (const name of names) people.push(await join(address, name));
  return people as { [At in keyof Names]: Member };
};

/** The status of a request of theirs that changes something. */
export const send = async (
  server: Running,
  { cookie }: Pick<Member, 'cookie'>,
  method: 'PUT' | 'POST' | 'PATCH',
  path: string,
  body: unknown,
): Promise<number> =>
  (
    await fetch(`${server.local}${path}`, {
      method,
      headers: { cookie, origin: server.local, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).status;

/** Their account's document, told from now on what changes for them. */
export const follow = async (member: Member): Promise<RawDocument> => {
  const account = await member.open(accountOf(member));
  account.stateless(JSON.stringify({ type: 'follow', since: 0 }));
  await account.next('stateless');
  return account;
};
