import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FOREVER } from '../../client/channel/conversation-view.ts';
import { loadMarkdown } from '../../client/features/message-content/text/parse-message.ts';
import { levelsToTell, quietToTell } from '../../client/features/push/tell-levels.ts';
import { leadOf, pathOfPushed } from '../../client/push/worker/push-click.ts';
import { cutAt, pushWords, speak } from '../../client/push/worker/push-words.ts';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';

const entryOf = (body: Body, alg = 0): string =>
  Buffer.from(encodeEnvelope({ by: 1024, device: 7, at: 1, alg, body: encodeBody(body) })).toString('base64');

const push = { reason: 'message', count: 1, show: 'full' } as const;
const known = { kind: 'direct', name: undefined, by: 'Alice' } as const;
const t = speak(undefined);
const ASTRONAUT = '\u{1f469}\u{200d}\u{1f680}';

describe('PUSH-3 a notification is cut at whole characters', () => {
  it.each([
    ['abc', 'abc'],
    ['abcd', 'abc…'],
    [ASTRONAUT.repeat(4), `${ASTRONAUT.repeat(3)}…`],
    ['e\u0301e\u0301e\u0301e\u0301', 'e\u0301e\u0301e\u0301…'],
    [
      '\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}\u{1f1ee}\u{1f1f9}\u{1f1ea}\u{1f1f8}',
      '\u{1f1e9}\u{1f1ea}\u{1f1eb}\u{1f1f7}\u{1f1ee}\u{1f1f9}…',
    ],
  ])('PUSH-3 %s', (text, cut) => {
    expect(cutAt(text, 3)).toBe(cut);
  });
  it('PUSH-3 never leaves half a character, however long a text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const cut = cutAt(text, 20).replace(/…$/u, '');
        if (text.isWellFormed()) expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('PUSH-14 the words of a push are made on the device', () => {
  const bodyOf = (body: Body, more: object = {}) => pushWords({ ...push, entry: entryOf(body), ...more }, known, t);
  it('PUSH-14 as the row says it', async () => {
    await loadMarkdown();
    expect(bodyOf({ kind: 'text', text: 'a **bold**\n\nstep' })).toEqual({ title: 'Alice', body: 'a bold step' });
    const edit = entryOf({ kind: 'text', text: 'corrected' });
    expect(bodyOf({ kind: 'text', text: 'first' }, { edit }).body).toBe('corrected');
    expect(bodyOf({ kind: 'text', text: 'x' }, { count: 3 }).body).toBe('x\n2 more messages');
    expect(
      pushWords(
        { ...push, entry: entryOf({ kind: 'text', text: 'x' }) },
        { kind: 'group', name: 'Crew', by: 'Alice' },
        t,
      ),
    ).toEqual({
      title: 'Crew',
      body: 'Alice: x',
    });
  });
  it('PUSH-14 what cannot be opened, or is not wanted, is a new message', () => {
    const words = { title: 'Alice', body: 'New message' };
    expect(pushWords({ ...push, entry: entryOf({ kind: 'text', text: 'sealed' }, 9) }, known, t)).toEqual(words);
    for (const entry of ['', '!!!', 'AAAA', 'A'.repeat(4_000)])
      expect(pushWords({ ...push, entry }, known, t)).toEqual(words);
    const entry = entryOf({ kind: 'text', text: 'hidden' });
    expect(pushWords({ ...push, entry, show: 'name' }, known, t)).toEqual(words);
    expect(pushWords({ ...push, entry, show: 'nothing' }, known, t)).toEqual({ title: 'Skerry', body: 'New message' });
    expect(pushWords({ ...push, entry, reason: 'request' }, known, t).body).toBe('New message request');
  });
  it('PUSH-14 never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.base64String(), fc.string({ unit: 'binary' }), (entry, name) => {
        const { title } = pushWords({ ...push, entry }, { kind: 'group', name, by: name }, t);
        expect(title).not.toBe('');
      }),
    );
  });
});

describe('PUSH-14 a click leads to one window', () => {
  const data = { id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', seq: 3, chapter: 2 };
  const id = 'd-x';
  const tab = (focused: boolean, visible: boolean) => ({ focused, visible });
  it.each([
    ['a new one where none is open', [], '', { kind: 'window', path: `/c/d-x?m=2.${data.id}` }],
    ['the only one', [tab(false, false)], '', { kind: 'tab', at: 0 }],
    ['the visible one', [tab(false, false), tab(false, true)], '', { kind: 'tab', at: 1 }],
    ['the focused one', [tab(false, true), tab(true, true)], 'reply', { kind: 'tab', at: 1 }],
    ['none to read', [tab(true, true)], 'read', { kind: 'read' }],
  ])('PUSH-14 %s', (_name, tabs, action, lead) => {
    expect(leadOf(id, action, data, tabs)).toEqual(lead);
  });
  it('PUSH-14 other notifications lead nowhere, and a message that is not named to its conversation', () => {
    expect(leadOf('skerry-test', '', {}, [])).toEqual({ kind: 'none' });
    expect(leadOf('skerry', '', {}, [])).toEqual({ kind: 'window', path: '/' });
    expect(pathOfPushed(id, { id: '', seq: 1 })).toBe('/c/d-x');
  });
});

describe('PUSH-5 what changed is told as durations', () => {
  const [one, two] = [makeGroupId(1, () => 0.1), makeGroupId(2, () => 0.2)];
  const row = (id: typeof one, mutedUntil: number, mentionsOnly = false) => ({ id, mutedUntil, mentionsOnly });
  it('PUSH-5 whatever the clock of the device says', () => {
    for (const now of [0, 1_000, 9e15 / 2]) {
      const first = levelsToTell({}, [row(one, now + 3_600_000), row(two, 0, true)], now);
      expect(first.levels).toEqual([
        { conversationId: one, mutedFor: 3_600_000, mentionsOnly: false },
        { conversationId: two, mutedFor: 0, mentionsOnly: true },
      ]);
      expect(levelsToTell(first.told, [row(one, now + 3_600_000), row(two, 0, true)], now).levels).toEqual([]);
      expect(levelsToTell(first.told, [row(one, 0), row(two, FOREVER)], now).levels).toEqual([
        { conversationId: one, mutedFor: 0, mentionsOnly: false },
        { conversationId: two, mutedFor: null, mentionsOnly: false },
      ]);
    }
  });
  it('PUSH-5 quiet hours and a pause are told once', () => {
    expect(quietToTell({}, { quiet: undefined, pausedUntil: 0 }, 5)).toBeUndefined();
    const paused = quietToTell({}, { quiet: { from: 1, to: 2 }, pausedUntil: 105 }, 5);
    expect(paused?.quiet).toEqual({ hours: { from: 1, to: 2 }, pausedFor: 100 });
    expect(quietToTell(paused?.told ?? {}, { quiet: { from: 1, to: 2 }, pausedUntil: 105 }, 6)).toBeUndefined();
    expect(quietToTell(paused?.told ?? {}, { quiet: undefined, pausedUntil: 0 }, 6)?.quiet).toEqual({
      hours: null,
      pausedFor: 0,
    });
  });
});
