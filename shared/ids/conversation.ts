import * as sha256 from 'lib0/hash/sha256';
import type { Brand, UserId } from './account.ts';

/** `g-<UUIDv7>` (a group, made on the client) or `d-<32 letters>` (a direct conversation, computed from the pair). */
export type ConversationId = Brand<string, 'ConversationId'>;

const GROUP = /^g-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const DIRECT = /^d-[a-z2-7]{32}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** @param now ms since 1970 @param random a number in [0, 1) */
export const makeGroupId = (now: number, random: () => number): ConversationId => {
  const bits = (n: number) => Math.floor(random() * 2 ** n);
  const time = hex(Math.floor(now), 12);
  const tail = hex(bits(24), 6) + hex(bits(24), 6);
  return `g-${time.slice(0, 8)}-${time.slice(8)}-7${hex(bits(12), 3)}-${hex(0x8000 | bits(14), 4)}-${tail}` as ConversationId;
};

/** The direct conversation of two people; of one person with themself it is their notes. Order does not matter. */
export const directIdOf = (a: UserId, b: UserId): ConversationId => {
  const [first, second] = a < b ? [a, b] : [b, a];
  const digest = sha256.digest(new TextEncoder().encode(`skerry direct\n${first}\n${second}`));
  let out = '';
  // 20 bytes (160 bits) as 32 letters of five bits each.
  for (let i = 0; i < 20; i += 5) {
    let chunk = 0n;
    for (let j = 0; j < 5; j++) chunk = (chunk << 8n) | BigInt(digest[i + j] ?? 0);
    for (let j = 7; j >= 0; j--) out += BASE32[Number((chunk >> BigInt(j * 5)) & 31n)];
  }
  return `d-${out}` as ConversationId;
};

export const kindOf = (id: ConversationId): 'group' | 'direct' => (id.startsWith('g-') ? 'group' : 'direct');

export const parseConversationId = (text: string): ConversationId | undefined =>
  GROUP.test(text) || DIRECT.test(text) ? (text as ConversationId) : undefined;
