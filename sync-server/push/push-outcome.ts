/** What became of one attempt to reach a device. */
export type PushOutcome =
  | { readonly kind: 'sent' }
  /** The subscription has ended. */
  | { readonly kind: 'gone' }
  /** The service will not take it from this server: for the administrator. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  /** Too long for this service. */
  | { readonly kind: 'too-large'; readonly text: string }
  /** Not now. `after`: the wait that the service asks for, ms. */
  | { readonly kind: 'wait'; readonly status: number; readonly text: string; readonly after: number | undefined };

/** What a push service answered; status 0: nothing. */
export interface PushAnswer {
  readonly status: number;
  readonly text: string;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | undefined;
}

/** Seconds, or a date. ms. @param now ms since 1970 */
const waitOf = (retryAfter: string | undefined, now: number): number | undefined => {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
};

export const outcomeOf = ({ status, text, retryAfter }: PushAnswer, now: number): PushOutcome => {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (status === 413) return { kind: 'too-large', text };
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500)
    return { kind: 'wait', status, text, after: waitOf(retryAfter, now) };
  return { kind: 'refused', status, text };
};

const MINUTE = 60_000;
/** A day: no service asks for more, and a wrong header must not silence a device. */
const LONGEST = 24 * 60 * MINUTE;

/** How long the next attempt waits: doubled each time, and never sooner than the service asks. ms. @param random in [0, 1) */
export const backoffOf = (failures: number, after: number | undefined, random: number): number => {
  const own = Math.min(30_000 * 2 ** Math.min(failures, 12), 6 * 60 * MINUTE);
  return Math.min(Math.max(own, after ?? 0), LONGEST) * (1 + random / 4);
};
