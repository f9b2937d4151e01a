import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { openDevice } from '../support/chromium.ts';
import { mulberry } from '../support/mulberry.ts';
import { RawClient } from '../support/raw-client.ts';
import { type SeededGroup, seedGroups } from '../support/seeded-history.ts';
import { ServerProcess } from '../support/server-process.ts';
import { signUp } from '../support/sign-up.ts';
import { Person, SERVER_ENV } from './person.ts';

const COUNT = 6_000;
const PER_CHAPTER = 2_000;
const START = Date.UTC(2024, 0, 5, 8);
/** Ten messages a waking day, so that the whole lasts more than a year. */
const timeOf = (i: number): number => START + Math.floor(i / 10) * 24 * 3_600_000 + (i % 10) * 40 * 60_000;
const random = mulberry(11);
/** From one line to a dozen. */
const textOf = (i: number): string =>
  `entry ${i}${' of the log of the harbour'.repeat(Math.floor(random() ** 4 * 24))}.`;

interface Seeded {
  readonly data: string;
  readonly bob: Awaited<ReturnType<typeof signUp>>;
  readonly log: Awaited<ReturnType<typeof seedGroups>>[number];
}
/** By how much of it has been read: made once, each test has a copy. */
const seeded = new Map<number, Promise<Seeded>>();
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'skerry-log-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A conversation of 6,000 messages of Alice and Bob. */
const seed = async (read: number): Promise<Seeded> => {
  const data = newFolder();
  const server = await ServerProcess.start({ env: SERVER_ENV, data });
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const me = await signUp(address, 'Alice');
  const bob = await signUp(address, 'Bob');
  await server.stop();
  const message: SeededGroup['message'] = (i, written) => ({
    // A person who writes has read the messages above: the unread ones are Bob's.
    by: i % 7 < 3 && i < read ? me.number : bob.number,
    at: timeOf(i),
    body: {
      kind: 'text',
      text: textOf(i),
      // Two of those that may be unread name Alice.
      ...(i === 5_150 || i === 5_900 ? { mentions: [{ by: me.number, name: 'Alice' }] } : {}),
      // Near the end one answers something from the first chapter.
      ...(i === COUNT - 4 && written[120] !== undefined ? { reply: { chapter: 0, id: written[120].id } } : {}),
    },
  });
  const [log] = await seedGroups(data, [
    { name: 'Log', members: [me, bob], count: COUNT, perChapter: PER_CHAPTER, message, read },
    {
      name: 'Other',
      members: [me, bob],
      count: 5,
      perChapter: PER_CHAPTER,
      message: (i) => ({ ...message(i, []), at: START + i }),
    },
  ]);
  if (log === undefined) throw new Error('nothing was seeded');
  return { data, bob, log };
};

/** Alice's browser at it, and Bob, who has a raw socket. */
const open = async (read = COUNT) => {
  const made = seeded.get(read) ?? seed(read);
  seeded.set(read, made);
  const { data, bob, log } = await made;
  const copy = newFolder();
  cpSync(data, copy, { recursive: true });
  const server = await ServerProcess.start({ env: SERVER_ENV, data: copy });
  onTestFinished(() => server.dispose());
  const alice = new Person(await openDevice('Alice'), server, 'Alice');
  await alice.isSignedIn('sign-in');
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  return { server, alice, bob, log, address };
};

const list = (alice: Person) => alice.page.getByRole('log');
/** The entry at the upper edge of the view, and where it stands. */
const upper = (alice: Person): Promise<{ text: string; top: number }> =>
  list(alice).evaluate((log) => {
    const edge = log.getBoundingClientRect().top;
    for (const row of log.querySelectorAll('article')) {
      const top = row.getBoundingClientRect().top - edge;
      if (top >= 0) return { text: /entry \d+/.exec(row.textContent ?? '')?.[0] ?? '', top };
    }
    return { text: '', top: 0 };
  });
const topOf = (alice: Person, text: string): Promise<number> =>
  alice
    .message(text)
    .first()
    .evaluate((row) => row.getBoundingClientRect().top);
/** Waits until nothing has moved for a third of a second. */
const atRest = async (alice: Person): Promise<void> => {
  await list(alice).evaluate(
    (log) =>
      new Promise<void>((resolve) => {
        let last = '';
        let since = performance.now();
        const look = (): void => {
          const row = log.querySelector('article');
          const now = `${log.scrollTop} ${log.scrollHeight} ${row?.getBoundingClientRect().top}`;
          if (now !== last) {
            last = now;
            since = performance.now();
          }
          if (performance.now() - since > 350) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
};
const inView = (alice: Person, text: string | RegExp): Promise<void> =>
  expect
    .poll(
      () =>
        list(alice).evaluate(
          (log, pattern) => {
            const box = log.getBoundingClientRect();
            return [...log.querySelectorAll('article')].some((row) => {
              const { top, bottom } = row.getBoundingClientRect();
              return new RegExp(pattern).test(row.textContent ?? '') && bottom > box.top + 4 && top < box.bottom - 4;
            });
          },
          typeof text === 'string' ? text : text.source,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
const entry = (i: number): RegExp => new RegExp(`entry ${i}(?!\\d)`);

it('UI-11 SCR-4 scrolling back through a long history never jumps while older messages come, and few rows are rendered', async () => {
  const { alice } = await open();
  await alice.open('Log');
  await inView(alice, entry(COUNT - 1));
  // The quote from the first chapter makes its row higher when it arrives.
  await list(alice).locator('[data-state="here"]').first().waitFor({ state: 'attached' });
  await atRest(alice);
  await list(alice).hover();
  // Every row that is in two frames moves by what the wheel said, all of them together.
  await list(alice).evaluate((log) => {
    const odd: string[] = [];
    Reflect.set(globalThis, 'odd', odd);
    let before = new Map<Element, number>();
    const look = (): void => {
      const now = new Map<Element, number>();
      for (const row of log.querySelectorAll('article')) now.set(row, row.getBoundingClientRect().top);
      const moves: number[] = [];
      for (const [row, top] of now) {
        const was = before.get(row);
        if (was !== undefined) moves.push(top - was);
      }
      const [first = 0] = moves;
      const steps = first / 500;
      if (Math.abs(steps - Math.round(steps)) * 500 > 2) odd.push(`moved by ${first}`);
      if (moves.some((move) => Math.abs(move - first) > 2)) odd.push(`apart: ${moves.join(' ')}`);
      before = now;
      requestAnimationFrame(look);
    };
    look();
  });
  for (let i = 0; i < 120; i++) {
    await alice.page.mouse.wheel(0, -500);
    await alice.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await atRest(alice);
  const { text } = await upper(alice);
  expect(Number(text.split(' ')[1])).toBeLessThan(COUNT - 400);
  expect(await alice.page.evaluate(() => Reflect.get(globalThis, 'odd'))).toEqual([]);
  // Hundreds have come; of them only the rows around the view stand in the page.
  expect(await list(alice).locator('article').count()).toBeLessThan(100);
}, 120_000);

it('SCR-7 SCR-5 UI-17 a date, a quote and the button for new messages lead anywhere and back, and the list follows new messages only at its end', async () => {
  const { server, alice, bob, log, address } = await open();
  await alice.open('Log');
  await inView(alice, entry(COUNT - 1));

  // The quote of a message in the first chapter, 5,876 messages back.
  await alice.page
    .getByRole('button', { name: /entry 120|The message it answers/ })
    .first()
    .click();
  await inView(alice, entry(120));
  await alice.page
    .locator('[data-marked]')
    .filter({ hasText: entry(120) })
    .waitFor();
  await alice.page.locator('[data-marked]').waitFor({ state: 'detached' });

  // New messages wait below meanwhile.
  const raw = await RawClient.connect(address.url, { cookie: bob.cookie, origin: server.url });
  const document = await raw.open(chapterDocument(log.id, 2), bob.token);
  const writer = new ChapterWriter(bob.number, 5);
  const send = async (text: string) => {
    const body = writer.envelope({ kind: 'text', text }, { at: Date.now() });
    expect(await document.push(writer.set('messages', writer.id(), body))).toBe('saved');
  };
  await send('while you were away');
  await alice.page.getByRole('button', { name: '1 new message' }).waitFor();
  await inView(alice, entry(120));

  // The day that floats while scrolling opens the jump to a date.
  await list(alice).hover();
  await alice.page.mouse.wheel(0, -400);
  await alice.page.getByRole('button', { name: /: jump to date$/ }).click();
  await alice.page.getByLabel('Show messages from').fill('2024-12-01');
  await alice.page.getByRole('button', { name: 'Show', exact: true }).click();
  await inView(alice, entry(3_310));
  await alice.page.getByRole('heading', { name: 'Sunday, 1 December 2024' }).waitFor();

  // Away and back: the same message at the same place; also after a reload.
  await alice.page.mouse.wheel(0, 700);
  await atRest(alice);
  const here = await upper(alice);
  await alice.open('Other');
  await inView(alice, entry(4));
  await alice.open('Log');
  await inView(alice, here.text);
  await atRest(alice);
  const back = await upper(alice);
  expect(back.text).toBe(here.text);
  expect(Math.abs(back.top - here.top)).toBeLessThanOrEqual(2);
  await alice.page.reload();
  await inView(alice, here.text);
  await atRest(alice);
  expect(Math.abs((await upper(alice)).top - here.top)).toBeLessThanOrEqual(2);

  // One's own message leads to the end, which is then stuck to.
  await alice.write('here I am');
  await inView(alice, 'here I am');
  await inView(alice, 'while you were away');
  await send('and now');
  await inView(alice, 'and now');
  raw.close();
}, 120_000);

it('UI-11 a message above that grows, or comes, moves nothing in view', async () => {
  const { server, alice, bob, log, address } = await open();
  await alice.open('Log');
  await inView(alice, entry(COUNT - 1));
  await list(alice).hover();
  await alice.page.mouse.wheel(0, -1_500);
  await atRest(alice);
  const { text, top } = await upper(alice);
  const number = Number(text.split(' ')[1]);
  // One of Bob's that is made, but above the view.
  const above = [number - 2, number - 3, number - 4, number - 5].find((i) => i % 7 >= 3) ?? 0;
  const raw = await RawClient.connect(address.url, { cookie: bob.cookie, origin: server.url });
  const document = await raw.open(chapterDocument(log.id, 2), bob.token);
  const writer = new ChapterWriter(bob.number, 5);
  const words = 'and so on, at length, until it needs many lines more. '.repeat(30);
  const at = { at: Date.now() };
  const edit = writer.set(
    'edits',
    `${log.messages[above]?.id}/${writer.id()}`,
    writer.envelope({ kind: 'text', text: `mended entry ${above} ${words}` }, at),
  );
  expect(await document.push(edit)).toBe('saved');
  await alice.message('mended').first().waitFor({ state: 'attached' });
  await atRest(alice);
  const after = await upper(alice);
  expect(after.text).toBe(text);
  expect(Math.abs(after.top - top)).toBeLessThanOrEqual(2);
  expect(await topOf(alice, 'mended')).toBeLessThan(0);
  raw.close();
}, 120_000);

it('UI-18 UI-16 SCR-9 a conversation with many unread messages opens at the unread line, counts as read what was in view, and leads from mention to mention', async () => {
  const { alice } = await open(5_000);
  await alice.open('Log');
  await alice.page.getByRole('heading', { name: /^\d+ new$/ }).waitFor();
  await inView(alice, entry(5_000));
  await alice.page.getByRole('button', { name: 'Go to the next of 2 mentions' }).waitFor();
  const below = async () => {
    const shown = await alice.page.getByRole('button', { name: /\d+ new messages/ }).textContent();
    return Number(/\d+/.exec(shown ?? '')?.[0]);
  };
  await expect.poll(below).toBeGreaterThan(500);
  await expect.poll(() => alice.row('Log').textContent()).toMatch(/[45]\d\d/);
  await list(alice).hover();
  for (let i = 0; i < 60; i++) {
    await alice.page.mouse.wheel(0, 400);
    await alice.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await atRest(alice);
  // The end is not in the window at once: newer messages load while scrolling towards it.
  expect(Number((await upper(alice)).text.split(' ')[1])).toBeGreaterThan(5_130);
  // One mention was passed on the way.
  await alice.page.getByRole('button', { name: 'Go to your mention' }).click();
  await inView(alice, entry(5_900));
  await alice.page
    .locator('[data-marked]')
    .filter({ hasText: entry(5_900) })
    .waitFor();
  await alice.page.getByRole('button', { name: /your mention|of \d+ mentions/ }).waitFor({ state: 'detached' });
  await alice.page.getByRole('button', { name: /\d+ new messages/ }).click();
  await inView(alice, entry(COUNT - 1));
  await alice.row('Log').getByText('unread').waitFor({ state: 'detached' });
}, 120_000);

it('SCR-12 SCR-11 the keyboard moves over the whole history, and the focus is never lost', async () => {
  const { alice } = await open();
  await alice.open('Log');
  await inView(alice, entry(COUNT - 1));
  const focused = () => alice.page.evaluate(() => /entry \d+/.exec(document.activeElement?.textContent ?? '')?.[0]);
  const press = (key: string) => alice.page.keyboard.press(key);
  await alice
    .message(`entry ${COUNT - 1}.`)
    .or(alice.message(`entry ${COUNT - 1} `))
    .first()
    .focus();
  for (let i = 0; i < 30; i++) await press('ArrowUp');
  await expect.poll(focused).toBe(`entry ${COUNT - 31}`);
  await press('ArrowDown');
  await expect.poll(focused).toBe(`entry ${COUNT - 30}`);
  await inView(alice, entry(COUNT - 30));
  await press('PageUp');
  await expect.poll(async () => Number((await focused())?.split(' ')[1])).toBeLessThan(COUNT - 33);
  await press('Home');
  await expect.poll(focused, { timeout: 20_000 }).toBe('entry 0');
  await inView(alice, entry(0));
  await press('ArrowDown');
  await expect.poll(focused).toBe('entry 1');
  // Scrolled away, the row goes; the list keeps the focus, and the arrows go on from there.
  await list(alice).hover();
  for (let i = 0; i < 10; i++) await alice.page.mouse.wheel(0, 900);
  await atRest(alice);
  await expect.poll(() => alice.page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
  await press('ArrowDown');
  await expect.poll(focused).toBe('entry 2');
  await press('End');
  await expect.poll(focused, { timeout: 20_000 }).toBe(`entry ${COUNT - 1}`);
  await press('Escape');
  await expect.poll(() => alice.page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
}, 120_000);
