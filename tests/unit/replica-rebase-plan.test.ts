import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { collectUnstamped } from '../../client/replica/rebase/collect-unstamped.ts';
import { lostMessages } from '../../client/replica/rebase/lost-messages.ts';
import { planRebase, type RebaseRenderContext } from '../../client/replica/rebase/plan.ts';
import { writeMoved, writeSteps } from '../../client/replica/rebase/write-steps.ts';
import { type DocumentAddress, parseDocumentName } from '../../shared/document/name.ts';
import { type DraftMark, encodeDraft, markOf, readDraft } from '../../shared/drafts/draft-entry.ts';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { openPlain, sealPlain } from '../../shared/envelope/opened-body.ts';
import { createChapterIndex } from '../../shared/timeline/chapter-index.ts';
import { groupAs } from '../support/chapter-writer.ts';

const ME = 1024;
const BOB = 1025;
const SPAN = 2 ** 22;
const M1 = '01K00000000000000000000001';
const M2 = '01K00000000000000000000002';

const addressOf = (name: string): DocumentAddress => {
  const address = parseDocumentName(name);
  if (address === undefined) throw new Error(name);
  return address;
};
const CHAPTER = addressOf('conversation/d-feqhmnm5obel7pyw52sg4tp35zebf54m/0');
const envelope = (by: number, body: Body, author?: number) =>
  encodeEnvelope({
    by,
    device: 1,
    at: 100,
    alg: 0,
    body: encodeBody(body),
    ...(author === undefined ? {} : { author }),
  });
const words = (by: number, text: string) => envelope(by, { kind: 'text', text });

let session = 0;
const write = (doc: Y.Doc, owner: number, work: (doc: Y.Doc) => void): Y.Doc => {
  doc.clientID = owner * SPAN + ++session;
  doc.transact(() => work(doc));
  return doc;
};
const copy = (doc: Y.Doc): Y.Doc => {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
};
const plan = (mine: Y.Doc, server: Y.Doc, more: Partial<RebaseRenderContext> = {}) =>
  planRebase({
    address: CHAPTER,
    mine,
    server,
    me: ME,
    device: 1,
    underThisDevice: false,
    membership: groupAs('member'),
    handled: new Set(),
    written: new Set(),
    move: false,
    moveUnsentToNotSent: false,
    lacksFiles: false,
    open: openPlain,
    seal: sealPlain,
    ...more,
  });
/** The server's state after the plan was written into it. */
const rebased = (mine: Y.Doc, server: Y.Doc, more: Partial<RebaseRenderContext> = {}): Y.Doc => {
  const { steps } = plan(mine, server, more);
  return write(copy(server), ME, (doc) => writeSteps(doc, steps));
};

describe('messages', () => {
  it('REP-10 writes an unsent message again as a new operation, and only that', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'sent')));
    const mine = write(copy(server), ME, (doc) => doc.getMap('messages').set(M2, words(ME, 'unsent')));
    expect(plan(mine, server).steps).toEqual([{ op: 'set', root: 'messages', key: M2, value: words(ME, 'unsent') }]);
    const after = rebased(mine, server);
    expect(plan(mine, after).steps).toEqual([]);
  });

  it('REP-10 does not write a message again that is there, or was there and is deleted', () => {
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'mine')));
    const there = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'mine')));
    expect(plan(mine, there)).toMatchObject({ steps: [], unwritten: [] });
    const gone = write(there, BOB, (doc) => {
      doc.getMap('messages').delete(M1);
      doc.getMap('deletions').set(M1, envelope(BOB, { kind: 'deletion' }, ME));
    });
    expect(plan(mine, gone)).toMatchObject({ steps: [], unwritten: [] });
  });

  it('REP-10 does not bring back a reaction that was removed elsewhere', () => {
    const key = `${M1}/${ME}/R1`;
    const server = write(new Y.Doc(), ME, (doc) => {
      doc.getMap('messages').set(M1, words(ME, 'hello'));
      doc.getMap('reactions').set(key, envelope(ME, { kind: 'emoji', text: '👍' }));
    });
    const mine = copy(server);
    write(server, ME, (doc) => doc.getMap('reactions').delete(key));
    expect(plan(mine, server).steps).toEqual([]);
  });

  it('REP-10 removes again a reaction that was removed here', () => {
    const key = `${M1}/${ME}/R1`;
    const server = write(new Y.Doc(), ME, (doc) => {
      doc.getMap('messages').set(M1, words(ME, 'hello'));
      doc.getMap('reactions').set(key, envelope(ME, { kind: 'emoji', text: '👍' }));
    });
    const mine = write(copy(server), ME, (doc) => doc.getMap('reactions').delete(key));
    expect(rebased(mine, server).getMap('reactions').has(key)).toBe(false);
  });

  it('REP-10 deletes again a message that was deleted here, with all that belongs to it', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'secret')));
    const mine = write(copy(server), ME, (doc) => {
      doc.getMap('messages').delete(M1);
      doc.getMap('deletions').set(M1, envelope(ME, { kind: 'deletion' }, ME));
    });
    write(server, BOB, (doc) =>
      doc.getMap('reactions').set(`${M1}/${BOB}/R1`, envelope(BOB, { kind: 'emoji', text: '👍' })),
    );
    const after = rebased(mine, server);
    expect(after.getMap('messages').has(M1)).toBe(false);
    expect(after.getMap('reactions').size).toBe(0);
    expect(after.getMap('deletions').has(M1)).toBe(true);
  });

  it('REP-11 lists an edit whose message was deleted, with its text', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'first')));
    const mine = write(copy(server), ME, (doc) => doc.getMap('edits').set(`${M1}/E1`, words(ME, 'better')));
    write(server, BOB, (doc) => {
      doc.getMap('messages').delete(M1);
      doc.getMap('deletions').set(M1, envelope(BOB, { kind: 'deletion' }, ME));
    });
    expect(plan(mine, server)).toMatchObject({
      steps: [],
      unwritten: [{ key: `${M1}/E1`, text: 'better', reason: 'deleted' }],
    });
  });

  it('REP-19 lists everything typed when one is no member any more, and REP-12 finds what others wrote', () => {
    const mine = write(new Y.Doc(), BOB, (doc) => doc.getMap('messages').set(M2, words(BOB, 'theirs')));
    write(mine, ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'typed')));
    expect(plan(mine, new Y.Doc(), { membership: undefined })).toMatchObject({
      steps: [],
      unwritten: [{ text: 'typed', reason: 'not-a-member' }],
    });
    const lost = lostMessages(createChapterIndex(mine, 0), mine, new Y.Doc(), ME);
    expect(lost).toMatchObject([{ id: M2, by: BOB, text: 'theirs', lost: true }]);
  });

  it('REP-19 does not send what was given up before', () => {
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'typed')));
    const given = collectUnstamped(mine, ME, new Set(), 'not-a-member', true);
    expect(given).toMatchObject({ unwritten: [{ key: M1, text: 'typed' }], handled: [`messages/${M1}`] });
    expect(plan(mine, new Y.Doc(), { handled: new Set(given.handled) })).toMatchObject({ steps: [], unwritten: [] });
    expect(collectUnstamped(mine, ME, new Set(given.handled), 'not-a-member', true).unwritten).toEqual([]);
  });

  it('REP-14 moves a message with its edits when the chapter takes none, once', () => {
    const mine = write(new Y.Doc(), ME, (doc) => {
      doc.getMap('messages').set(M1, words(ME, 'late'));
      doc.getMap('edits').set(`${M1}/E1`, words(ME, 'later'));
    });
    const { steps, moved } = plan(mine, new Y.Doc(), { move: true });
    expect(steps).toEqual([]);
    const next = write(new Y.Doc(), ME, (doc) => writeMoved(doc, moved));
    expect([...next.getMap('messages').keys(), ...next.getMap('edits').keys()]).toEqual([M1, `${M1}/E1`]);
    write(next, ME, (doc) => doc.getMap('messages').delete(M1));
    write(next, ME, (doc) => writeMoved(doc, moved));
    expect(next.getMap('messages').has(M1)).toBe(false);
  });

  it('REP-11 gives the text back when the server refuses it again and again', () => {
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'unlucky')));
    expect(plan(mine, new Y.Doc(), { moveUnsentToNotSent: true })).toMatchObject({
      steps: [],
      unwritten: [{ text: 'unlucky', reason: 'other', retry: true }],
    });
  });
});

describe('what another device has sent into another chapter', () => {
  const deletion = () => envelope(ME, { kind: 'deletion' }, ME);

  it('REP-47 leaves out what the server has, moved or not, and writes or lists everything else', () => {
    const mine = write(new Y.Doc(), ME, (doc) => {
      for (const id of [M1, M2]) doc.getMap('messages').set(id, words(ME, id));
      for (const key of [`${M1}/E1`, `${M1}/E2`, `${M2}/E3`]) doc.getMap('edits').set(key, words(ME, key));
    });
    const written = new Set([M1, 'E1']);
    const beside = [M2, `${M2}/E3`];
    const left = [{ key: `${M1}/E2`, text: `${M1}/E2`, reason: 'other' }];
    const here = plan(mine, new Y.Doc(), { written });
    expect(here.steps.map((step) => step.op === 'set' && step.key)).toEqual(beside);
    expect(here).toMatchObject({ moved: [], unwritten: left });
    const there = plan(mine, new Y.Doc(), { written, move: true });
    expect(there.moved.map((step) => step.op === 'set' && step.key)).toEqual(beside);
    expect(there).toMatchObject({ steps: [], unwritten: left });
  });

  it('REP-47 lists the deletion of a message that was withdrawn here and sent by another device', () => {
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'withdrawn')));
    write(mine, ME, (doc) => {
      doc.getMap('messages').delete(M1);
      doc.getMap('deletions').set(M1, deletion());
    });
    expect(plan(mine, new Y.Doc())).toMatchObject({ steps: [], dropped: [] });
    const dropped = [{ root: 'deletions', key: M1 }];
    expect(plan(mine, new Y.Doc(), { written: new Set([M1]) })).toMatchObject({ steps: [], unwritten: [], dropped });
  });

  it('REP-11 lists a deletion that is given up, unless the server has it or never had the message', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'there')));
    const mine = write(copy(server), ME, (doc) => {
      doc.getMap('messages').delete(M1);
      for (const id of [M1, M2]) doc.getMap('deletions').set(id, deletion());
    });
    const dropped = [{ root: 'deletions', key: M1 }];
    expect(plan(mine, server, { moveUnsentToNotSent: true })).toMatchObject({ steps: [], dropped });
    expect(plan(mine, server, { membership: undefined })).toMatchObject({ steps: [], dropped });
    const gone = write(copy(server), ME, (doc) => doc.getMap('deletions').set(M1, deletion()));
    expect(plan(mine, gone, { moveUnsentToNotSent: true }).dropped).toEqual([]);
  });
});

describe('polls, votes and other kinds', () => {
  const poll: Body = { kind: 'poll', text: 'Where to?', options: ['Skye', 'Mull'], multiple: false, anonymous: false };
  const vote = (choice: number, at: number) =>
    encodeEnvelope({ by: ME, device: 1, at, alg: 0, body: encodeBody({ kind: 'vote', choices: [choice] }) });
  const key = `${M1}/${ME}`;
  const voted = (choice: number, at: number) =>
    write(new Y.Doc(), ME, (doc) => {
      doc.getMap('messages').set(M1, envelope(BOB, poll));
      doc.getMap('votes').set(key, vote(choice, at));
    });

  it('REP-30 writes a changed vote again, unless a later one is there', () => {
    const server = voted(0, 100);
    const mine = write(copy(server), ME, (doc) => doc.getMap('votes').set(key, vote(1, 200)));
    expect(rebased(mine, server).getMap('votes').get(key)).toEqual(vote(1, 200));
    const later = write(copy(server), ME, (doc) => doc.getMap('votes').set(key, vote(0, 300)));
    expect(plan(mine, later).steps).toEqual([]);
  });

  it('REP-30 takes a vote back again that was changed and taken back here', () => {
    const server = voted(0, 100);
    const mine = write(copy(server), ME, (doc) => doc.getMap('votes').set(key, vote(1, 200)));
    write(mine, ME, (doc) => doc.getMap('votes').delete(key));
    expect(rebased(mine, server).getMap('votes').has(key)).toBe(false);
  });

  it('REP-31 gives back a poll with all its words, and the body for sending it again', () => {
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, envelope(ME, poll)));
    expect(plan(mine, new Y.Doc(), { moveUnsentToNotSent: true }).unwritten).toMatchObject([
      { text: '📊 Where to?\nSkye\nMull', body: encodeBody(poll), retry: true },
    ]);
  });

  it('REP-31 gives back a call to all that one may not make any more, and only that', () => {
    const mine = write(new Y.Doc(), ME, (doc) => {
      doc.getMap('messages').set(M1, envelope(ME, { kind: 'text', text: '@all', everyone: true }));
      doc.getMap('messages').set(M2, words(ME, 'hello'));
    });
    const address = addressOf('conversation/g-0199c82c-cc3d-764c-b257-4b391aa78580/0');
    expect(plan(mine, new Y.Doc(), { address, membership: groupAs('admin') }).unwritten).toEqual([]);
    expect(plan(mine, new Y.Doc(), { address })).toMatchObject({
      steps: [{ key: M2 }],
      unwritten: [{ key: M1, text: '@all', reason: 'not-allowed', retry: true }],
    });
  });

  it('REP-32 writes pins and settings again by role, both people of a direct conversation, and no pin too many', () => {
    const group = addressOf('conversation/g-0199c82c-cc3d-764c-b257-4b391aa78580');
    const direct = addressOf('conversation/d-feqhmnm5obel7pyw52sg4tp35zebf54m');
    const inDirect = { ...groupAs('member'), kind: 'direct' } as const;
    const pinKey = (n: number) => `0/01K000000000000000000000${String(n).padStart(2, '0')}`;
    const mine = write(new Y.Doc(), ME, (doc) => {
      doc.getMap('settings').set('disappear', 86_400);
      doc.getMap('pins').set(pinKey(0), 1);
      doc.getMap('pins').set(pinKey(1), 2);
    });
    expect(plan(mine, new Y.Doc(), { address: group }).steps).toEqual([]);
    expect(plan(mine, new Y.Doc(), { address: group, membership: groupAs('owner') }).steps).toHaveLength(3);
    expect(plan(mine, new Y.Doc(), { address: direct, membership: inDirect }).steps).toHaveLength(3);
    const full = write(new Y.Doc(), BOB, (doc) => {
      for (let n = 1; n < 50; n++) doc.getMap('pins').set(pinKey(n), n);
    });
    expect(rebased(mine, full, { address: direct, membership: inDirect }).getMap('pins').size).toBe(50);
    const fuller = write(copy(full), BOB, (doc) => doc.getMap('pins').set(pinKey(51), 51));
    expect(rebased(mine, fuller, { address: direct, membership: inDirect }).getMap('pins').size).toBe(50);
    const unpinned = write(copy(fuller), ME, (doc) => doc.getMap('pins').delete(pinKey(51)));
    expect(rebased(unpinned, fuller, { address: direct, membership: inDirect }).getMap('pins').has(pinKey(51))).toBe(
      false,
    );
  });
});

describe('other documents', () => {
  const ACCOUNT = addressOf('account/u1/0');

  const PLACE = 'd-feqhmnm5obel7pyw52sg4tp35zebf54m';
  const draft = (device: number, at: number, text: string, took: readonly DraftMark[] = []) =>
    encodeDraft(ME, { device, at, text, took });
  const setDraft = (doc: Y.Doc, device: number, at: number, text: string, took?: readonly DraftMark[]) =>
    doc.getMap('drafts').set(`${PLACE}/${device}`, draft(device, at, text, took));
  const draftsIn = (doc: Y.Doc) =>
    [...doc.getMap('drafts').entries()].map(([key, value]) => {
      const entry = readDraft(ME, key, value);
      return [key, entry?.text];
    });

  it('REP-10 writes this device’s draft again, and removes the entries it has taken in', () => {
    const server = write(new Y.Doc(), ME, (doc) => setDraft(doc, 2, 10, 'hello'));
    const mine = write(copy(server), ME, (doc) => {
      setDraft(doc, 1, 11, 'hello there', [markOf({ device: 2, at: 10, text: 'hello', took: [] })]);
      doc.getMap('drafts').delete(`${PLACE}/2`);
    });
    expect(draftsIn(rebased(mine, server, { address: ACCOUNT }))).toEqual([[`${PLACE}/1`, 'hello there']]);
    const later = write(copy(server), ME, (doc) => setDraft(doc, 1, 12, 'later'));
    expect(draftsIn(rebased(mine, later, { address: ACCOUNT }))).toEqual([[`${PLACE}/1`, 'later']]);
  });

  it('REP-10 ADM-16 takes another device’s draft that the server lost into its own entry', () => {
    const mine = write(new Y.Doc(), ME, (doc) => setDraft(doc, 2, 10, 'theirs'));
    write(mine, ME, (doc) => setDraft(doc, 1, 11, 'ours'));
    for (const underThisDevice of [false, true])
      expect(draftsIn(rebased(mine, new Y.Doc(), { address: ACCOUNT, underThisDevice }))).toEqual([
        [`${PLACE}/1`, 'theirs\nours'],
      ]);
  });

  it('REP-10 a draft of the old form that was moved here is emptied there', () => {
    const old = `draft:${PLACE}`;
    const server = write(new Y.Doc(), ME, (doc) => doc.getText(old).insert(0, 'hello'));
    const moved = write(copy(server), ME, (doc) => doc.getText(old).delete(0, 5));
    expect(rebased(moved, server, { address: ACCOUNT }).getText(old).toString()).toBe('');
  });

  it('REP-10 leaves a key alone that another device has set since it was removed here', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('stars').set('a', 1));
    const mine = write(copy(server), ME, (doc) => doc.getMap('stars').delete('a'));
    expect(rebased(mine, server, { address: ACCOUNT }).getMap('stars').has('a')).toBe(false);
    write(server, ME, (doc) => doc.getMap('stars').set('a', 2));
    expect(rebased(mine, server, { address: ACCOUNT }).getMap('stars').get('a')).toBe(2);
  });

  it('REP-10 writes a name again only for whom the table lets', () => {
    const conversation = addressOf('conversation/g-0199c82c-cc3d-764c-b257-4b391aa78580');
    const mine = write(new Y.Doc(), ME, (doc) =>
      doc.getMap('profile').set('name', envelope(ME, { kind: 'name', text: 'Crew' })),
    );
    expect(plan(mine, new Y.Doc(), { address: conversation, membership: groupAs('admin') }).steps).toHaveLength(1);
    expect(plan(mine, new Y.Doc(), { address: conversation, membership: groupAs('member') }).steps).toEqual([]);
  });
});

describe('what the server cannot take as it is', () => {
  it('ADM-16 what another device of the account wrote is written again under the number of this one', () => {
    const server = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, words(ME, 'there')));
    const mine = write(copy(server), ME, (doc) => {
      doc.getMap('messages').set(M2, words(ME, 'from another device'));
      doc.getMap('messages').delete(M1);
      doc.getMap('deletions').set(M1, envelope(ME, { kind: 'deletion' }, ME));
    });
    const after = rebased(mine, server, { device: 5, underThisDevice: true });
    for (const [root, key] of [
      ['messages', M2],
      ['deletions', M1],
    ] as const)
      expect(decodeEnvelope(after.getMap(root).get(key) as Uint8Array)).toMatchObject({ by: ME, device: 5, at: 100 });
  });

  it('REP-41 a message or edit that cannot be read is listed, without a way to send it again', () => {
    const sealed = encodeEnvelope({ by: ME, device: 1, at: 100, alg: 7, body: Uint8Array.of(1) });
    for (const value of [sealed, Uint8Array.of(255), 'x']) {
      const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, value));
      const { unwritten } = plan(mine, new Y.Doc(), { moveUnsentToNotSent: true });
      expect(unwritten).toMatchObject([{ key: M1, text: '', reason: 'other', retry: false }]);
    }
    const edited = write(new Y.Doc(), ME, (doc) => doc.getMap('edits').set(`${M1}/${M2}`, sealed));
    expect(plan(edited, new Y.Doc()).unwritten).toMatchObject([{ key: `${M1}/${M2}`, text: '', retry: false }]);
    const mine = write(new Y.Doc(), ME, (doc) => doc.getMap('messages').set(M1, sealed));
    expect(collectUnstamped(mine, ME, new Set(), 'not-a-member', true).unwritten).toMatchObject([
      { key: M1, text: '', retry: false },
    ]);
    const reaction = write(new Y.Doc(), ME, (doc) => doc.getMap('reactions').set(`${M1}/${ME}/${M2}`, sealed));
    expect(plan(reaction, new Y.Doc(), { moveUnsentToNotSent: true }).unwritten).toEqual([]);
  });
});
