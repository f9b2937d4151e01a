import { expect, it } from 'vitest';
import { ServerHere } from '../support/server-here.ts';
import { WORDS } from '../support/words.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const isInView = (person: Person, text: string): Promise<boolean> =>
  person
    .message(text)
    .first()
    .evaluate((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    })
    .catch(() => false);

/** The message itself comes before what quotes it. */
const chooseFirst = async (person: Person, text: string, action: string): Promise<void> => {
  const row = person.message(text).first();
  await row.hover();
  await row.getByRole('button', { name: 'Message actions' }).click();
  await person.pick(action);
};

it.each(WORDS)(
  'ACT-8 BODY-8 a reply shows the quoted message as it is now, edited or deleted, and leads there, with %s words',
  async (words) => {
    const server = await ServerHere.start({ env: SERVER_ENV, words });
    try {
      const alice = await newPerson(server, 'Alice');
      const bob = await newPerson(server, 'Bob');
      await alice.startDirect('Bob');
      await alice.write('Is the stove out?');
      for (let i = 1; i <= 30; i++) await alice.write(`line ${i}`);
      await alice.seesState('line 30', 'sent');
      await bob.home();
      await bob.open('Alice');
      await bob.sees('line 30');

      await bob.message('Is the stove out?').scrollIntoViewIfNeeded();
      await bob.choose('Is the stove out?', 'Reply');
      await bob.write('Yes, since noon');
      await alice.sees('Yes, since noon');
      const answer = alice.message('Yes, since noon').last();
      await answer.getByRole('button', { name: /Is the stove out/ }).click();
      await expect.poll(() => isInView(alice, 'Is the stove out?')).toBe(true);

      await chooseFirst(alice, 'Is the stove out?', 'Edit');
      await alice.field().fill('Is the stove really out?');
      await alice.field().press('Enter');
      for (const person of [alice, bob])
        await person
          .message('Yes, since noon')
          .last()
          .getByRole('button', { name: /Is the stove really out/ })
          .waitFor();
      await chooseFirst(alice, 'Is the stove really out?', 'Delete for everyone');
      await bob.seesText('Deleted by Alice');
      for (const person of [alice, bob]) {
        const quote = person.message('Yes, since noon').last();
        await quote.getByRole('button', { name: /[Dd]eleted/ }).waitFor();
        expect(await quote.getByText('stove').count()).toBe(0);
      }
    } finally {
      await server.dispose();
    }
  },
);

it('ACT-9 the replies to a message stand together in a thread, which has a composer, a count and a way back', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1440, height: 860 } });
    const bob = await newPerson(server, 'Bob', { viewport: { width: 360, height: 780 } });
    await alice.createGroup('Boat club', ['Bob']);
    await alice.write('Who brings the charts?');
    await alice.seesState('Who brings the charts?', 'sent');
    await bob.home();
    await bob.open('Boat club');
    await bob.choose('Who brings the charts?', 'Reply');
    await bob.write('I do');
    await alice.sees('I do');

    // Beside the conversation where there is room.
    await alice.page.getByRole('button', { name: '1 reply' }).click();
    const thread = alice.page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('article').filter({ hasText: 'I do' }).waitFor();
    const field = thread.getByRole('textbox', { name: 'Reply in thread' });
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill('half a word');
    // A thread that is closed keeps what was begun in it.
    await alice.page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
    await alice.page.getByRole('button', { name: '1 reply' }).click();
    await expect.poll(() => field.inputValue()).toBe('half a word');
    await field.fill('Good, and the compass too');
    await field.press('Enter');
    await thread.getByRole('article').filter({ hasText: 'compass' }).waitFor();

    // Over it where there is none; the browser's way back closes it.
    await bob.page.getByRole('button', { name: /^2 replies/ }).click();
    const over = bob.page.getByRole('complementary', { name: 'Thread' });
    await over.getByRole('article').filter({ hasText: 'compass' }).waitFor();
    await expect.poll(() => over.evaluate((panel) => panel.getBoundingClientRect().width)).toBe(360);
    await over.getByRole('textbox', { name: 'Reply in thread' }).fill('I bring that as well');
    await over.getByRole('button', { name: 'Send' }).click();
    await over.getByRole('article').filter({ hasText: 'I bring that as well' }).waitFor();
    await bob.page.goBack();
    await over.waitFor({ state: 'detached' });
    await bob.field().waitFor();
    await alice.page.getByRole('button', { name: /^3 replies/ }).waitFor();
  } finally {
    await server.dispose();
  }
});
