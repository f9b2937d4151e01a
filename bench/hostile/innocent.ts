/**
 * The innocent pair, in its own process: one writes, one reads, and each ack is timed until the pair is told to stop.
 */
import { ChapterWriter } from '../../tests/support/chapter-writer.ts';
import { RawClient } from '../../tests/support/raw-client.ts';

const [url = '', origin = '', cookie = '', token = '', number = '', chapter = ''] = process.argv.slice(2);
/** ms between two messages. */
const EVERY = 40;
/** ms after which a message counts as lost. */
const LOST = 60_000;

const client = await RawClient.connect(url, { cookie, origin });
const document = await client.open(chapter, token);
const writer = new ChapterWriter(Number(number), Date.now() % 1e9);
let latencies: number[] = [];
let lost = 0;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const sendOne = async (): Promise<void> => {
  const start = performance.now();
  document.events.length = 0;
  document.sync(2, writer.message('ping').update);
  while (performance.now() - start < LOST) {
    const answer = document.events.find(({ kind }) => kind === 'status' || kind === 'closed');
    if (answer?.kind === 'status' && answer.saved) latencies.push(performance.now() - start);
    else if (answer !== undefined) lost++;
    if (answer !== undefined) return;
    await pause(1);
  }
  lost++;
};

process.on('message', () => {
  process.send?.({ latencies, lost });
  latencies = [];
  lost = 0;
});
process.send?.('ready');
for (;;) {
  await sendOne();
  await pause(EVERY);
}
