import { expect, it, vi } from 'vitest';
import {
  accountDocument,
  chapterDocument,
  conversationDocument,
  parseDocumentName,
} from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { makeClientId, ownerOf } from '../../shared/ids/client-id.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { random } from '../../shared/ids/ulid.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { mulberry } from '../support/mulberry.ts';

const GROUP = makeGroupId(1_700_000_000_000, mulberry(1));

it('DOC-1 the three kinds of names are read as they were made', () => {
  expect(parseDocumentName(accountDocument('alice' as UserId, 3))).toEqual({
    kind: 'account',
    userId: 'alice',
    generation: 3,
  });
  expect(parseDocumentName(conversationDocument(GROUP))).toEqual({ kind: 'conversation', conversationId: GROUP });
  expect(parseDocumentName(chapterDocument(GROUP, 0))).toEqual({ kind: 'chapter', conversationId: GROUP, chapter: 0 });
});

it.each([
  '',
  'account/alice',
  'account/alice/',
  'account/alice/01',
  'account/alice/-1',
  'account/alice/1/2',
  'account//0',
  'conversation',
  'conversation/',
  'conversation/x',
  `conversation/${GROUP}/`,
  `conversation/${GROUP}/1.0`,
  `conversation/${GROUP}/1e3`,
  `conversation/${GROUP}/${LIMITS.chapterNumber + 1}`,
  `conversation/${GROUP}/0/0`,
  `Conversation/${GROUP}`,
  ` conversation/${GROUP}`,
])('DOC-1 %j names no document', (name) => {
  expect(parseDocumentName(name)).toBeUndefined();
});

it('DOC-3 a client id is the account’s number in its upper bits and random in the 22 lower ones', () => {
  const number = 1_024 as AccountNumber;
  expect(makeClientId(number, () => 0)).toBe(1_024 * 4_194_304);
  expect(makeClientId(number, () => 1 - Number.EPSILON)).toBe(1_025 * 4_194_304 - 1);
  const drawn = mulberry(2);
  const made = new Set(Array.from({ length: 200 }, () => makeClientId(number, drawn)));
  expect(made.size).toBe(200);
  expect([...made].map(ownerOf)).toEqual(Array(200).fill(1_024));
  expect([0, 4_194_303].map(ownerOf)).toEqual([0, 0]);
});

it('DOC-3 random bits come from the runtime’s own source, as a number from 0 to below 1', () => {
  const draw = (word: number): number => {
    vi.stubGlobal('crypto', { getRandomValues: (array: Uint32Array) => array.fill(word) });
    const drawn = random();
    vi.unstubAllGlobals();
    return drawn;
  };
  expect([draw(0), draw(2 ** 31), draw(2 ** 32 - 1)]).toEqual([0, 0.5, 1 - 2 ** -32]);
});
