import { describe, expect, it } from 'vitest';
import { ABSENT_AFTER, absenceSince } from '../../client/features/away/away-time.ts';
import { missedIn } from '../../client/features/away/missed.ts';
import { conversationRow } from '../support/conversation-row.ts';

const NOW = 1_800_000_000_000;
const at = (ms: number) => ({ text: '', deleted: false, by: 'Bob', own: false, at: ms, state: 'sent' as const });

describe('after an absence', () => {
  it('AWAY-1 an absence begins when the person was last here, and AWAY-2 a clock that was set back makes none', () => {
    expect(absenceSince(NOW - ABSENT_AFTER, NOW)).toBe(NOW - ABSENT_AFTER);
    expect(absenceSince(NOW - ABSENT_AFTER + 1, NOW)).toBeUndefined();
    expect(absenceSince(NOW + ABSENT_AFTER, NOW)).toBeUndefined();
    expect(absenceSince(0, NOW)).toBeUndefined();
  });

  it('AWAY-1 conversations with mentions come first, then the latest, then muted ones; strangers are not among them', () => {
    const rows = [
      conversationRow({ title: 'old', unread: 3, last: at(NOW - 900) }),
      conversationRow({ title: 'muted', unread: 50, mutedUntil: NOW + 1, last: at(NOW) }),
      conversationRow({ title: 'new', unread: 1, last: at(NOW - 10) }),
      conversationRow({ title: 'named', unread: 2, mentions: 1, last: at(NOW - 5_000) }),
      conversationRow({ title: 'stranger', unread: 9, request: true }),
      conversationRow({ title: 'read' }),
    ];
    const missed = missedIn(rows, NOW);
    expect(missed.rows.map(({ title }) => title)).toEqual(['named', 'new', 'old', 'muted']);
    expect([missed.messages, missed.mentions]).toEqual([56, 1]);
  });
});
