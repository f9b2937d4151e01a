import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Push, PushDevice, PushPlace } from '../../storage/ports/push.ts';
import { decidePush, type PushSend } from '../../storage/rules/decide-push.ts';
import type { Timers } from '../timers.ts';
import type { PushSender } from './push-sender.ts';

/** What happens within this time is told together. ms */
const GATHER = 400;
/** Conversations decided at a time. */
const BATCH = 50;
/** Places that are looked through at a time for what was left. */
const SWEEP = 500;
/** Before every place. */
const BEGINNING: PushPlace = { device: 0, conversation: 0 };
/** What a crash, another instance, or a wait left is found this often. ms */
const SWEEP_EVERY = 30_000;

export interface PushRoundDependencies {
  readonly push: Push;
  readonly send: PushSender;
  /** Of these sessions, those that have ended. */
  readonly endedSessions: (sessions: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The current public key: devices that subscribed with another one are not reached any more. */
  readonly publicKey: string;
  readonly timers: Pick<Timers, 'setTimer' | 'repeat'>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Decides and sends in rounds: never two about the same conversation at a time. */
export const createPushRounds = (deps: PushRoundDependencies) => {
  const { push, timers } = deps;
  const changed = new Set<ConversationId>();
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let isStopped = false;
  const sending = new Set<Promise<void>>();
  /** Devices that are being told of a conversation: decided again when that is done. */
  const busy = new Set<string>();
  const again = new Set<ConversationId>();

  /** Devices that may still be reached; the others are forgotten. */
  const living = async (numbers: readonly number[]): Promise<ReadonlyMap<number, PushDevice>> => {
    const devices = await push.devices(numbers);
    const ended = await deps.endedSessions(devices.map(({ session }) => session));
    const isLost = (one: PushDevice): boolean => ended.has(one.session) || one.serverKey !== deps.publicKey;
    const lost = devices.filter(isLost);
    if (lost.length > 0) await push.dropDevices(lost.map(({ number }) => number));
    return new Map(devices.filter((one) => !isLost(one)).map((one) => [one.number, one]));
  };

  const tell = async (id: ConversationId, key: string, device: PushDevice, { payload, marks }: PushSend) => {
    try {
      const retryAt = await deps.send(device, payload);
      if (retryAt === undefined) await push.mark(marks);
    } catch (error) {
      deps.onError(error);
    }
    busy.delete(key);
    // What was written meanwhile.
    if (again.delete(id)) changedIn(id);
  };

  const round = async (): Promise<void> => {
    const ids = [...changed].slice(0, BATCH);
    for (const id of ids) changed.delete(id);
    if (ids.length === 0) return;
    const decided = (await push.facts(ids)).map((facts) => ({ id: facts.id, ...decidePush(facts, deps.now()) }));
    const marks = decided.flatMap((one) => one.marks);
    if (marks.length > 0) await push.mark(marks);
    const devices = await living([...new Set(decided.flatMap(({ sends }) => sends.map(({ device }) => device)))]);
    for (const { id, sends } of decided)
      for (const one of sends) {
        const device = devices.get(one.device);
        const key = `${one.device}/${id}`;
        if (device === undefined) continue;
        if (busy.has(key)) {
          again.add(id);
          continue;
        }
        busy.add(key);
        // Not awaited: a service that hangs holds up its own devices only.
        const told = tell(id, key, device, one).finally(() => sending.delete(told));
        sending.add(told);
      }
  };

  const run = (): void => {
    cancel = undefined;
    if (running !== undefined || isStopped) return;
    running = round()
      .catch(deps.onError)
      .finally(() => {
        running = undefined;
        if (changed.size > 0) soon();
      });
  };
  const soon = (): void => {
    if (!isStopped) cancel ??= timers.setTimer(GATHER, run);
  };
  const changedIn = (id: ConversationId): void => {
    changed.add(id);
    soon();
  };
  /** Up to where the last sweep came: a place that stays behind holds up none of the others. */
  let swept = BEGINNING;
  const sweep = (): void => {
    push
      .behind(deps.now(), swept, SWEEP)
      .then((places) => {
        swept = (places.length < SWEEP ? undefined : places.at(-1)) ?? BEGINNING;
        for (const { id } of places) changed.add(id);
        if (places.length > 0) soon();
      })
      .catch(deps.onError);
  };
  const stopSweeping = timers.repeat(SWEEP_EVERY, sweep);
  sweep();

  return {
    /** Something was written in the conversation. */
    changed: changedIn,
    /** Resolves when what is being sent has ended, which takes at most as long as one request. */
    stop: async (): Promise<void> => {
      isStopped = true;
      stopSweeping();
      cancel?.();
      await running;
      await Promise.all(sending);
    },
  };
};
