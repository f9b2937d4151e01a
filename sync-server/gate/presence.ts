import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { ownerOf } from '../../shared/ids/client-id.ts';
import { AWARENESS_STATE } from '../../shared/protocol/messages.ts';
import type { PresenceEntry } from './parse-frame.ts';

const stateOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * What a presence entry says, if its sender may say it: about themselves, under a client id of their own, in the one agreed
 * shape, or that they leave. Anything else is dropped rather than refused, so honest members notice nothing.
 */
export const readPresence = (entry: PresenceEntry, number: number): { readonly isTyping: boolean } | undefined => {
  if (ownerOf(entry.clientId) !== number) return undefined;
  if (entry.state === 'null') return { isTyping: false };
  const parsed = v.safeParse(AWARENESS_STATE, stateOf(entry.state));
  return parsed.success && parsed.output.number === number ? { isTyping: parsed.output.typing } : undefined;
};

/** The entry as an update of y-protocols' awareness. */
export const encodePresence = ({ clientId, clock, state }: PresenceEntry): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, 1);
    encoding.writeVarUint(out, clientId);
    encoding.writeVarUint(out, clock);
    encoding.writeVarString(out, state);
  });
