import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createNotices } from '../../client/app/create-notices.ts';
import type { Channel } from '../../client/channel/protocol.ts';
import { createTyping } from '../../client/features/composer/create-typing.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';

const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Somebody sets the wall clock of the device. */
const setClock = (by: number): void => void vi.setSystemTime(Date.now() + by);

it.each([-HOUR, HOUR])('NET-5 typing is announced every three seconds when the clock is set by %i ms', (by) => {
  createRoot((end) => {
    const told: boolean[] = [];
    const call = (_: string, { typing }: { typing: boolean }) => {
      told.push(typing);
      return Promise.resolve({ ok: true, value: {} });
    };
    const typing = createTyping({ call } as unknown as Channel, 'c' as ConversationId);
    typing.show();
    vi.advanceTimersByTime(1_000);
    setClock(by);
    typing.show();
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(2_100);
    typing.show();
    expect(told).toEqual([true, true]);
    vi.advanceTimersByTime(5_100);
    expect(told).toEqual([true, true, false]);
    end();
  });
});

it.each([-HOUR, HOUR])('NET-5 ACT-13 notices last as long as they should when the clock is set by %i ms', (by) => {
  createRoot((end) => {
    const notices = createNotices();
    notices.say('Copied');
    notices.say('Deleted', { label: 'Undo', act: () => undefined, until: Date.now() + 5_000 });
    setClock(by);
    vi.advanceTimersByTime(4_500);
    expect(notices.shown().map(({ text }) => text)).toEqual(['Copied', 'Deleted']);
    vi.advanceTimersByTime(1_000);
    expect(notices.shown().map(({ text }) => text)).toEqual(['Copied']);
    vi.advanceTimersByTime(1_000);
    expect(notices.shown()).toEqual([]);
    end();
  });
});
