import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { ChapterWriter, groupAs } from '../support/chapter-writer.ts';
import { ALICE, BOB, code, server } from '../support/judged-server.ts';

describe('what a group has decided', () => {
  const quiet = { membership: groupAs('member', { post: 'admins' }) };
  const inDocument = (more: Partial<JudgeContext> = {}) =>
    ({ kind: 'conversation', newMessages: 'closed', ...more }) as const;

  it('PERM-20 a member who may not post still edits, reacts, votes and deletes their own messages', () => {
    const { take } = server();
    const bob = new ChapterWriter(BOB);
    const { id, update } = bob.message('from before');
    expect(code(take(bob, update))).toBe('ok');
    expect(code(take(bob, bob.edit(id, 'better'), quiet))).toBe('ok');
    expect(code(take(bob, bob.react(id, '👍').update, quiet))).toBe('ok');
    const vote = bob.set('votes', `${id}/${BOB}`, bob.envelope({ kind: 'vote', choices: [0] }));
    expect(code(take(bob, vote, quiet))).toBe('ok');
    expect(code(take(bob, bob.remove(id, BOB), quiet))).toBe('ok');
    const again = new ChapterWriter(BOB, 9);
    expect(code(take(again, again.message('new').update, quiet))).toBe('not-allowed');
    expect(code(take(new ChapterWriter(BOB, 10), new ChapterWriter(BOB, 10).message('new').update))).toBe('ok');
  });

  it('PERM-20 a message that arrives deleted takes the right to post all the same', () => {
    const { doc, take } = server();
    const bob = new ChapterWriter(BOB);
    const { id } = bob.message('never sent');
    bob.remove(id, BOB);
    expect(code(take(bob, Y.encodeStateAsUpdate(bob.doc), quiet))).toBe('not-allowed');
    expect(code(take(bob, Y.encodeStateAsUpdate(bob.doc)))).toBe('ok');
    expect(doc.getMap('messages').size).toBe(0);
  });

  it.each(
    [' ', '\n', '\u200b', '\ufeff', '\u0000', '\ud800', '\u202e\u202e', '\u3164', '\u0301', '\u2800\u00ad'].concat([
      '\ufe0f\ufe0e',
      '\u2060\u200d',
      '\uffa0\u115f',
      '\ufffc',
      '\u{1d159}',
      '\u{13441}\u{13442}',
    ]),
  )('LINE-4 a message that shows nothing is refused: %j', (text) => {
    const { take } = server();
    const alice = new ChapterWriter(ALICE);
    expect(code(take(alice, alice.message(text).update))).toBe('bad-value');
    const edits = server();
    const bob = new ChapterWriter(BOB);
    const { id, update } = bob.message('seen');
    edits.take(bob, update);
    expect(code(edits.take(bob, bob.edit(id, text)))).toBe('bad-value');
  });

  it.each(['.', '\n1', ' \u200bx', '👍', '❤\ufe0f', '\u{1FAFF}', 'e\u0301', 'ـ'])(
    'LINE-4 a message that shows something is taken: %j',
    (text) => {
      const alice = new ChapterWriter(ALICE);
      expect(code(server().take(alice, alice.message(text).update))).toBe('ok');
    },
  );

  it('PERM-30 each key of the profile holds its own kind of body', () => {
    const { take } = server();
    const admin = { ...inDocument(), membership: groupAs('admin') };
    const put = (key: string, body: Parameters<ChapterWriter['envelope']>[0]) => {
      const writer = new ChapterWriter(ALICE, key.length + JSON.stringify(body).length);
      return code(take(writer, writer.set('profile', key, writer.envelope(body)), admin));
    };
    expect(put('picture', { kind: 'picture', hash: 'b'.repeat(64) })).toBe('ok');
    expect(put('picture', { kind: 'picture', hash: '' })).toBe('ok');
    expect(put('picture', { kind: 'picture', hash: '../x' })).toBe('bad-value');
    expect(put('picture', { kind: 'name', text: 'x' })).toBe('bad-value');
    expect(put('name', { kind: 'text', text: 'a whole message as a name' })).toBe('bad-value');
    expect(put('topic', { kind: 'text', text: 'boats' })).toBe('ok');
    expect(put('other', { kind: 'name', text: 'x' })).toBe('bad-key');
  });

  it('PERM-33 PERM-34 each setting holds one decision, and only the owner decides who may change settings', () => {
    const { take } = server();
    let seed = 50;
    const set = (key: string, value: unknown, more: Partial<JudgeContext>) => {
      const writer = new ChapterWriter(ALICE, seed++);
      return take(writer, writer.set('settings', key, value), inDocument(more));
    };
    const admin = { membership: groupAs('admin') };
    expect(set('right/post', 'admins', admin)).toMatchObject({
      ok: true,
      value: { wrote: { rights: { post: 'admins' } } },
    });
    expect(set('history', 'joining', admin)).toMatchObject({ ok: true, value: { wrote: { history: 'joining' } } });
    for (const [key, value] of [
      ['right/post', 'owner'],
      ['right/add', 'nobody'],
      ['history', 'some'],
      ['right/settings', 'everyone'],
    ] as const)
      expect([key, code(set(key, value, { membership: groupAs('owner') }))]).toEqual([key, 'bad-value']);
    expect(code(set('right/write', 'admins', admin))).toBe('bad-key');
    expect(code(set('right/settings', 'owner', admin))).toBe('not-allowed');
    expect(code(set('right/settings', 'owner', { membership: groupAs('owner') }))).toBe('ok');
    expect(code(set('right/pin', 'everyone', { membership: groupAs('admin', { settings: 'owner' }) }))).toBe(
      'not-allowed',
    );
    const direct = { membership: { ...groupAs('member'), kind: 'direct' } } as const;
    expect(code(set('disappear', 86_400, direct))).toBe('ok');
    expect(code(set('history', 'all', direct))).toBe('not-allowed');
    expect(code(set('right/post', 'admins', direct))).toBe('not-allowed');
  });

  it('PERM-31 only a member who may change a setting may remove it', () => {
    const { take, doc } = server();
    const owner = new ChapterWriter(ALICE);
    const asOwner = inDocument({ membership: groupAs('owner') });
    expect(code(take(owner, owner.set('settings', 'right/settings', 'owner'), asOwner))).toBe('ok');
    const bob = new ChapterWriter(BOB);
    bob.receive(Y.encodeStateAsUpdate(doc));
    const removal = bob.update(() => bob.doc.getMap('settings').delete('right/settings'));
    expect(code(take(bob, removal, inDocument({ membership: groupAs('admin') })))).toBe('not-allowed');
    expect(code(take(bob, removal, asOwner))).toBe('ok');
  });
});
