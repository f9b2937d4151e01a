import { expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { join } from '../support/members.ts';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, SERVER_ENV } from './person.ts';

it('TXT-9 the keyboard votes in a poll; TXT-8 a long text folds; TXT-12 versions are shown; TL-31 Tab stops in one row; TL-32 notices cover nothing new', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice');
    const { page } = alice;
    const mira = await join({ url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url }, 'Mira');
    const me = await page.evaluate(async () => (await (await fetch('/api/me')).json()) as { userId: string });
    const group = makeGroupId(Date.now(), Math.random);
    await mira.post('/api/conversations', { id: group, kind: 'group', name: 'Boat club', members: [me.userId] });
    const chapter = await mira.open(chapterDocument(group, 0));
    const writer = mira.writer();
    const send = async (body: Parameters<typeof writer.envelope>[0]): Promise<string> => {
      const id = writer.id();
      const update = writer.set('messages', id, writer.envelope(body, { at: Date.now() }));
      expect(await chapter.push(update)).toBe('saved');
      return id;
    };
    const poll = await send({
      kind: 'poll',
      text: 'When do we sail?',
      options: ['Saturday', 'Sunday'],
      multiple: false,
      anonymous: false,
    });
    await chapter.push(
      writer.set(
        'votes',
        `${poll}/${mira.number}`,
        writer.envelope({ kind: 'vote', choices: [0] }, { at: Date.now() }),
      ),
    );
    const edited = await send({ kind: 'text', text: 'the **frist** version' });
    await chapter.push(writer.edit(edited, 'the second version'));
    await send({ kind: 'text', text: 'code:\n```ts\nconst answer = 42;\n```' });

    await page.goto(`${server.url}/c/${group}`);
    const option = (name: RegExp) => page.getByRole('radio', { name });
    await option(/^Saturday: 100 %, 1 of/).waitFor();
    // Arrows move without voting; space votes, and again takes the vote back.
    await option(/^Saturday/).focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Sunday');
    await expect.poll(() => option(/^Sunday: 0 %/).getAttribute('aria-checked')).toBe('false');
    await page.keyboard.press('Space');
    await option(/^Sunday: 50 %, 1 of the votes, including yours/).waitFor();
    await expect.poll(() => option(/^Sunday/).getAttribute('aria-checked')).toBe('true');
    await page.getByRole('button', { name: 'Show voters' }).click();
    await page.getByText('2 people voted').waitFor();
    await page.getByRole('button', { name: 'Remove vote' }).click();
    await option(/^Sunday: 0 %/).waitFor();

    await page.getByRole('button', { name: 'edited' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit history' });
    await expect.poll(() => dialog.getByRole('listitem').allInnerTexts()).toHaveLength(2);
    const [latest = '', first = ''] = await dialog.getByRole('listitem').allInnerTexts();
    expect(latest).toContain('the second version');
    expect(first).toContain('the frist version');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await page.locator('pre [data-tone="keyword"]').filter({ hasText: 'const' }).waitFor();

    // Tab goes into one row only; what scrolls in it can be reached.
    const stops = () =>
      page.getByRole('log').evaluate((log) => {
        const rows = [...log.querySelectorAll('article')].filter((row) => row.tabIndex === 0);
        const all = [...log.querySelectorAll<HTMLElement>('a, button, pre, [tabindex]')];
        const others = all.filter((one) => one.tabIndex >= 0 && !rows.some((row) => row.contains(one)));
        return { rows: rows.length, others: others.map((one) => one.outerHTML) };
      });
    await expect.poll(stops).toEqual({ rows: 1, others: [] });
    await alice.message('code:').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('region');
    await expect.poll(stops).toEqual({ rows: 1, others: [] });

    for (const viewport of [{ width: 360, height: 780 }, page.viewportSize()]) {
      if (viewport !== null) await page.setViewportSize(viewport);
      await alice.choose('code:', 'Copy text');
      const notice = page.getByText('Text copied');
      // The notice of the first width may be going just now.
      const edge = async (one: typeof notice) => (await one.boundingBox()) ?? { y: Number.NaN, height: 0 };
      const room = async () => {
        const { y, height } = await edge(notice.last());
        return (await edge(page.locator('article').last())).y - y - height;
      };
      await expect.poll(room).toBeGreaterThan(0);
    }

    await send({ kind: 'text', text: Array.from({ length: 60 }, (_, line) => `line ${line + 1}`).join('\n') });
    const long = alice.message('line 60');
    const more = long.getByRole('button', { name: 'Show more' });
    await more.waitFor();
    const height = async () => (await long.boundingBox())?.height ?? 0;
    const folded = await height();
    await more.click();
    await expect.poll(height).toBeGreaterThan(folded + 15 * 20);
    await long.getByRole('button', { name: 'Show less' }).click();
    await expect.poll(height).toBeLessThan(folded + 10);
    await send({ kind: 'text', text: Array.from({ length: 39 }, (_, line) => `row ${line + 1}`).join('\n') });
    await alice.sees('row 39');
    expect(await alice.message('row 39').getByRole('button', { name: 'Show more' }).count()).toBe(0);
    mira.client.close();
  } finally {
    await server.dispose();
  }
});
