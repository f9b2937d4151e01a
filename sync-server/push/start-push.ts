import type { Push } from '../../storage/ports/push.ts';
import type { Log } from '../log.ts';
import type { Auth } from '../sign-in/auth.ts';
import type { Timers } from '../timers.ts';
import { createPostPush } from './post-push.ts';
import { parseEndpoint } from './push-endpoint.ts';
import { createPushRounds } from './push-rounds.ts';
import { createPushSender } from './push-sender.ts';
import { makeVapidKey } from './vapid-key.ts';

export interface PushDependencies {
  readonly push: Push;
  readonly auth: Pick<Auth, '$context'>;
  readonly seed: Uint8Array;
  /** Where people open the server. */
  readonly origin: string | undefined;
  /** Origins of services that are taken as they are. */
  readonly services: readonly string[];
  readonly timers: Timers;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/** Services write to this address when something is wrong; an https address of the server says enough. */
const NO_SUBJECT = 'mailto:skerry@example.org';

export const startPush = (deps: PushDependencies) => {
  const { push, now, log } = deps;
  const key = makeVapidKey(deps.seed);
  const post = createPostPush(deps.services);
  const endedSessions = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    if (ids.length === 0) return new Set();
    const { adapter } = await deps.auth.$context;
    const found = await adapter.findMany<{ id: string; expiresAt: Date }>({
      model: 'session',
      where: [{ field: 'id', operator: 'in', value: [...new Set(ids)] }],
      limit: ids.length,
    });
    const living = new Set(found.filter(({ expiresAt }) => expiresAt.getTime() > now()).map(({ id }) => id));
    return new Set(ids.filter((id) => !living.has(id)));
  };
  const rounds = createPushRounds({
    push,
    send: createPushSender({
      push,
      post,
      key,
      subject: deps.origin?.startsWith('https:') === true ? deps.origin : NO_SUBJECT,
      now,
      monotonic: deps.monotonic,
      random: deps.random,
      log,
    }),
    endedSessions,
    publicKey: key.publicKey,
    timers: deps.timers,
    now,
    onError: (error) => log.error('push-failed', { error }),
  });
  return {
    changed: rounds.changed,
    routes: {
      publicKey: key.publicKey,
      isEndpoint: (endpoint: string) => parseEndpoint(endpoint, deps.services) !== undefined,
    },
    stop: async (): Promise<void> => {
      await rounds.stop();
      post.close();
    },
  };
};
