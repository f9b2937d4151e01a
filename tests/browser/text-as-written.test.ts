import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

/** What the browser would put on the clipboard of a selection over these messages. */
const copied = (person: Person, first: string, last: string): Promise<string> =>
  person.page.evaluate(
    ([from, to]) => {
      const rows = [...document.querySelectorAll('article[data-message-id]')];
      const words = (text: string) =>
        rows.find((row) => row.textContent?.includes(text))?.querySelector('[data-words]');
      const [begin, end] = [words(from ?? ''), words(to ?? '')];
      if (begin == null || end == null) throw new Error('no such messages');
      getSelection()?.setBaseAndExtent(begin, 0, end, end.childNodes.length);
      let text = getSelection()?.toString() ?? '';
      document.addEventListener(
        'copy',
        ({ clipboardData }) => {
          text = clipboardData?.getData('text/plain') || text;
        },
        { once: true },
      );
      document.execCommand('copy');
      return text;
    },
    [first, last],
  );

it('TXT-34 numbers stand as typed; TXT-38 what is written from right to left turns nothing around it; TXT-39 marks stay in their line; TXT-40 copies say who and when', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 900 } });
    const bob = await newPerson(server, 'Bob');
    await alice.createGroup('Words', ['Bob']);
    const { page } = alice;

    await alice.write('4. four\n3. three\n007. seven');
    await alice.sees('007. seven');
    await alice.row('Words').getByText('4. four 3. three 007. seven').waitFor();
    expect(await copied(alice, '007. seven', '007. seven')).toBe('4. four\n3. three\n007. seven');
    await alice.choose('007. seven', 'Reply');
    await page.locator('form').getByText('4. four 3. three 007. seven').waitFor();
    await alice.write('> 3. כן\n\n1. אחת\n\nשלום @Bob, `git --all` https://example.org/a?b=1');
    await alice.sees('שלום');
    const styles = await alice.message('שלום').evaluate((row) => {
      const of = (selector: string) => {
        const found = row.querySelector(`[data-words] ${selector}`);
        if (found === null) throw new Error(`no ${selector}`);
        const { direction, unicodeBidi } = getComputedStyle(found);
        return `${direction} ${unicodeBidi}`;
      };
      return {
        quote: of('blockquote').split(' ')[0],
        item: of('[role="list"] > li').split(' ')[0],
        mention: of('[data-mention]'),
        code: of('code'),
        link: of('a'),
      };
    });
    expect(styles).toEqual({
      quote: 'rtl',
      item: 'rtl',
      mention: 'ltr isolate',
      code: 'ltr isolate',
      link: 'ltr isolate',
    });

    const stacked = `z${'\u{30D}\u{31A}\u{327}'.repeat(12)}`;
    await alice.write(`above\n${stacked} below`);
    await alice.sees('above');
    const [stack, line] = await alice.message('above').evaluate((row) => {
      const found = row.querySelector('p span');
      if (found === null) throw new Error('nothing was set apart');
      const { overflow, lineHeight } = getComputedStyle(found);
      return [`${found.getBoundingClientRect().height} ${overflow}`, Number.parseFloat(lineHeight)];
    });
    expect(stack).toBe(`${line} clip`);

    await bob.home();
    await bob.open('Words');
    await bob.write('from Bob');
    await alice.sees('from Bob');
    expect(await copied(alice, 'above', 'from Bob')).toMatch(
      new RegExp(`^You, today \\d\\d:\\d\\d:\nabove\n${stacked} below\n\nBob, today \\d\\d:\\d\\d:\nfrom Bob$`, 'iu'),
    );
  } finally {
    await server.dispose();
  }
});
