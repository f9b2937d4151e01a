import { expect, it } from 'vitest';
import { ServerProcess } from '../support/server-process.ts';
import { anotherDevice, newPerson, type Person, SERVER_ENV } from './person.ts';

/** What was done apart has merged within this, also while the machine is busy. ms */
const SOON = { timeout: 30_000 };
const AT_A_DESK = { viewport: { width: 1440, height: 900 }, installed: true };

const sendPoll = async (person: Person, question: string, options: readonly string[]): Promise<void> => {
  await person.page.getByRole('button', { name: 'Attach' }).click();
  await person.page.getByRole('menuitem', { name: 'Poll' }).click();
  await person.page.getByLabel('Question').fill(question);
  for (const [at, option] of options.entries()) {
    if (at > 1) await person.page.getByRole('button', { name: 'Add option' }).click();
    await person.page.getByLabel(`Option ${at + 1}`, { exact: true }).fill(option);
  }
  await person.page.getByRole('button', { name: 'Send poll' }).click();
};
const vote = (person: Person, question: string, option: string): Promise<void> =>
  person
    .message(question)
    .getByRole('radio', { name: new RegExp(`^${option}:`) })
    .click();
/** Votes for each option as they are read out, without the percentages and without whose they are. */
const countsOf = async (person: Person, question: string): Promise<readonly string[]> => {
  const names = await person
    .message(question)
    .getByRole('radio')
    .evaluateAll((radios) => radios.map((radio) => radio.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.replace(/^(.+): \d+ %, (\d+) .*$/, '$1 $2'));
};
const setDisappearing = async (person: Person, time: string): Promise<void> => {
  await person.page.getByRole('button', { name: 'Conversation details' }).click();
  await person.page.getByRole('button', { name: /^Disappearing messages/ }).click();
  await person.page.getByLabel(time).check();
  await person.dialog().getByRole('button', { name: 'Close' }).click();
  await person.page.getByRole('dialog').waitFor({ state: 'detached' });
};
/** What stands below messages of these words: whether each is pinned and starred. */
const marksOf = async (person: Person, texts: readonly string[]): Promise<readonly string[]> => {
  const marks: string[] = [];
  for (const text of texts)
    for (const mark of ['Pinned', 'Starred'])
      if ((await person.message(text).first().getByText(mark, { exact: true }).count()) > 0)
        marks.push(`${mark} ${text}`);
  return marks;
};

it('MERGE-1 votes, pins, stars, a poll closed, a forward, a mark and a setting, made apart on three devices, are the same on all', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.createGroup('Harbour', []);
    await alice.createGroup('Crew', ['Bob']);
    await alice.write('all aboard');
    await alice.seesState('all aboard', 'sent');
    await alice.startDirect('Bob');
    const marked = ['the old rope', 'the anchor chain', 'the spare oar'];
    for (const text of [...marked, 'the secret cove']) await alice.write(text);
    await sendPoll(alice, 'Which tide?', ['early', 'noon', 'late']);
    await sendPoll(alice, 'Which boat?', ['dinghy', 'gig']);
    await vote(alice, 'Which tide?', 'early');
    await alice.seesState('Which boat?', 'sent');
    await alice.choose('the old rope', 'Pin');
    await alice.choose('the old rope', 'Star');
    const alice2 = await anotherDevice(server, alice, AT_A_DESK);
    await bob.home();
    await bob.open('Alice');
    await alice2.open('Crew');
    await alice2.sees('all aboard');
    await alice2.open('Bob');
    for (const device of [alice2, bob])
      await expect.poll(() => countsOf(device, 'Which tide?'), SOON).toEqual(['early 1', 'noon 0', 'late 0']);
    await expect.poll(() => marksOf(bob, marked), SOON).toEqual(['Pinned the old rope']);
    await expect.poll(() => marksOf(alice2, marked), SOON).toEqual(['Pinned the old rope', 'Starred the old rope']);

    await server.kill();
    // The forward on one device, the deletion on the other; a deletion is done five seconds after it was asked for.
    await alice.remove('the secret cove');
    await alice2.choose('the secret cove', 'Forward');
    const dialog = alice2.page.getByRole('dialog');
    await dialog.getByLabel('Crew').check();
    await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
    await alice2.seesText('Forwarded a message to 1 conversation');
    // One person, two devices, one vote; and another person.
    await vote(alice, 'Which tide?', 'noon');
    await vote(alice2, 'Which tide?', 'late');
    await vote(bob, 'Which tide?', 'noon');
    await alice.choose('Which boat?', 'Close poll');
    await alice.message('Which boat?').getByText('Closed').waitFor();
    await vote(alice2, 'Which boat?', 'gig');
    await vote(bob, 'Which boat?', 'dinghy');
    // Unpinned by one, pinned anew by the other, who never saw that.
    await alice.choose('the old rope', 'Unpin');
    await bob.choose('the old rope', 'Unpin');
    await bob.choose('the old rope', 'Pin');
    await bob.choose('the anchor chain', 'Pin');
    await alice2.choose('the anchor chain', 'Pin');
    await alice2.choose('the old rope', 'Remove star');
    await alice.choose('the anchor chain', 'Star');
    await alice2.choose('the spare oar', 'Star');
    await setDisappearing(alice, 'After 7 days');
    await setDisappearing(bob, 'After 30 days');
    await alice.row('Harbour').click({ button: 'right' });
    await alice.page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await alice.seesText('You deleted this message');
    await server.start();

    const pinned = ['Pinned the old rope', 'Pinned the anchor chain'];
    const starred = [
      'Pinned the old rope',
      'Pinned the anchor chain',
      'Starred the anchor chain',
      'Starred the spare oar',
    ];
    for (const device of [alice, alice2]) await expect.poll(() => marksOf(device, marked), SOON).toEqual(starred);
    await expect.poll(() => marksOf(bob, marked), SOON).toEqual(pinned);
    await alice2.row('Harbour').getByText('Marked as unread').waitFor();
    // A device that never knew any of it shows what the server has.
    const fresh = await anotherDevice(server, bob, { installed: true });
    await fresh.page.goto(bob.page.url());
    const everybody = [alice, alice2, bob, fresh];
    const agree = async (read: (device: Person) => Promise<string>): Promise<string> => {
      await expect.poll(async () => new Set(await Promise.all(everybody.map(read))).size, SOON).toBe(1);
      return read(alice);
    };
    for (const device of everybody) {
      await expect.poll(() => countsOf(device, 'Which boat?'), SOON).toEqual(['dinghy 1', 'gig 1']);
      await device.message('Which boat?').getByText('Closed').waitFor();
      await device.message('Which tide?').getByText('2 people voted').waitFor();
      await device.seesNot('the secret cove');
    }
    const tide = await agree(async (device) => (await countsOf(device, 'Which tide?')).join());
    expect(['early 0,noon 2,late 0', 'early 0,noon 1,late 1']).toContain(tide);
    const setting = await agree(
      async (device) => (await device.page.getByTitle(/Messages disappear after/).getAttribute('title')) ?? '',
    );
    expect(setting).toMatch(/after (7|30) days$/);
    // The change that holds stands in the timeline. The other one does, too, in the order in which they reached the server,
    // unless its device heard of the first before it could send its own. What is written now goes by the one that all see.
    const days = /\d+/.exec(setting)?.[0] ?? '';
    const changes = await agree(async (device) => {
      const lines = await device.page.getByText(/set new messages to disappear after/).allInnerTexts();
      return lines.map((line) => /after (\d+) days/.exec(line)?.[1]).join();
    });
    expect(changes.split(',')).toContain(days);
    expect(['7', '30', '7,30', '30,7']).toContain(changes);
    await bob.seesText(days === '30' ? /You set new messages/ : /Alice set new messages/);
    await alice.write('after all of it');
    for (const device of everybody) {
      await device.readsToEnd('after all of it');
      await device
        .message('after all of it')
        .getByText(`${setting.replace(/^.*after /, '')} left`)
        .waitFor(SOON);
    }
    // The copy has nothing to do with what it was made of.
    await bob.open('Crew');
    await bob.sees('the secret cove');
    await bob.message('the secret cove').getByText('Forwarded').waitFor();
  } finally {
    await server.dispose();
  }
});

it('MERGE-1 replies in one thread, a mention of everyone and edits, made apart, are the same on all; a link opens without a connection', async () => {
  const server = await ServerProcess.start({ env: SERVER_ENV });
  try {
    const alice = await newPerson(server, 'Alice', AT_A_DESK);
    const bob = await newPerson(server, 'Bob', { installed: true });
    await alice.device.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await alice.createGroup('Crew', ['Bob']);
    await alice.write('Who rows?');
    for (let i = 1; i <= 25; i++) await alice.write(`stroke ${i}`);
    await alice.seesState('stroke 25', 'sent');
    await alice.choose('Who rows?', 'Copy link');
    const link = await alice.page.evaluate(() => navigator.clipboard.readText());
    const alice2 = await anotherDevice(server, alice, AT_A_DESK);
    for (const device of [alice2, bob]) {
      await device.home();
      await device.open('Crew');
      await device.readsToEnd('stroke 25');
    }

    await server.kill();
    await alice.write('@all the tide turns at six');
    await alice.edit('the tide turns at six', '@all the tide turns at seven');
    await alice
      .message('the tide turns at seven')
      .getByRole('button', { name: /^edited/ })
      .click();
    const versions = alice.page.getByRole('dialog').getByRole('listitem');
    await expect.poll(() => versions.count()).toBe(2);
    await expect.poll(() => versions.last().textContent()).toContain('at six');
    await alice.page.keyboard.press('Escape');
    // By its address, in an app that is loaded without a network.
    await alice.page.goto(link);
    await alice.seesText(/Offline/);
    const isInView = (text: string) =>
      alice
        .message(text)
        .first()
        .evaluate((row) => row.getBoundingClientRect().top > 0 && row.getBoundingClientRect().bottom < innerHeight);
    await alice.sees('Who rows?');
    await expect.poll(() => isInView('Who rows?'), SOON).toBe(true);
    for (const [device, answer] of [
      [alice, 'I do'],
      [alice2, 'my brother, too'],
      [bob, 'so do I'],
    ] as const) {
      await device.message('Who rows?').first().scrollIntoViewIfNeeded();
      const row = device.message('Who rows?').first();
      await row.hover();
      await row.getByRole('button', { name: 'Message actions' }).click();
      await device.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
      await device.write(answer);
      await device.seesState(answer, 'saved');
    }
    await server.start();

    const answers: string[] = [];
    for (const device of [alice, alice2, bob]) {
      await device.readsToEnd('the tide turns at seven');
      await device.message('Who rows?').first().scrollIntoViewIfNeeded();
      await device
        .message('Who rows?')
        .first()
        .getByRole('button', { name: /^3 replies/ })
        .click();
      const thread = device.page.getByRole('complementary', { name: 'Thread' });
      const rows = thread.locator('article[data-message-id]');
      await expect.poll(() => rows.count(), SOON).toBe(4);
      answers.push(
        (await rows.locator('p').allTextContents()).filter((text) => /I do|brother|so do I/.test(text)).join(),
      );
      await device.page.keyboard.press('Escape');
      await thread.waitFor({ state: 'detached' });
    }
    expect(new Set(answers).size).toBe(1);
    // Called by what it says now.
    await bob.message('@all the tide turns at seven').locator('[data-mention]').first().waitFor();
    expect(await bob.message('the tide turns at six').count()).toBe(0);
  } finally {
    await server.dispose();
  }
});
