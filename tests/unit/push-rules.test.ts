import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/limits.ts';
import {
  NOTICE_KINDS,
  NOTICE_TABLE,
  type NoticeKind,
  noticeLevel,
  noticeOf,
} from '../../shared/protocol/notice-table.ts';
import { ACTIVE_MS, decidePush, fitPush, mentionKey } from '../../storage/rules/decide-push.ts';
import { isQuietIn, isZone } from '../../storage/rules/quiet-hours.ts';
import { makeDirectFacts, NOW, target } from '../support/push-facts.ts';

const HOUR = 3_600_000;

describe('PUSH-17 one table says what notifies', () => {
  it('PUSH-17 is the one that SPEC.md publishes', () => {
    const spec = readFileSync('SPEC.md', 'utf8');
    const names: Record<NoticeKind, string> = {
      message: 'message',
      mention: 'mention of the reader',
      everybody: 'mention of everyone',
      reply: 'reply to the reader',
      reaction: 'reaction to the reader’s message',
      own: 'own message from another device',
      'edit-mention': 'edit that adds a mention',
      late: 'message that arrives late',
      quiet: 'quiet message',
    };
    for (const kind of NOTICE_KINDS) {
      const { normal, mentions, muted } = NOTICE_TABLE[kind];
      expect(spec).toContain(`| ${names[kind]} | ${normal} | ${mentions} | ${muted} |`);
    }
  });

  it('PUSH-17 a mute ends with its last millisecond and wins over mentions only', () => {
    expect(noticeLevel({ mutedUntil: NOW + 1, mentionsOnly: true }, NOW)).toBe('muted');
    expect(noticeLevel({ mutedUntil: NOW, mentionsOnly: true }, NOW)).toBe('mentions');
    expect(noticeLevel({ mutedUntil: 0, mentionsOnly: false }, NOW)).toBe('normal');
  });

  const LEVELS = {
    normal: {},
    mentions: { mentionsOnly: true },
    muted: { mutedUntil: NOW + HOUR },
  } as const;
  const made = (kind: 'message' | 'mention' | 'everybody' | 'own' | 'quiet', level: keyof typeof LEVELS) => {
    const facts = makeDirectFacts([target(LEVELS[level])], {
      messages: [{ seq: 1, author: kind === 'own' ? 1025 : 1024, isQuiet: kind === 'quiet', isDeleted: false }],
      mentions: new Set(kind === 'mention' ? [mentionKey(1, 1025)] : kind === 'everybody' ? [mentionKey(1, 0)] : []),
    });
    return decidePush(facts, NOW).sends.length;
  };
  it.each(['message', 'mention', 'everybody', 'own', 'quiet'] as const)('PUSH-17 pushes follow it: %s', (kind) => {
    for (const level of ['normal', 'mentions', 'muted'] as const)
      expect([level, made(kind, level)]).toEqual([level, noticeOf(level, kind) === 'alert' ? 1 : 0]);
  });
});

describe('PUSH-4 a push is decided from rows', () => {
  const decide = (more: Parameters<typeof target>[0], facts: Parameters<typeof makeDirectFacts>[1] = {}) =>
    decidePush(makeDirectFacts([target(more)], facts), NOW);

  it.each([
    ['sent', {}, 1, 0],
    ['read', { read: 1 }, 0, 1],
    ['from before they joined', { fromSeq: 1 }, 0, 1],
    ['told already', { told: 1 }, 0, 1],
    ['a group they did not accept', { isAsked: true }, 0, 1],
    ['paused', { pausedUntil: NOW + 1 }, 0, 1],
    ['no longer paused', { pausedUntil: NOW }, 1, 0],
    ['in use', { activeAt: NOW - ACTIVE_MS + 1 }, 0, 0],
    ['no longer in use', { activeAt: NOW - ACTIVE_MS }, 1, 0],
    ['in use by a clock that was set back since', { activeAt: NOW + 9 * HOUR }, 1, 0],
    ['waiting', { retryAt: NOW + 1 }, 0, 0],
    ['no longer waiting', { retryAt: NOW }, 1, 0],
  ] as const)('PUSH-4 %s', (_name, more, sends, marks) => {
    const decision = decide(more);
    expect([decision.sends.length, decision.marks.length]).toEqual([sends, marks]);
  });

  it('PUSH-4 nothing of blocked people, and nothing that is deleted', () => {
    expect(decide({}, { blocked: new Map([[1025, new Set([1024])]]) }).sends).toEqual([]);
    expect(decide({}, { messages: [{ seq: 1, author: 1024, isQuiet: false, isDeleted: true }] }).sends).toEqual([]);
  });

  it('PUSH-4 after an absence one push tells of all, the newest mention first', () => {
    const messages = Array.from({ length: 40 }, (_, i) => ({
      seq: i + 1,
      author: 1024,
      isQuiet: false,
      isDeleted: false,
    }));
    const mentions = new Set([mentionKey(7, 1025), mentionKey(12, 1025)]);
    const [send, ...others] = decide({}, { seq: 40, messages, mentions }).sends;
    expect(others).toEqual([]);
    expect(send?.payload).toMatchObject({ seq: 12, reason: 'mention', count: 40 });
    expect(send?.marks).toEqual([{ device: 1, conversation: 5, seq: 40, shown: 12 }]);
  });

  it('PUSH-7 whatever is in it, a push is no longer than every service takes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6_000, unit: 'binary' }), fc.nat(40), (entry, reads) => {
        const payload = {
          account: 1025,
          conversation: 'd-x',
          seq: 1,
          by: 1024,
          reason: 'message' as const,
          show: 'full' as const,
          count: 1,
          entry,
          read: Array.from({ length: reads }, (_, i): [string, number] => [`g-${'x'.repeat(40)}${i}`, i]),
        };
        expect(Buffer.byteLength(JSON.stringify(fitPush(payload)))).toBeLessThanOrEqual(LIMITS.pushBytes);
      }),
    );
  });
});

describe('NOTE-6 do not disturb by the clock of each device', () => {
  const NIGHT = { from: 22 * 60, to: 7 * 60 };
  const at = (time: string) => Date.parse(`2026-07-01T${time}Z`);
  it.each([
    ['UTC', '21:59', false],
    ['UTC', '22:00', true],
    ['UTC', '06:59', true],
    ['UTC', '07:00', false],
    ['Asia/Kolkata', '16:30', true],
    ['Asia/Kolkata', '16:29', false],
    ['America/New_York', '02:00', true],
    ['Nowhere/City', '23:00', false],
  ])('NOTE-6 %s %s', (zone, time, isQuiet) => {
    expect(isQuietIn(zone, NIGHT, at(time))).toBe(isQuiet);
  });
  it('NOTE-6 zones are those that the runtime knows', () => {
    expect([isZone('Europe/Berlin'), isZone(''), isZone('../etc'), isZone('UTC')]).toEqual([true, false, false, true]);
  });
});
