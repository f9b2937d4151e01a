import { expect, test } from 'vitest';
import { flagOf, MENTIONS_ME, searchedMessage } from '../../client/replica/search/searched-message.ts';
import type { MessageBody } from '../../shared/envelope/body.ts';
import { EVERYBODY } from '../../shared/envelope/envelope.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';

const ME = 1_024;
const message = (body: unknown, more: Partial<ChapterMessage> = {}): ChapterMessage => ({
  id: makeMessageId(1_700_000_000_000, () => 0.5),
  chapter: 0,
  by: 1_025,
  at: 1_700_000_000_000,
  stamp: undefined,
  body: body as MessageBody,
  text: '',
  mentions: [],
  quiet: false,
  deletedBy: undefined,
  edited: false,
  reactions: [],
  votes: [],
  closed: false,
  ...more,
});
const searched = (body: unknown, more?: Partial<ChapterMessage>) => searchedMessage(message(body, more), ME);

test('SEARCH-7 a message is found by all its words, and by what it has', () => {
  const file = (name: string, kind?: string) => ({ name, ...(kind === undefined ? {} : { look: { kind } }) });
  const files = { kind: 'files', text: 'from the quay', files: [file('tide.png', 'picture'), file('log.txt')] };
  expect(searched(files)).toMatchObject({
    text: 'from the quay\ntide.png\nlog.txt',
    flags: flagOf('picture') + flagOf('file'),
  });
  expect(searched({ kind: 'files', files: [file('note.ogg', 'voice')] })).toMatchObject({
    text: 'note.ogg',
    flags: flagOf('voice'),
  });
  expect(searched({ kind: 'poll', text: 'When?', options: ['now', 'later'] })).toMatchObject({
    text: 'When?\nnow\nlater',
    flags: flagOf('poll'),
  });
  expect(searched({ kind: 'text', text: 'see www.example.org' })?.flags).toBe(flagOf('link'));
  expect(searched({ kind: 'text', text: 'nai\u0308ve' })).toMatchObject({ text: 'naïve', flags: 0 });
  expect(searched({ kind: 'location', latitude: 1.5, longitude: 2 })).toMatchObject({ text: '1.5, 2' });
  expect(searched({ kind: 'contact', name: 'Bob' })).toMatchObject({ text: 'Bob', flags: flagOf('contact') });
});

test('SEARCH-7 a mention is one of the reader, by somebody else', () => {
  const text = { kind: 'text', text: 'ahoy' };
  for (const mentions of [[ME], [EVERYBODY]]) expect(searched(text, { mentions })?.flags).toBe(MENTIONS_ME);
  expect(searched(text, { mentions: [1_030] })?.flags).toBe(0);
  expect(searched(text, { mentions: [EVERYBODY], by: ME })?.flags).toBe(0);
});

test('SEARCH-9 a deleted message, and one that is not open, has nothing to be found', () => {
  expect(searched(undefined, { deletedBy: 1_025 })).toBeUndefined();
  expect(searched(undefined, { unopened: 'opening' })).toBeUndefined();
});
