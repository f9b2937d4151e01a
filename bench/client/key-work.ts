import type { Page } from 'playwright-core';
import * as v from 'valibot';
import { typeMessages } from './measures.ts';

/** CPU time of the main thread for one key press, in ms; waiting and other programs do not count. */
export interface KeyWork {
  /** The key's own task, with the layout that it forces. */
  readonly handler: readonly number[];
  /** The frame that paints the message: style, layout, paint and delivery, without the probe's own measuring. */
  readonly frame: readonly number[];
  /** Both of the above for the same key press. */
  readonly both: readonly number[];
}

const EVENT = v.object({
  name: v.string(),
  ph: v.literal('X'),
  pid: v.number(),
  tid: v.number(),
  /** µs */
  ts: v.number(),
  dur: v.number(),
  tdur: v.optional(v.number(), 0),
  args: v.optional(v.object({ data: v.optional(v.object({ type: v.optional(v.string()) })) })),
});
type Event = v.InferOutput<typeof EVENT>;

/** Sends messages and reads from a trace what each cost. */
export const keyWork = async (page: Page, count: number): Promise<KeyWork> => {
  const session = await page.context().newCDPSession(page);
  const events: Event[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const one of value) {
      const parsed = v.safeParse(EVENT, one);
      if (parsed.success) events.push(parsed.output);
    }
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'cc'], excludedCategories: ['*'] },
  });
  await typeMessages(page, count);
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();

  events.sort((a, b) => a.ts - b.ts);
  const handler: number[] = [];
  const frame: number[] = [];
  const both: number[] = [];
  const isIn = (outer: Event, one: Event): boolean =>
    one.pid === outer.pid && one.tid === outer.tid && one.ts >= outer.ts && one.ts < outer.ts + outer.dur;
  for (const key of events) {
    if (key.name !== 'EventDispatch' || key.args?.data?.type !== 'keydown') continue;
    handler.push(key.tdur / 1_000);
    const painted = events.find(
      (one) =>
        one.name === 'ProxyMain::BeginMainFrame' &&
        one.pid === key.pid &&
        one.tid === key.tid &&
        one.ts >= key.ts + key.dur &&
        events.some((inner) => inner.name === 'Paint' && isIn(one, inner)),
    );
    if (painted === undefined) continue;
    const looks = events.filter((one) => one.name === 'FireAnimationFrame' && isIn(painted, one));
    frame.push((painted.tdur - looks.reduce((sum, { tdur }) => sum + tdur, 0)) / 1_000);
    both.push((handler.at(-1) ?? 0) + (frame.at(-1) ?? 0));
  }
  return { handler, frame, both };
};
