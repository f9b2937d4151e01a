import { createHash } from 'node:crypto';
import type { PushMessage } from '../../shared/protocol/push.ts';
import type { Push, PushDevice } from '../../storage/ports/push.ts';
import type { Log } from '../log.ts';
import { encryptPush } from './encrypt-push.ts';
import type { PostPush } from './post-push.ts';
import { backoffOf, outcomeOf, type PushOutcome } from './push-outcome.ts';
import { createServiceQueues } from './service-queues.ts';
import type { VapidKey } from './vapid-key.ts';

/** Four weeks: as long as services keep anything. Seconds. */
const LIFETIME = 28 * 24 * 3_600;
/** Refusals in a row after which a device has to subscribe anew. */
const MOST_REFUSED = 10;

export interface PushSenderDependencies {
  readonly push: Pick<Push, 'tried' | 'dropDevices' | 'noteProblem'>;
  readonly post: PostPush;
  readonly key: VapidKey;
  /** `mailto:` or https address of who runs this server. */
  readonly subject: string;
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly log: Log;
}

/** One for each conversation and device; says nothing about either. */
const topicOf = (device: PushDevice, conversation: string): string =>
  createHash('sha256').update(`${device.auth}/${conversation}`).digest('base64url').slice(0, 32);

/** Sends pushes and does what the services' answers ask for. */
export const createPushSender = (deps: PushSenderDependencies) => {
  const { push, now, log } = deps;
  const queued = createServiceQueues(deps.monotonic);

  const attempt = async (device: PushDevice, message: PushMessage): Promise<PushOutcome> => {
    let encrypted: ReturnType<typeof encryptPush>;
    try {
      const options = {
        lifetime: LIFETIME,
        topic: topicOf(device, message.conversation),
        isUrgent: message.reason !== 'request',
      };
      encrypted = encryptPush(device, JSON.stringify(message), options, deps.key, deps.subject);
    } catch {
      // Keys that are no point of the curve.
      return { kind: 'gone' };
    }
    const outcome = outcomeOf(await deps.post(device.endpoint, encrypted), now());
    if (outcome.kind !== 'too-large') return outcome;
    const { entry, edit: _edit, ...least } = message;
    return entry === undefined ? { kind: 'refused', status: 413, text: outcome.text } : attempt(device, least);
  };

  const note = async (device: PushDevice, status: number, text: string): Promise<void> => {
    const service = new URL(device.endpoint).origin;
    log.warn('push-refused', { service, status, text });
    await push.noteProblem({ service, status, text, at: now() });
  };

  /** Until when the device waits; 0: it need not. */
  const wait = async (device: PushDevice, after?: number): Promise<number> => {
    const retryAt = now() + backoffOf(device.failures, after, deps.random());
    await push.tried(device.number, Math.ceil(retryAt));
    return retryAt;
  };

  /** @returns when to try again; undefined: it is done, one way or the other */
  return async (device: PushDevice, message: PushMessage): Promise<number | undefined> => {
    const outcome = await queued(
      device.endpoint,
      () => attempt(device, message),
      (one) => one.kind === 'wait' && one.status === 0,
    );
    if (outcome === undefined) return wait(device);
    switch (outcome.kind) {
      case 'sent':
        await push.tried(device.number, 0);
        return undefined;
      case 'gone':
        log.info('push-ended', { device: device.number });
        await push.dropDevices([device.number]);
        return undefined;
      case 'too-large':
        return undefined;
      case 'refused':
        await note(device, outcome.status, outcome.text);
        // Said once; the next message tries again, and at last the device asks for a new address.
        if (device.failures + 1 >= MOST_REFUSED) await push.dropDevices([device.number]);
        else await push.tried(device.number, now());
        return undefined;
      case 'wait':
        if (device.failures > 2) await note(device, outcome.status, outcome.text);
        return wait(device, outcome.after);
    }
  };
};
export type PushSender = ReturnType<typeof createPushSender>;
