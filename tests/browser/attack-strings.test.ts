import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { chapterDocument } from '../../shared/document/name.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { readLine } from '../../shared/text/parse-line.ts';
import { ATTACK_STRINGS } from '../support/attack-strings.ts';
import { ChapterWriter } from '../support/chapter-writer.ts';
import { RawClient } from '../support/raw-client.ts';
import { ServerHere } from '../support/server-here.ts';
import type { TestServer } from '../support/server-process.ts';
import { type Person as Account, signUp } from '../support/sign-up.ts';
import { newPerson, SERVER_ENV } from './person.ts';

/** What a message is made of; icons are the only pictures. */
const TAGS = [
  ...['article', 'div', 'p', 'span', 'time', 'button', 'a', 'strong', 'em', 'del', 'code', 'pre', 'figure'],
  ...['figcaption', 'ul', 'ol', 'li', 'blockquote', 'fieldset', 'legend', 'svg', 'path', 'label', 'input', 'bdi'],
];
/** What an attack would need, and no part of the app has anywhere. `id` and `name` would shadow what scripts look up. */
const FORBIDDEN = [
  ...['img', 'image', 'iframe', 'frame', 'frameset', 'object', 'embed', 'base', 'style', 'video', 'audio', 'source'],
  ...['template', 'noscript', 'marquee', 'math', 'foreignObject', 'animate', 'use', 'select', 'details', 'table'],
];
const PROTOCOLS = ['http:', 'https:', 'mailto:', 'geo:'];

interface Look {
  readonly keys: readonly string[];
  readonly tags: readonly string[];
  readonly attributes: readonly string[];
  readonly hrefs: readonly string[];
  readonly text: string;
  readonly forbidden: readonly string[];
}

/** All that stands in the messages on screen; then goes down by most of a screen. */
const lookAndGoOn = (page: Page): Promise<Look> =>
  page.evaluate((forbidden) => {
    const rows = [...document.querySelectorAll<HTMLElement>('article[data-message-id]')];
    const all = rows.flatMap((row) => [row, ...row.querySelectorAll('*')]);
    const log = document.querySelector('[role=log]');
    const look = {
      keys: rows.map((row) => row.dataset.messageId ?? ''),
      tags: [...new Set(all.map((element) => element.localName))],
      attributes: [...new Set([...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()))],
      hrefs: [...document.querySelectorAll('a')].map((link) => link.href),
      text: rows.map((row) => row.textContent).join('\n'),
      forbidden: [
        ...forbidden.filter((tag) => document.querySelector(`#app ${tag}`) !== null),
        ...[...document.querySelectorAll('#app script')].map((script) => script.outerHTML),
        ...[...document.querySelectorAll('article [id], article [name]')].map((element) => element.outerHTML),
      ],
    };
    log?.scrollBy(0, log.clientHeight * 0.7);
    return look;
  }, FORBIDDEN);

/** Rows that are far from the screen are not rendered: goes up until one stands there. */
const goUpTo = async (page: Page, name: string): Promise<Locator> => {
  const button = page.getByRole('button', { name }).last();
  for (let screens = 0; screens < 100 && (await button.count()) === 0; screens++) {
    await page.locator('[role=log]').evaluate((log) => log.scrollBy(0, -log.clientHeight * 0.5));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  return button;
};

/** Lines have no hidden characters: the server would not take them. */
const line = (text: string, most: number): string => readLine(text, most) ?? '-';
const named = (text: string): string => line(text, LIMITS.nameCharacters);

interface Attacker extends Account {
  readonly client: RawClient;
}

const attack = async (server: TestServer, name: string, at: number): Promise<Attacker> => {
  const address = { url: `${server.url.replace('http', 'ws')}/sync`, origin: server.url };
  const account = await signUp(address, name, `attacker${at}@example.org`);
  const client = await RawClient.connect(address.url, { cookie: account.cookie, origin: address.origin });
  return { ...account, client };
};

it('TXT-7 attack strings in messages, names, polls, places and contacts are shown as text', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  try {
    expect(ATTACK_STRINGS.length).toBeGreaterThan(100);
    const alice = await newPerson(server, 'Alice', { viewport: { width: 1100, height: 1400 } });
    const { page } = alice;
    const dialogs: string[] = [];
    const foreign: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) foreign.push(request.url());
    });
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(globalThis, { attacked: seen });
      for (const name of ['alert', 'confirm', 'prompt', 'print'])
        Object.assign(globalThis, { [name]: (...words: unknown[]) => void seen.push(`${name} ${words.join()}`) });
      addEventListener('securitypolicyviolation', (event) =>
        seen.push(`policy ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    const attacked = () => page.evaluate(() => (globalThis as unknown as { attacked: string[] }).attacked);

    const me = await page.evaluate(async () => (await (await fetch('/api/me')).json()) as { userId: string });
    // Attackers with such names, each with a group of such a name; the last one says all of it.
    const names = ATTACK_STRINGS.filter((_, at) => at % 8 === 3).map(named);
    const attackers = await Promise.all(names.map((name, at) => attack(server, name, at)));
    const groups = await Promise.all(
      attackers.map(async (attacker, at) => {
        const id = makeGroupId(Date.now(), Math.random);
        await attacker.post('/api/conversations', {
          id,
          kind: 'group',
          name: names[(at + 1) % names.length],
          members: [me.userId, ...(at === 0 ? attackers.slice(1).map(({ userId }) => userId) : [])],
        });
        return id;
      }),
    );
    const [attacker] = attackers;
    const [group] = groups;
    if (attacker === undefined || group === undefined) throw new Error('no attacker');
    const document = await attacker.client.open(chapterDocument(group, 0), attacker.token);
    const writer = new ChapterWriter(attacker.number);
    const sent: string[] = [];
    const write = (
      root: 'messages' | 'edits' | 'votes' | 'reactions',
      key: string,
      body: Parameters<ChapterWriter['envelope']>[0],
    ) => {
      writer.doc.getMap(root).set(key, writer.envelope(body, { at: Date.now() }));
    };
    const send = (body: Parameters<ChapterWriter['envelope']>[0]): string => {
      const id = writer.id();
      sent.push(id);
      write('messages', id, body);
      return id;
    };
    const update = writer.update(() => {
      for (const [at, text] of ATTACK_STRINGS.entries()) {
        const id = send({ kind: 'text', text });
        if (at % 9 === 0) write('edits', `${id}/${writer.id()}`, { kind: 'text', text: `${text}!` });
        if (at % 7 === 0) send({ kind: 'text', text: 'answer', reply: { chapter: 0, id }, forwarded: true });
        if (at % 5 === 0) {
          const name = named(text);
          send({
            kind: 'text',
            text: `@${name} ${text}`.slice(0, 19_000),
            mentions: [{ by: attacker.number, name }],
            everyone: true,
          });
        }
        if (at % 6 === 0) {
          const option = line(text, LIMITS.pollOptionCharacters);
          const poll = send({
            kind: 'poll',
            text: line(text, LIMITS.pollCharacters),
            options: [option, line(`2 ${option}`, 110)],
            multiple: at % 12 === 0,
            anonymous: false,
          });
          write('votes', `${poll}/${attacker.number}`, { kind: 'vote', choices: [0] });
          write('reactions', `${poll}/${attacker.number}/${writer.id()}`, { kind: 'emoji', text: '👎' });
          send({ kind: 'location', latitude: 1.5, longitude: -2.25, text: named(text) });
          send({ kind: 'contact', userId: 'constructor', by: attacker.number, name: named(text) });
        }
      }
    });
    expect(await document.push(update)).toBe('saved');

    await page.goto(`${server.url}/c/${group}`);
    await alice.sees('alert(1)');
    const looks: Look[] = [];
    const missing = (): readonly string[] => {
      const seen = new Set(looks.flatMap((look) => look.keys));
      return sent.filter((id) => !seen.has(id));
    };
    // It opens at the unread line, which is its beginning; all below is loaded while scrolling down.
    for (let screens = 0; screens < 1_000 && missing().length > 0; screens++) {
      looks.push(await lookAndGoOn(page));
      // Two frames: what has come into view is rendered and measured.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
    expect(missing()).toEqual([]);

    // These open on demand: who voted, all versions, the group's people, the other conversations.
    await (await goUpTo(page, 'Show voters')).click();
    await (await goUpTo(page, 'edited')).click();
    await page.getByRole('dialog').getByText('original').waitFor();
    looks.push(await lookAndGoOn(page));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Group details' }).click();
    await page.getByRole('dialog').waitFor();
    looks.push(await lookAndGoOn(page));
    await page.keyboard.press('Escape');
    expect(await attacked()).toEqual([]);
    for (const other of groups.slice(1, 4)) {
      await page.goto(`${server.url}/c/${other}`);
      await alice.field().waitFor();
      looks.push(await lookAndGoOn(page));
      expect(await attacked()).toEqual([]);
    }

    // Found by what they are, and typed where they are searched.
    for (const words of ['script', 'alert(1)', '<img src=x onerror=alert(1)>']) {
      await page.goto(`${server.url}/search#${new URLSearchParams({ q: words })}`);
      await page.locator('ol a mark').first().waitFor();
      const tags = await page.locator('ol *').evaluateAll((all) => [...new Set(all.map(({ localName }) => localName))]);
      expect(tags.sort()).toEqual(['a', 'b', 'li', 'mark', 'span', 'time']);
      expect(await attacked()).toEqual([]);
    }

    expect([...new Set(looks.flatMap((look) => look.tags))].filter((tag) => !TAGS.includes(tag))).toEqual([]);
    expect([...new Set(looks.flatMap((look) => look.forbidden))]).toEqual([]);
    const attributes = [...new Set(looks.flatMap((look) => look.attributes))];
    expect(attributes.filter((name) => /^on|^srcdoc$|^srcset$|^formaction$|^xlink|^background$/i.test(name))).toEqual(
      [],
    );
    const hrefs = [...new Set(looks.flatMap((look) => look.hrefs))];
    expect(hrefs.filter((href) => !PROTOCOLS.includes(new URL(href).protocol))).toEqual([]);
    expect(hrefs.filter((href) => href.startsWith('geo:'))).toEqual(['geo:1.5,-2.25']);
    const texts = looks.map((look) => look.text).join('\n');
    for (const text of [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '&#60;script&#62;',
      '[x](javascript:alert(1))',
    ])
      expect(texts).toContain(text);
    expect(dialogs).toEqual([]);
    expect(foreign).toEqual([]);
    for (const attacker of attackers) attacker.client.close();
  } finally {
    await server.dispose();
  }
}, 180_000);
