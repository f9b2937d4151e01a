import type { Connection } from '../../channel/projections.ts';
import type { WakeCause } from '../../channel/protocol.ts';

/**
 * The connection as one pure state machine: an event and a state give the next state and the commands that follow. It
 * reads no clock; durations are alarms that the caller sets and reports back, so that no wall clock can mislead it.
 */

/** A feed request or a greeting without any answer for this long ends the attempt. ms */
export const STEP_ENDS = 10_000;
/** A connection has held, and is no failure when it ends, after this long. ms */
export const HOLDS_AFTER = 10_000;
/** Wakes of one occasion (a tab that is shown is also focused, in several tabs at once) come within this time. ms */
export const SAME_OCCASION = 100;
/** Attempts start at least this far apart, however many tabs wake the replica. ms */
export const ATTEMPTS_APART = 1_000;
/** Until the server is asked over HTTP why its socket said that nobody is signed in. ms */
const ASK_WHY = 1_000;
/** After this many connections in a row that broke before they held, the next is shown once it has held. */
const FLAPS = 2;
/** After this many attempts in a row whose feed request worked and whose socket did not, the network blocks sockets. */
const BLOCKED_AFTER = 3;

export type Alarm = 'retry' | 'age' | 'step' | 'held';

interface Attempt {
  /** `asking` for the facts over HTTP, `opening` the socket, `greeting`: the account document is not authenticated yet. */
  readonly kind: 'asking' | 'opening' | 'greeting';
  /** A person pressed *Try now*. */
  readonly byPerson: boolean;
  /** A wake came since the last answer: the attempt may hang on a network that is gone. */
  readonly isOvertaken: boolean;
}

type Phase =
  /** Nothing is tried before the next wake. */
  | { readonly kind: 'resting' | 'stopped' }
  /** The retry alarm is set. */
  | { readonly kind: 'waiting' }
  /** An attempt is wanted as soon as the last one began long enough ago. */
  | { readonly kind: 'due'; readonly byPerson: boolean }
  | Attempt
  /** `isSteady`: it is shown as online. */
  | { readonly kind: 'online'; readonly hasHeld: boolean; readonly isSteady: boolean };

export interface ConnectionState {
  readonly phase: Phase;
  /** How long ago the last attempt began, was answered, or a wake probed: less than an occasion, less than `ATTEMPTS_APART`, more. */
  readonly age: 'fresh' | 'young' | 'old';
  /** Attempts since a connection last held, for the backoff. */
  readonly failures: number;
  /** Connections in a row that broke before they held. */
  readonly flaps: number;
  /** Attempts in a row whose feed request worked and whose socket did not. */
  readonly socketFailures: number;
  /** The last feed request was answered. */
  readonly isReachable: boolean;
  /** An attempt failed since the connection was last shown as online. */
  readonly isTroubled: boolean;
  /** The server said so; it stays shown until a connection is up again. */
  readonly ended: 'sign-in-needed' | 'update-needed' | undefined;
}

export type ConnectionEvent =
  | { readonly type: 'wake'; readonly cause: WakeCause }
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  /** The attempt's step was answered and goes on. */
  | { readonly type: 'progress' }
  | { readonly type: 'facts'; readonly result: 'fresh' | 'failed' | 'signed-out' }
  | { readonly type: 'socket'; readonly is: 'open' | 'closed' }
  /** What the server said of the account document. */
  | { readonly type: 'account'; readonly is: 'authenticated' | 'signed-out' | 'update-needed' }
  | { readonly type: 'stop' };

export type ConnectionCommand =
  /** Fetch the facts; the answer to an earlier request counts no more. */
  | { readonly type: 'ask' }
  /** Give up the request for the facts. */
  | { readonly type: 'abandon' }
  | { readonly type: 'open' | 'close' }
  /** Ask the open socket for an answer; `isNetwork`: its network is in doubt, whatever it owes. */
  | { readonly type: 'probe'; readonly isNetwork: boolean }
  | { readonly type: 'set'; readonly alarm: Alarm; readonly ms: number }
  /** Sets the retry alarm, with jitter. */
  | { readonly type: 'back-off'; readonly failures: number }
  | { readonly type: 'cancel'; readonly alarm: Alarm }
  /** The connection is up and the facts are fresh. */
  | { readonly type: 'connected' };

export type ConnectionStep = readonly [ConnectionState, readonly ConnectionCommand[]];

export const NO_CONNECTION: ConnectionState = {
  phase: { kind: 'resting' },
  age: 'old',
  failures: 0,
  flaps: 0,
  socketFailures: 0,
  isReachable: false,
  isTroubled: false,
  ended: undefined,
};

const isAttempt = (phase: Phase): phase is Attempt =>
  phase.kind === 'asking' || phase.kind === 'opening' || phase.kind === 'greeting';
const set = (alarm: Alarm, ms: number): ConnectionCommand => ({ type: 'set', alarm, ms });
const cancel = (alarm: Alarm): ConnectionCommand => ({ type: 'cancel', alarm });

/** What people are told. */
export const shownState = (state: ConnectionState): Connection['state'] => {
  const { phase, ended, isTroubled } = state;
  if (phase.kind === 'online' && phase.isSteady) return 'online';
  if (ended !== undefined) return ended;
  if (phase.kind === 'resting' || phase.kind === 'stopped') return 'offline';
  // Automatic attempts change no visible state: it would flicker with each of them.
  if (!isTroubled || ('byPerson' in phase && phase.byPerson)) return 'connecting';
  return state.isReachable && state.socketFailures >= BLOCKED_AFTER ? 'blocked' : 'offline';
};

const begin = (state: ConnectionState, byPerson: boolean): ConnectionStep => {
  if (state.age !== 'old') return [{ ...state, phase: { kind: 'due', byPerson } }, [cancel('retry'), cancel('step')]];
  return [
    { ...state, phase: { kind: 'asking', byPerson, isOvertaken: false }, age: 'fresh' },
    [cancel('retry'), set('age', SAME_OCCASION), set('step', STEP_ENDS), { type: 'ask' }],
  ];
};

/** The running attempt is given up, without counting as a failure, for a new one. */
const beginAgain = (state: ConnectionState, attempt: Attempt, byPerson: boolean): ConnectionStep => {
  const [next, commands] = begin(state, byPerson);
  return [next, [{ type: attempt.kind === 'asking' ? 'abandon' : 'close' }, ...commands]];
};

const fail = (state: ConnectionState, attempt: Attempt): ConnectionStep => {
  const isSocket = attempt.kind !== 'asking';
  const next: ConnectionState = {
    ...state,
    phase: { kind: 'waiting' },
    failures: state.failures + 1,
    socketFailures: isSocket ? state.socketFailures + 1 : state.socketFailures,
    isReachable: isSocket,
    isTroubled: true,
  };
  return [next, [cancel('step'), { type: 'back-off', failures: state.failures }]];
};

const onWake = (before: ConnectionState, cause: WakeCause): ConnectionStep => {
  const { phase, age } = before;
  const byPerson = cause === 'person';
  const isNetwork = cause === 'network';
  const state: ConnectionState = { ...before, failures: Math.min(before.failures, 1) };
  switch (phase.kind) {
    case 'stopped':
      return [before, []];
    case 'resting':
    case 'waiting':
      return begin(state, byPerson);
    case 'due':
      return [{ ...state, phase: { ...phase, byPerson: phase.byPerson || byPerson } }, []];
    case 'asking':
    case 'opening':
    case 'greeting': {
      const shown = phase.byPerson || byPerson;
      if (age === 'old') return beginAgain(state, phase, shown);
      return [{ ...state, phase: { ...phase, byPerson: shown, isOvertaken: age === 'young' } }, []];
    }
    case 'online':
      // A socket of a network that is gone looks open: the answer to a small question tells.
      // It was asked a moment ago; a network that changed since is asked again, once for all tabs that say so.
      if (isNetwork ? age === 'fresh' : age !== 'old') return [before, []];
      return [
        { ...before, age: isNetwork ? 'fresh' : 'young' },
        [{ type: 'probe', isNetwork }, set('age', isNetwork ? SAME_OCCASION : ATTEMPTS_APART)],
      ];
  }
};

const onAge = (state: ConnectionState): ConnectionStep => {
  if (state.age === 'fresh') return [{ ...state, age: 'young' }, [set('age', ATTEMPTS_APART - SAME_OCCASION)]];
  const old: ConnectionState = { ...state, age: 'old' };
  const { phase } = state;
  if (phase.kind === 'due') return begin(old, phase.byPerson);
  if (isAttempt(phase) && phase.isOvertaken) return beginAgain(old, phase, phase.byPerson);
  return [old, []];
};

const onAlarm = (state: ConnectionState, alarm: Alarm): ConnectionStep => {
  const { phase } = state;
  switch (alarm) {
    case 'age':
      return onAge(state);
    case 'retry':
      return phase.kind === 'waiting' ? begin(state, false) : [state, []];
    case 'step': {
      if (!isAttempt(phase)) return [state, []];
      const [next, commands] = fail(state, phase);
      return [next, [{ type: phase.kind === 'asking' ? 'abandon' : 'close' }, ...commands]];
    }
    case 'held':
      if (phase.kind !== 'online') return [state, []];
      return [
        {
          ...state,
          phase: { kind: 'online', hasHeld: true, isSteady: true },
          failures: 0,
          flaps: 0,
          isTroubled: false,
        },
        [],
      ];
  }
};

/** The attempt was answered and goes on with `kind`. */
const goOn = (state: ConnectionState, attempt: Attempt, kind: Attempt['kind']): ConnectionStep => [
  { ...state, phase: { ...attempt, kind, isOvertaken: false }, age: 'young' },
  // The socket has its own end while it opens.
  [set('age', ATTEMPTS_APART), kind === 'opening' ? cancel('step') : set('step', STEP_ENDS)],
];

const onFacts = (state: ConnectionState, result: 'fresh' | 'failed' | 'signed-out'): ConnectionStep => {
  const { phase } = state;
  if (phase.kind !== 'asking') return [state, []];
  switch (result) {
    case 'fresh': {
      const [next, commands] = goOn({ ...state, isReachable: true }, phase, 'opening');
      return [next, [...commands, { type: 'open' }]];
    }
    case 'failed':
      return fail(state, phase);
    case 'signed-out': {
      const next: ConnectionState = { ...state, ended: 'sign-in-needed' };
      // A server that errs once is asked once more; after that only a person, or a new sign-in, changes anything.
      return state.ended === undefined
        ? [{ ...next, phase: { kind: 'waiting' } }, [cancel('step'), set('retry', ASK_WHY)]]
        : [{ ...next, phase: { kind: 'resting' } }, [cancel('step')]];
    }
  }
};

const onSocket = (state: ConnectionState, is: 'open' | 'closed'): ConnectionStep => {
  const { phase } = state;
  if (is === 'open') return phase.kind === 'opening' ? goOn(state, phase, 'greeting') : [state, []];
  // One that was given up says so late.
  if (isAttempt(phase)) return phase.kind === 'asking' ? [state, []] : fail(state, phase);
  if (phase.kind !== 'online') return [state, []];
  const flaps = phase.hasHeld ? 0 : state.flaps + 1;
  const lost: ConnectionState = {
    ...state,
    phase: { kind: 'waiting' },
    failures: phase.hasHeld ? 0 : state.failures + 1,
    flaps,
    isTroubled: state.isTroubled || flaps >= FLAPS,
  };
  return [lost, [cancel('held'), { type: 'back-off', failures: phase.hasHeld ? 0 : state.failures }]];
};

const onAccount = (state: ConnectionState, is: 'authenticated' | 'signed-out' | 'update-needed'): ConnectionStep => {
  const { phase } = state;
  if (phase.kind !== 'greeting' && phase.kind !== 'online') return [state, []];
  const end: readonly ConnectionCommand[] = [cancel('step'), cancel('held'), { type: 'close' }];
  switch (is) {
    case 'authenticated': {
      // Another account document than before.
      if (phase.kind === 'online') return [state, [{ type: 'connected' }]];
      const isSteady = state.flaps < FLAPS;
      const next: ConnectionState = {
        ...state,
        phase: { kind: 'online', hasHeld: false, isSteady },
        ended: undefined,
        socketFailures: 0,
        isTroubled: state.isTroubled && !isSteady,
      };
      return [next, [cancel('step'), set('held', HOLDS_AFTER), { type: 'connected' }]];
    }
    case 'signed-out': {
      // A socket does not say why, and this device may have replaced its session itself a moment ago.
      const { failures } = state;
      const again: ConnectionCommand = failures === 0 ? set('retry', ASK_WHY) : { type: 'back-off', failures };
      return [
        { ...state, phase: { kind: 'waiting' }, failures: failures + 1, ended: 'sign-in-needed' },
        [...end, again],
      ];
    }
    case 'update-needed':
      return [{ ...state, phase: { kind: 'resting' }, ended: 'update-needed' }, end];
  }
};

export const stepConnection = (state: ConnectionState, event: ConnectionEvent): ConnectionStep => {
  if (state.phase.kind === 'stopped') return [state, []];
  switch (event.type) {
    case 'wake':
      return onWake(state, event.cause);
    case 'alarm':
      return onAlarm(state, event.alarm);
    case 'progress':
      return isAttempt(state.phase) && state.phase.kind !== 'opening'
        ? goOn(state, state.phase, state.phase.kind)
        : [state, []];
    case 'facts':
      return onFacts(state, event.result);
    case 'socket':
      return onSocket(state, event.is);
    case 'account':
      return onAccount(state, event.is);
    case 'stop':
      return [
        { ...state, phase: { kind: 'stopped' } },
        [...(['retry', 'age', 'step', 'held'] as const).map(cancel), { type: 'abandon' }, { type: 'close' }],
      ];
  }
};
