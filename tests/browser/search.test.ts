import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const field = ({ page }: Person) => page.getByRole('searchbox', { name: 'Search messages' });
const hits = ({ page }: Person) => page.locator('ol a[href^="/c/"]');
const texts = (person: Person) => () => hits(person).allInnerTexts();
const marks = ({ page }: Person) => page.locator('ol mark').allTextContents();

it('SEARCH-1 SEARCH-4 SEARCH-8 SEARCH-9 SEARCH-10 offline a person finds a message by keyboard, goes there and back, and sees deleted ones go', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { installed: true });
    const bob = await newPerson(server, 'Bob');
    const { page } = alice;
    await alice.startDirect('Bob');
    for (const text of [
      'Die Straße zum Hafen',
      '我能吞下玻璃而不伤身体',
      'see https://example.com/a/the_lord?id=ABC-123',
    ])
      await alice.write(text);
    for (let i = 0; i < 30; i++) await alice.write(`a line of the log, number ${i}`);
    await alice.seesState('number 29', 'sent');
    await bob.home();
    await bob.open('Alice');
    await bob.write('Strasse, says Bob');
    await alice.sees('Strasse, says Bob');
    await alice.goOffline();

    // From the filter of the list, which knows names only, by keyboard.
    await page.getByLabel('Search conversations').fill('strasse');
    await alice.seesText('No conversation name contains “strasse”.');
    await page.keyboard.press('Enter');
    await expect.poll(texts(alice)).toHaveLength(2);
    await alice.seesText('2 messages found');
    // The exact spelling first, and marks at whole letters.
    expect(await marks(alice)).toEqual(['Strasse', 'Straße']);
    // Bob's own message names him once; the reader's says to whom it was.
    expect(await hits(alice).locator('b').allTextContents()).toEqual(['Bob', 'You in Bob']);
    await expect.poll(() => field(alice).evaluate((one) => one === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await alice.sees('Die Straße zum Hafen');
    const row = alice.message('Die Straße zum Hafen');
    await expect.poll(() => row.evaluate((one) => one.getBoundingClientRect().top > 0)).toBe(true);
    await page.goBack();
    await expect.poll(texts(alice)).toHaveLength(2);
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Die Straße zum Hafen');

    for (const [query, found] of [
      ['玻', '玻璃'],
      ['ABC-123', 'ABC-123'],
      ['"the log"', 'number 29'],
      ['lord', 'the_lord'],
    ] as const) {
      await field(alice).fill(query);
      await expect.poll(async () => (await texts(alice)()).join(' ')).toContain(found);
    }

    // In one conversation, from its header.
    await page.getByLabel('Search conversations').fill('');
    await alice.row('Bob').click();
    await page.getByRole('button', { name: 'Search in conversation' }).click();
    await field(alice).fill('strasse');
    await expect.poll(texts(alice)).toHaveLength(2);
    await expect.poll(() => hits(alice).locator('b').allTextContents()).toEqual(['Bob', 'You']);
    expect(await page.getByRole('combobox', { name: 'In', exact: true }).inputValue()).not.toBe('');
    await page.getByText('Filters').click();
    await page.getByRole('combobox', { name: 'From', exact: true }).selectOption('Bob');
    await expect.poll(texts(alice)).toHaveLength(1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(texts(alice)).toHaveLength(2);

    // What Bob deletes meanwhile goes when the device is back, from open results and from the disk.
    await bob.remove('Strasse, says Bob');
    await bob.seesNot('Strasse, says Bob');
    await alice.goOnline();
    await expect.poll(texts(alice)).toHaveLength(1);
    await alice.seesText('1 message found');
    await alice.seesText('All messages in Bob were searched.');
    const isOnDisk = () =>
      page.evaluate(async () => {
        const { name = '' } = (await indexedDB.databases()).find((one) => one.name?.endsWith('/search')) ?? {};
        return new Promise<boolean>((resolve) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => {
            const all = opening.result.transaction('records').objectStore('records').getAll();
            all.onsuccess = () => {
              opening.result.close();
              resolve(
                all.result.some(
                  (one) => one instanceof Uint8Array && new TextDecoder().decode(one).includes('says Bob'),
                ),
              );
            };
          };
        });
      });
    await expect.poll(isOnDisk).toBe(false);
    await field(alice).fill('nothing of the kind');
    await alice.seesText('No messages found');
  } finally {
    await server.dispose();
  }
});
