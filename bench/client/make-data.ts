import type { ConversationId } from '../../shared/ids/conversation.ts';
import { mulberry, pickOne } from '../../tests/support/mulberry.ts';
import { type SeededGroup, seedGroups } from '../../tests/support/seeded-history.ts';
import type { Person } from '../../tests/support/sign-up.ts';
import type { WrittenMessage } from '../../tests/support/write-history.ts';

export const BIG = { name: 'The long one', messages: 100_000, perChapter: 2_000 } as const;
const SMALL = 99;
const SMALL_MESSAGES = 40;
/** One message in so many is as high as a picture: 2,000 of them. */
const TALL_EVERY = 50;
const WORDS =
  'the tide comes in over flat stones while gulls argue about bread on the quay and nobody minds rain'.split(' ');
/** The history spans three years and ends a day ago. */
const SPAN = 3 * 365 * 24 * 3_600_000;

export interface BenchData {
  readonly big: ConversationId;
  readonly messages: readonly WrittenMessage[];
  /** Titles of the other conversations. */
  readonly others: readonly string[];
}

/** 100 conversations, one of 100,000 messages, written into a stopped server's database as the server would have. */
export const makeData = async (
  data: string,
  reader: Pick<Person, 'userId' | 'number'>,
  writer: Pick<Person, 'userId' | 'number'>,
): Promise<BenchData> => {
  const random = mulberry(1);
  const end = Date.now() - 24 * 3_600_000;
  const words = (count: number): string => Array.from({ length: count }, () => pickOne(WORDS, random)).join(' ');
  const text = (i: number): string => {
    const tall = i % TALL_EVERY === TALL_EVERY - 1;
    const lines = tall
      ? Array.from({ length: 6 + Math.floor(random() * 14) }, () => words(6)).join('\n')
      : words(2 + Math.floor(random() ** 2 * 30));
    return `#${i} ${lines}`;
  };
  const message =
    (count: number, until: number): SeededGroup['message'] =>
    (i) => ({
      by: Math.floor(i / 3) % 5 < 2 ? reader.number : writer.number,
      at: Math.round(until - SPAN + (SPAN * i) / count),
      body: { kind: 'text', text: text(i) },
    });
  const members = [reader, writer];
  const others = Array.from({ length: SMALL }, (_, i) => `Group ${i + 1}`);
  const [big] = await seedGroups(data, [
    { name: BIG.name, members, count: BIG.messages, perChapter: BIG.perChapter, message: message(BIG.messages, end) },
    ...others.map((name, i) => ({
      name,
      members,
      count: SMALL_MESSAGES,
      perChapter: BIG.perChapter,
      message: message(SMALL_MESSAGES, end - (i + 1) * 60_000),
    })),
  ]);
  if (big === undefined) throw new Error('Nothing was written.');
  return { big: big.id, messages: big.messages, others };
};
