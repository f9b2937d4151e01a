import { describe, expect, it } from 'vitest';
import { BLOB_LIMITS } from '../../shared/protocol/limits.ts';
import {
  type BlobAccess,
  type CollectedBlob,
  decideBegin,
  type KnownBlob,
  mayHaveBlob,
  whyCollected,
} from '../../storage/rules/decide-blob.ts';

const ASKED = { size: 10, class: 'sealed' } as const;
const KNOWN: KnownBlob = { isOwn: true, size: 10, class: 'sealed', state: 'uploading' };
const EMPTY = { usedByAccount: 0, usedByServer: 0, unfinished: 0 };
const BOUNDS = { largest: 100, ofAccount: 1_000, ofServer: 10_000 };

describe('BLOB-2 an id that is used', () => {
  it.each<[name: string, known: Partial<KnownBlob>, outcome: string]>([
    ['goes on', {}, 'known'],
    ['is complete', { state: 'complete' }, 'known'],
    ['is being removed', { state: 'removing' }, 'blob-removing'],
    ['is somebody else’s', { isOwn: false }, 'id-taken'],
    ['is somebody else’s, being removed', { isOwn: false, state: 'removing' }, 'id-taken'],
    ['has another size', { size: 11 }, 'id-taken'],
    ['has another class', { class: 'public' }, 'id-taken'],
  ])('BLOB-2 %s', (_, known, outcome) => {
    // What is there takes no room again.
    const full = { usedByAccount: 1_000, usedByServer: 10_000, unfinished: BLOB_LIMITS.unfinished };
    expect(decideBegin(ASKED, { ...KNOWN, ...known }, full, BOUNDS)).toBe(outcome);
  });
});

describe('BLOB-3 room for a new blob', () => {
  it.each<[size: number, room: Partial<typeof EMPTY>, outcome: string]>([
    [100, {}, 'begun'],
    [101, {}, 'too-large'],
    [101, { usedByAccount: 1_000 }, 'too-large'],
    [10, { usedByAccount: 990 }, 'begun'],
    [11, { usedByAccount: 990 }, 'quota-full'],
    [10, { usedByServer: 9_990 }, 'begun'],
    [11, { usedByServer: 9_990 }, 'server-full'],
    [10, { unfinished: BLOB_LIMITS.unfinished - 1 }, 'begun'],
    [10, { unfinished: BLOB_LIMITS.unfinished }, 'too-many'],
  ])('BLOB-3 %i bytes with %o: %s', (size, room, outcome) => {
    expect(decideBegin({ ...ASKED, size }, undefined, { ...EMPTY, ...room }, BOUNDS)).toBe(outcome);
  });
});

const NOBODY: BlobAccess = { state: 'complete', class: 'sealed', isOwn: false, isShown: false };

describe('BLOB-10 who may have a blob', () => {
  it.each<[may: boolean, blob: Partial<BlobAccess>]>([
    [false, {}],
    [true, { isOwn: true }],
    [true, { isShown: true }],
    [true, { class: 'public' }],
    [false, { isOwn: true, state: 'uploading' }],
    [false, { isShown: true, state: 'uploading' }],
    [false, { class: 'public', state: 'uploading' }],
    [false, { isOwn: true, isShown: true, class: 'public', state: 'removing' }],
  ])('BLOB-10 %s for %o', (may, blob) => {
    expect(mayHaveBlob({ ...NOBODY, ...blob })).toBe(may);
  });
  it('BLOB-10 nobody has a blob that is not there', () => {
    expect(mayHaveBlob(undefined)).toBe(false);
  });
});

describe('BLOB-13 what is collected', () => {
  const DAY = 86_400_000;
  const NOW = 1_700_000_000_000;
  const bounds = { abandonedBefore: NOW - 7 * DAY, unreferencedBefore: NOW - 30 * DAY };
  const old: CollectedBlob = {
    state: 'complete',
    isReferred: false,
    isReadable: false,
    touchedAt: NOW - 31 * DAY,
    completedAt: NOW - 31 * DAY,
  };
  it.each<[why: ReturnType<typeof whyCollected>, blob: Partial<CollectedBlob>]>([
    ['unreferenced', {}],
    [undefined, { completedAt: NOW - 29 * DAY }],
    [undefined, { isReferred: true, isReadable: true }],
    ['unreadable', { isReferred: true }],
    [undefined, { isReferred: true, completedAt: NOW - 29 * DAY }],
    ['abandoned', { state: 'uploading', completedAt: undefined, touchedAt: NOW - 8 * DAY }],
    [undefined, { state: 'uploading', completedAt: undefined, touchedAt: NOW - 6 * DAY }],
    [undefined, { state: 'uploading', isReferred: true }],
    [undefined, { state: 'removing' }],
  ])('BLOB-13 %s for %o', (why, blob) => {
    expect(whyCollected({ ...old, ...blob }, bounds)).toBe(why);
  });
});
