import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPurged, replacesSnapshot } from '../../storage/rules/decide-snapshot.ts';
import { claimedAccount, type DeviceLink, linkState, mayConfirm, takenLink } from '../../storage/rules/device-links.ts';
import { isUsable, usedAfterRelease } from '../../storage/rules/invitation.ts';
import { decideAccount, decidePrivacy, decideProfile } from '../../storage/rules/own-account.ts';
import { containsPattern, foldName, peopleSearch } from '../../storage/rules/people-search.ts';
import { changesHandling, decideReport, type ReportRow, reportFact } from '../../storage/rules/report.ts';
import { userId } from '../contract/plain-write.ts';

const ALICE = userId('alice');
const BOB = userId('bob');
const NOW = 100;
const device = { agent: 'Firefox', address: '192.0.2.1' };
const link: DeviceLink = { userId: ALICE, isGone: false, expiresAt: 200, device: undefined, isConfirmed: false };

describe('links that sign devices in', () => {
  it.each<readonly [string, DeviceLink | undefined, readonly [unknown, unknown, boolean, unknown]]>([
    ['no link', undefined, [undefined, undefined, false, undefined]],
    ['a new link', link, [ALICE, 'open', false, 'waiting']],
    ['an expired link', { ...link, expiresAt: NOW }, [undefined, undefined, false, undefined]],
    ['an opened link', { ...link, device }, [undefined, 'claimed', true, 'waiting']],
    ['a confirmed link', { ...link, device, isConfirmed: true }, [undefined, 'confirmed', true, { userId: ALICE }]],
    [
      'a confirmed link of a deleted account',
      { ...link, device, isConfirmed: true, isGone: true },
      [undefined, 'confirmed', true, undefined],
    ],
  ])('DEV-6 %s', (_title, found, expected) => {
    expect([
      claimedAccount(found, NOW),
      linkState(found, ALICE, NOW)?.kind,
      mayConfirm(found, ALICE, NOW),
      takenLink(found, NOW),
    ]).toEqual(expected);
    // Nobody else learns of it, or lets a device in.
    expect([linkState(found, BOB, NOW), mayConfirm(found, BOB, NOW)]).toEqual([undefined, false]);
  });
});

describe('invitations', () => {
  it.each([
    ['a new one', true, { expiresAt: 200, uses: 1, used: 0 }],
    ['one that was used', false, { expiresAt: 200, uses: 1, used: 1 }],
    ['one with a use left', true, { expiresAt: 200, uses: 3, used: 2 }],
    ['one that expired', false, { expiresAt: NOW, uses: 3, used: 2 }],
    ['one that was removed', false, undefined],
  ])('JOIN-2 %s: %s', (_title, usable, invitation) => {
    expect(isUsable(invitation, NOW)).toBe(usable);
  });

  it('JOIN-3 a use is given back once, and never more than were taken', () => {
    expect([2, 1, 0].map((used) => usedAfterRelease({ expiresAt: 1, uses: 3, used }))).toEqual([1, 0, 0]);
  });
});

describe('what an account says of itself', () => {
  const before = { name: 'Alice', email: 'a@example.org', username: null, isGone: false };
  it.each<readonly [string, string, Parameters<typeof decideAccount>[0], Partial<typeof before>]>([
    ['a new account', 'new', undefined, {}],
    ['the same again', 'same', before, {}],
    ['another name', 'told', before, { name: 'Alicia' }],
    ['another e-mail address', 'kept', before, { email: 'b@example.org' }],
    ['a deleted account', 'same', { ...before, isGone: true }, { name: 'Alicia' }],
  ])('FEED-7 %s: %s', (_title, decision, known, more) => {
    const { isGone, ...names } = { ...before, ...more };
    expect(isGone).toBe(false);
    expect(decideAccount(known, names)).toBe(decision);
  });

  const profile = { picture: 'p', statusText: 'Away', statusUntil: 5 };
  it.each<readonly [string, ReturnType<typeof decideProfile>, Parameters<typeof decideProfile>[1]]>([
    ['nothing', undefined, {}],
    ['the same picture', undefined, { picture: 'p' }],
    ['no picture', { ...profile, picture: null }, { picture: null }],
    ['a status without an end', { ...profile, statusText: 'Here', statusUntil: null }, { status: { text: 'Here' } }],
    ['no status', { ...profile, statusText: null, statusUntil: null }, { status: null }],
  ])('PROF-2 %s', (_title, after, asked) => {
    expect(decideProfile(profile, asked)).toEqual(after);
    expect(decideProfile(undefined, asked)).toBeUndefined();
  });

  it.each<readonly [string, ReturnType<typeof decidePrivacy>, Parameters<typeof decidePrivacy>[1]]>([
    ['as it is', undefined, { readReceipts: true, lastSeen: true }],
    [
      'no receipts',
      { hidesRead: true, hidesSeen: false, forgetsSeen: false, tellsMarks: true },
      { readReceipts: false },
    ],
    ['no last seen', { hidesRead: false, hidesSeen: true, forgetsSeen: true, tellsMarks: false }, { lastSeen: false }],
  ])('FACT-14 and FACT-17 %s', (_title, plan, asked) => {
    expect(decidePrivacy({ hidesRead: false, hidesSeen: false }, asked)).toEqual(plan);
    expect(decidePrivacy(undefined, asked)).toBeUndefined();
  });
});

describe('searches for people', () => {
  it.each([
    ['another case', 'ÉMI', { name: '%émi%', username: 'émi%', email: 'émi' }],
    ['a compatible form', 'Ａnn', { name: '%ann%', username: 'ａnn%', email: 'ａnn' }],
    ['signs of patterns', '5%_\\', { name: '%5\\%\\_\\\\%', username: '5\\%\\_\\\\%', email: '5%_\\' }],
    [
      'an e-mail address',
      'B@Example.org',
      { name: '%b@example.org%', username: 'b@example.org%', email: 'b@example.org' },
    ],
  ])('FACT-2 %s', (_title, query, patterns) => {
    expect(peopleSearch(query)).toEqual(patterns);
  });

  it('FACT-2 a pattern finds the texts that contain the query, whatever stands in either', () => {
    const database = new DatabaseSync(':memory:');
    const finds = database.prepare("select ? like ? escape '\\' as found");
    // SQLite compares up to the first NUL, which no name has.
    const texts = fc.string({ unit: fc.constantFrom('a', 'A', 'é', 'É', '%', '_', '\\', "'") });
    fc.assert(
      fc.property(texts, texts, (name, query) => {
        const isFound = finds.get(foldName(name), containsPattern(query))?.found === 1;
        expect(isFound).toBe(foldName(name).includes(foldName(query)));
      }),
    );
  });
});

describe('reports', () => {
  it.each([
    ['a stranger', 'not-a-member', undefined, undefined],
    ['a member', 'added', 1, undefined],
    ['a member, again', 'exists', 1, { reporter: 1 }],
    ['a member, by an id of somebody else', 'id-taken', 1, { reporter: 2 }],
  ])('CON-11 %s: %s', (_title, outcome, member, before) => {
    expect(decideReport(member, before)).toBe(outcome);
  });

  it('CON-12 the first person to handle a report stays named', () => {
    const changes = [null, 5].map((handledAt) =>
      [true, false].map((handled) => changesHandling({ handledAt }, handled)),
    );
    expect(changes).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('CON-11 a report tells the reporter’s words and the server’s authors', () => {
    const person = (number: number) => ({ userId: `user-${number}`, number, name: `Person ${number}` });
    const row: ReportRow = {
      id: 'r',
      at: 1,
      by: person(1),
      conversationId: 'c',
      kind: 'group',
      title: 'Boats',
      peer: undefined,
      reason: 'spam',
      messages: [
        { id: 'm', text: 'words' },
        { id: 'forged', text: 'other words' },
      ],
      handledAt: 3,
      handledBy: 'Carol',
    };
    const authorOf = (id: string) => (id === 'm' ? { author: person(2), isDeleted: true } : undefined);
    expect(reportFact(row, authorOf)).toEqual({
      id: 'r',
      at: 1,
      by: person(1),
      conversationId: 'c',
      kind: 'group',
      name: 'Boats',
      reason: 'spam',
      messages: [
        { id: 'm', text: 'words', author: person(2), deleted: true },
        { id: 'forged', text: 'other words' },
      ],
      handledAt: 3,
      handledBy: 'Carol',
    });
  });
});

describe('snapshots', () => {
  it('JRN-14 an older one never replaces a newer one, and one of the same position only when it has all that is left', () => {
    const count = fc.nat({ max: 4 });
    fc.assert(
      fc.property(count, count, count, count, count, (stored, position, seen, contained, left) => {
        const replaces = replacesSnapshot({ stored, position, seen, contained, left });
        if (position < stored) expect(replaces).toBe(false);
        if (position > stored) expect(replaces).toBe(true);
        if (position === stored) expect(replaces).toBe(seen > 0 && contained === left && contained === seen);
      }),
    );
  });

  it.each([
    [false, 0, 5, 0],
    [true, 5, 5, 0],
    [false, 6, 5, 0],
    [false, 5, 5, 1],
  ])(
    'JRN-19 all deleted text is gone: %s, deleted at %i, snapshot at %i, %i rows left',
    (gone, purgeAt, stored, left) => {
      expect(isPurged(purgeAt, stored, left)).toBe(gone);
    },
  );
});
