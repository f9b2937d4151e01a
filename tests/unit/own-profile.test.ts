import { describe, expect, it } from 'vitest';
import { statusOf } from '../../client/features/conversation/subtitle.ts';
import { endOf, STATUS_TIMES } from '../../client/features/profile/status-times.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import type { SimulatedDevice } from '../simulation/simulated-device.ts';
import { Harbour } from '../support/fake-sync-server.ts';

const WEBP = new Uint8Array([0x52, 0x49, 0x46, 0x46, 4, 0, 0, 0, 0x57, 0x45, 0x42, 0x50, 1, 2, 3]);
const me = (device: SimulatedDevice) => (device.session.kind === 'signed-in' ? device.session.me : undefined);

describe('one’s own profile', () => {
  it('PROF-4 shows as wished while it waits, each change over the one before, and goes back when it is taken back', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const ask = (input: Parameters<typeof alice.call<'changeProfile'>>[1]) =>
      harbour.answer(alice.call('changeProfile', input));
    alice.setOnline(false);
    await ask({ status: { text: ' at sea ', until: 5_000 } });
    await ask({ name: ' Alicia ' });
    await harbour.answer(alice.call('setPicture', { picture: { bytes: WEBP, type: 'image/webp' } }));
    await harbour.run(100);
    const picture = me(alice)?.picture;
    expect(picture).toMatch(/^[0-9a-f]{64}$/);
    expect(me(alice)).toMatchObject({ name: 'Alicia', status: { text: 'at sea', until: 5_000 } });
    await ask({ status: null });
    await harbour.run(100);
    expect(me(alice)).not.toHaveProperty('status');
    expect(alice.outbox.map(({ kind }) => kind)).toEqual(['profile', 'profile', 'profile', 'profile']);

    const [, renaming, , clearing] = alice.outbox;
    for (const key of [renaming?.key ?? '', clearing?.key ?? ''])
      await harbour.answer(alice.call('cancelCommand', { key }));
    await harbour.run(100);
    expect(me(alice)).toMatchObject({ name: 'alice', status: { text: 'at sea' }, picture });

    alice.setOnline(true);
    await harbour.run(60_000);
    expect(alice.outbox).toEqual([]);
    const { people } = await harbour.storage.facts.feed(alice.userId, 0, 50);
    expect(people).toMatchObject([{ picture, status: { text: 'at sea', until: 5_000 } }]);
    expect(me(alice)).toMatchObject({ picture, status: { text: 'at sea' } });
    expect(await harbour.storage.facts.picture(picture ?? '')).toMatchObject({ bytes: WEBP });
  });

  it('PROF-4 what cannot be a name, a status or a picture is refused on the device', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const errors = [];
    for (const change of [
      { name: ' ' },
      { name: 'x'.repeat(81) },
      { status: { text: '' } },
      { status: { text: 'x'.repeat(81) } },
    ]) {
      const result = await harbour.answer(alice.call('changeProfile', change));
      errors.push(result.ok ? 'done' : result.error);
    }
    const script = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    for (const bytes of [script, new Uint8Array(40_000)]) {
      const result = await harbour.answer(alice.call('setPicture', { picture: { bytes, type: 'image/webp' } }));
      errors.push(result.ok ? 'done' : result.error);
    }
    expect(errors).toEqual(['empty', 'too-long', 'empty', 'too-long', 'failed', 'failed']);
    expect(alice.outbox).toEqual([]);
  });

  it('PROF-5 a group’s picture is given offline with the group, shows at once, and can be taken away', async () => {
    const harbour = new Harbour();
    const alice = await harbour.device('alice', 'alice');
    const bob = await harbour.device('bob', 'bob');
    const id = makeGroupId(harbour.scheduler.now, harbour.random);
    const members = [await harbour.person('bob')];
    const picture = { bytes: WEBP, type: 'image/webp' };
    const shown = (device: SimulatedDevice) => device.conversations.find((row) => row.id === id)?.picture;
    alice.setOnline(false);
    await harbour.answer(alice.call('createGroup', { conversationId: id, name: 'Crew', members }));
    expect(await harbour.answer(alice.call('setPicture', { conversationId: id, picture }))).toMatchObject({ ok: true });
    await harbour.run(100);
    const hash = shown(alice);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    alice.setOnline(true);
    await harbour.run(60_000);
    expect(shown(bob)).toBe(hash);
    expect(await harbour.storage.facts.picture(hash ?? '')).toMatchObject({ bytes: WEBP });
    expect(alice.outbox).toEqual([]);
    // Whoever may not rename may not do this either.
    expect(await harbour.answer(bob.call('setPicture', { conversationId: id, picture: null }))).toEqual({
      ok: false,
      error: 'not-allowed',
    });
    await harbour.answer(alice.call('setPicture', { conversationId: id, picture: null }));
    await harbour.run(60_000);
    expect([shown(alice), shown(bob)]).toEqual([undefined, undefined]);
    // Who is taken out keeps what they had, the picture too.
    await harbour.answer(alice.call('setPicture', { conversationId: id, picture }));
    await harbour.run(60_000);
    await harbour.answer(alice.call('removeMember', { conversationId: id, userId: members[0]?.userId ?? '' }));
    await harbour.run(60_000);
    expect(bob.conversations.find((row) => row.id === id)).toMatchObject({ state: 'left', picture: hash });
  });
});

it('PROF-6 a status ends by itself when its time is over, by the day and week of whoever set it', () => {
  // A Wednesday, and a Sunday: the week ends with it.
  const [wednesday, sunday] = [new Date(2026, 6, 15, 14, 30).getTime(), new Date(2026, 6, 19, 23, 59).getTime()];
  const ends = (now: number) => STATUS_TIMES.map((time) => endOf(time, now));
  const at = (day: number, hours = 0, minutes = 0) => new Date(2026, 6, day, hours, minutes).getTime();
  expect(ends(wednesday)).toEqual([at(15, 15), at(15, 16, 30), at(16), at(20), undefined]);
  expect(ends(sunday)).toEqual([at(20, 0, 29), at(20, 1, 59), at(20), at(20), undefined]);
  const person = { status: { text: 'at sea', until: 5_000 } };
  expect([4_999, 5_000].map((now) => statusOf(person, now))).toEqual(['at sea', undefined]);
  expect(statusOf({ status: { text: 'at sea' } }, 9e15)).toBe('at sea');
});
