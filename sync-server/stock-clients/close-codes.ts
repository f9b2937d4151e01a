import type { DeniedReason } from '../../shared/protocol/messages.ts';

/**
 * Close codes a stock y-websocket client understands: 4400–4499 mean that trying again cannot help, all others that it
 * should come back.
 */
export const CLOSE = {
  denied: 4403,
  refused: 4422,
  again: 1012,
} as const;

/** Reasons that do not pass by themselves: a new token, a new client or a new invitation is needed. */
const LASTING: ReadonlySet<string> = new Set<DeniedReason>([
  'signed-out',
  'epoch-changed',
  'update-needed',
  'not-a-member',
  'no-such-document',
]);

export const codeOfDenial = (reason: string): number => (LASTING.has(reason) ? CLOSE.denied : CLOSE.again);
