import { expect, it } from 'vitest';
import { answersTo } from '../../client/replica/projections/thread-model.ts';
import type { MessageId } from '../../shared/ids/ulid.ts';
import type { ChapterMessage } from '../../shared/timeline/chapter-message.ts';

const id = (n: number) => `01K0000000000000000000000${n}` as MessageId;
const message = (n: number, answers?: number): ChapterMessage => ({
  id: id(n),
  chapter: 0,
  by: 1024,
  at: n,
  stamp: { seq: n, at: n, due: undefined },
  body: { kind: 'text', text: `${n}`, ...(answers === undefined ? {} : { reply: { chapter: 0, id: id(answers) } }) },
  text: `${n}`,
  mentions: [],
  quiet: false,
  deletedBy: undefined,
  edited: false,
  reactions: [],
  votes: [],
  closed: false,
});

it('TL-14 a thread holds the answers to a message and the answers to those, in timeline order', () => {
  // 4 answers 5, which another device had written before it and sent after it.
  const messages = [message(1), message(2, 1), message(3), message(4, 5), message(5, 2), message(6, 3)];
  expect(answersTo(id(1), messages).map(({ id: one }) => one)).toEqual([id(2), id(4), id(5)]);
  expect(answersTo(id(3), messages).map(({ id: one }) => one)).toEqual([id(6)]);
  expect(answersTo(id(6), messages)).toEqual([]);
});
