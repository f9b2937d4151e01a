import { LIMITS } from './limits.ts';

/** Why the server will not take an update. `rule` names the SPEC rule; `retry` says whether the same bytes may be taken later. */
export type RefusalCode =
  | 'malformed'
  | 'too-large'
  | 'not-your-client-id'
  | 'not-your-device'
  | 'nested'
  | 'missing-dependencies'
  | 'unknown-root'
  | 'bad-key'
  | 'bad-value'
  | 'not-yours'
  | 'already-written'
  | 'deleted'
  | 'unknown-message'
  | 'unknown-blob'
  | 'not-allowed'
  | 'unanswered'
  | 'not-a-member'
  | 'chapter-full'
  | 'chapter-closed'
  | 'server-only'
  | 'too-much'
  | 'unavailable';

export interface Refusal {
  readonly code: RefusalCode;
  readonly rule: string;
  /** true: the same update may be taken after a sync; false: it never will be, rebase. */
  readonly retry: boolean;
  /** Ids of messages and edits that their author has written before, perhaps in another chapter; absent: none. */
  readonly written?: string[];
}

const RULES: Record<RefusalCode, readonly [rule: string, retry: boolean]> = {
  malformed: ['ADM-1', false],
  'too-large': ['ADM-2', false],
  'not-your-client-id': ['ADM-3', false],
  'not-your-device': ['ADM-16', false],
  nested: ['ADM-4', false],
  'missing-dependencies': ['ADM-5', true],
  'unknown-root': ['PERM-1', false],
  'bad-key': ['PERM-2', false],
  'bad-value': ['PERM-3', false],
  'not-yours': ['PERM-4', false],
  'already-written': ['PERM-5', false],
  deleted: ['PERM-6', false],
  'unknown-message': ['PERM-7', true],
  'unknown-blob': ['BLOB-9', true],
  'not-allowed': ['PERM-8', false],
  unanswered: ['CON-3', false],
  'not-a-member': ['PERM-9', false],
  'chapter-full': ['CHAP-2', false],
  'chapter-closed': ['CHAP-2', true],
  'server-only': ['PERM-10', false],
  'too-much': ['ADM-17', true],
  unavailable: ['ADM-9', true],
};

export const refuse = (code: RefusalCode): Refusal => ({
  code,
  rule: RULES[code][0],
  retry: RULES[code][1],
});

/** Of an update with ids that are in use. @param written those that its author uses */
export const refuseTaken = (written: readonly string[] = []): Refusal => ({
  ...refuse('already-written'),
  ...(written.length === 0 ? {} : { written: written.slice(0, LIMITS.writtenIds) }),
});
