import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { ownerOf } from '../../../shared/ids/client-id.ts';
import { AWARENESS_STATE, type AwarenessState } from '../../../shared/protocol/messages.ts';

/** Without a renewal a state is forgotten after this long; y-protocols renews at half of it. */
export const PRESENCE_EXPIRES = 30_000;
export const PRESENCE_RENEW = 15_000;

/** One awareness entry in y-protocols' format; `state` undefined says that it is over. */
export const encodePresence = (client: number, clock: number, state: AwarenessState | undefined): Uint8Array => {
  const out = encoding.createEncoder();
  encoding.writeVarUint(out, 1);
  encoding.writeVarUint(out, client);
  encoding.writeVarUint(out, clock);
  encoding.writeVarString(out, JSON.stringify(state ?? null));
  return encoding.toUint8Array(out);
};

interface Seen {
  readonly clock: number;
  readonly at: number;
  readonly state: AwarenessState | undefined;
}

export interface Presence {
  /** True when somebody came, left, or began or stopped writing. @param now by a monotonic clock */
  readonly receive: (update: Uint8Array, now: number) => boolean;
  /** Other people who have the conversation on screen, and whether they are typing. */
  readonly others: (now: number) => ReadonlyMap<number, boolean>;
  readonly clear: () => void;
}

/** Who else has one conversation on screen. Several devices of a person are one person. */
export const createPresence = (me: number): Presence => {
  const seen = new Map<number, Seen>();
  const others = (now: number): Map<number, boolean> => {
    const people = new Map<number, boolean>();
    for (const { state, at } of seen.values()) {
      if (state === undefined || state.number === me || now - at > PRESENCE_EXPIRES) continue;
      people.set(state.number, state.typing || people.get(state.number) === true);
    }
    return people;
  };
  const print = (now: number) => JSON.stringify([...others(now)].sort(([a], [b]) => a - b));
  const readEntry = (from: decoding.Decoder, now: number) => {
    const client = decoding.readVarUint(from);
    const clock = decoding.readVarUint(from);
    const parsed = v.safeParse(AWARENESS_STATE, JSON.parse(decoding.readVarString(from)));
    const state = parsed.success && parsed.output.number === ownerOf(client) ? parsed.output : undefined;
    const known = seen.get(client);
    if (known === undefined || clock > known.clock || (clock === known.clock && state === undefined))
      seen.set(client, { clock, at: now, state });
  };
  return {
    receive: (update, now) => {
      const before = print(now);
      try {
        const from = decoding.createDecoder(update);
        for (let left = decoding.readVarUint(from); left > 0; left--) readEntry(from, now);
      } catch {
        // Presence is never worth an error; the next renewal repairs it.
      }
      return print(now) !== before;
    },
    others,
    clear: () => seen.clear(),
  };
};
