import type { Page } from 'playwright-core';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { WrittenMessage } from '../../tests/support/write-history.ts';

/** Chromium has it; TypeScript does not know it yet. */
declare const scheduler: {
  readonly postTask: (work: () => void, options: { readonly priority: 'user-blocking' }) => Promise<void>;
};

/** Runs before the page's own code and records long tasks, late keys, and when a message was painted. */
export const installProbe = (): void => {
  const probe = {
    longTasks: [] as number[],
    keyDelays: [] as number[],
    /** ms from a given time until the page has painted a message that matches. */
    painted: (selector: string, text: string, since: number): Promise<number> =>
      new Promise((resolve, reject) => {
        const end = performance.now() + 30_000;
        const has = (): boolean =>
          [...document.querySelectorAll(selector)].some((one) => {
            const { top, bottom } = one.getBoundingClientRect();
            return bottom > 0 && top < innerHeight && (one.textContent ?? '').includes(text);
          });
        const look = (): void => {
          probe.frames++;
          if (!has()) {
            if (performance.now() > end) reject(new Error(`"${text}" was not painted within 30 s`));
            else requestAnimationFrame(look);
            return;
          }
          // After this frame has been painted. A plain task would run later, since browsers delay tasks after a key
          // press.
          void scheduler.postTask(() => resolve(performance.now() - since), { priority: 'user-blocking' });
        };
        requestAnimationFrame(look);
      }),
    lastEnter: 0,
    /** Begun since the last Enter, as far as something is looked out for. */
    frames: 0,
  };
  Reflect.set(globalThis, 'probe', probe);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  addEventListener(
    'keydown',
    (event) => {
      probe.keyDelays.push(performance.now() - event.timeStamp);
      if (event.key !== 'Enter') return;
      probe.lastEnter = event.timeStamp;
      probe.frames = 0;
    },
    { capture: true },
  );
};

interface Probe {
  readonly longTasks: number[];
  readonly keyDelays: number[];
  readonly painted: (selector: string, text: string, since: number) => Promise<number>;
  readonly lastEnter: number;
  readonly frames: number;
}

const MESSAGE = 'article[data-message-id]';

/** ms from the start of the page until a message is painted, and the longest task of the main thread until then. */
export const coldStart = (page: Page, text: string): Promise<{ readonly painted: number; readonly longest: number }> =>
  page.evaluate(
    async ([selector, wanted]) => {
      const probe: Probe = Reflect.get(globalThis, 'probe');
      const painted = await probe.painted(selector, wanted, 0);
      // Long tasks are reported a little later.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { painted, longest: Math.max(0, ...probe.longTasks) };
    },
    [MESSAGE, text] as const,
  );

/**
 * Types and sends messages; gives the ms from each Enter until the message was painted, and in which frame after it.
 * The page starts watching before the key arrives: otherwise it would notice a paint one frame late.
 */
export const typeMessages = async (
  page: Page,
  count: number,
): Promise<{ readonly times: readonly number[]; readonly frames: readonly number[] }> => {
  const field = page.locator('form textarea');
  await field.focus();
  const times: number[] = [];
  const frames: number[] = [];
  for (let i = 0; i < count; i++) {
    const text = `typed ${i} ${Math.floor(Math.random() * 1e9)}`;
    await page.keyboard.insertText(text);
    const watching = await page.evaluateHandle(
      ([selector, wanted]) => {
        const probe: Probe = Reflect.get(globalThis, 'probe');
        return { seen: probe.painted(selector, wanted, 0).then((at) => [at - probe.lastEnter, probe.frames] as const) };
      },
      [MESSAGE, text] as const,
    );
    await page.keyboard.press('Enter');
    const [time, frame] = await watching.evaluate(({ seen }) => seen);
    times.push(time);
    frames.push(frame);
    // At a random moment within a frame: in step with the frames, every key would wait equally long.
    await page.waitForTimeout(80 + Math.random() * 17);
  }
  return { times, frames };
};

/**
 * A page with nothing but a field, which shows what was typed in the key's own task: the baseline of this browser and
 * machine.
 */
export const openEmptyPage = async (page: Page): Promise<void> => {
  await page.goto('about:blank');
  await page.evaluate(() => {
    const form = document.createElement('form');
    const field = document.createElement('textarea');
    const list = document.createElement('main');
    form.append(field);
    document.body.append(form, list);
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      const row = document.createElement('article');
      row.dataset.messageId = field.value;
      row.textContent = field.value;
      field.value = '';
      list.replaceChildren(...[...list.children].slice(-9), row);
    });
  });
};

/** Jumps to a message, as a link to it does; ms until it was painted. */
export const jumpTo = (page: Page, conversation: ConversationId, { chapter, id }: WrittenMessage): Promise<number> =>
  page.evaluate(
    ([selector, path]) => {
      const probe: Probe = Reflect.get(globalThis, 'probe');
      const since = performance.now();
      history.pushState({ depth: 1 }, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
      return probe.painted(selector, '', since);
    },
    [`article[data-message-id="${id}"]`, `/c/${conversation}?m=${chapter}.${id}`] as const,
  );

export interface Scrolling {
  readonly frames: number;
  readonly slow: number;
  readonly longest: number;
  readonly messages: number;
  readonly seconds: number;
}

/** Scrolls back at constant speed through this many messages; `messages: 0` only counts frames for some seconds. */
export const scrollThrough = (page: Page, newest: number, messages: number, speed: number): Promise<Scrolling> =>
  page.evaluate(
    ([from, wanted, pixels]) =>
      new Promise<Scrolling>((resolve) => {
        const log = document.querySelector('[role="log"]');
        if (!(log instanceof HTMLElement)) throw new Error('No timeline is open.');
        const first = (): number => {
          for (const row of log.querySelectorAll('article')) {
            const number = /#(\d+) /.exec(row.textContent ?? '')?.[1];
            if (number !== undefined && row.getBoundingClientRect().bottom > 60) return Number(number);
          }
          return from;
        };
        const begun = performance.now();
        let last = begun;
        let frames = 0;
        let slow = 0;
        let longest = 0;
        let reached = from;
        const step = (now: number): void => {
          const took = now - last;
          last = now;
          frames++;
          if (took > 33.4) slow++;
          longest = Math.max(longest, took);
          if (wanted > 0) {
            log.scrollTop -= (pixels * Math.min(took, 100)) / 1_000;
            if (frames % 30 === 0) reached = first();
          }
          const seconds = (now - begun) / 1_000;
          if ((wanted > 0 && from - reached >= wanted) || seconds > (wanted > 0 ? 240 : 5))
            resolve({ frames, slow, longest, messages: from - reached, seconds });
          else requestAnimationFrame(step);
        };
        requestAnimationFrame((now) => {
          last = now;
          requestAnimationFrame(step);
        });
      }),
    [newest, messages, speed] as const,
  );

/** Types for some seconds; gives how late each key reached the page, in ms. */
export const typeFor = async (page: Page, seconds: number): Promise<readonly number[]> => {
  await page.locator('form textarea').focus();
  await page.evaluate(() => {
    const probe: Probe = Reflect.get(globalThis, 'probe');
    probe.keyDelays.length = 0;
  });
  const end = Date.now() + seconds * 1_000;
  for (let i = 0; Date.now() < end; i++) {
    await page.keyboard.press(i % 6 === 5 ? 'Space' : 'abcdefgh'.charAt(i % 8));
    await page.waitForTimeout(90);
  }
  return page.evaluate(() => {
    const probe: Probe = Reflect.get(globalThis, 'probe');
    return [...probe.keyDelays];
  });
};
