import { type asking, PASSWORD } from './running-server.ts';

let count = 0;

/** What somebody enters to create an account. */
export const newcomer = (over: Record<string, unknown> = {}) => ({
  name: 'Carol',
  email: `carol${count++}@example.org`,
  password: PASSWORD,
  ...over,
});

/** @param ada an administrator */
export const invite = async (ada: ReturnType<typeof asking>, days = 7, uses = 1): Promise<Record<string, unknown>> =>
  (await ada('POST', '/api/invitations', { days, uses })).json ?? {};
