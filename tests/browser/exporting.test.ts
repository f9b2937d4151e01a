import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { ATTACK_STRINGS } from '../support/attack-strings.ts';
import { findBarriers } from '../support/axe.ts';
import { openDevice } from '../support/chromium.ts';
import { makePng } from '../support/sealed-upload.ts';
import { ServerHere } from '../support/server-here.ts';
import { correspondentOf } from './correspondent.ts';
import { newPerson, type Person, SERVER_ENV } from './person.ts';

const panel = (person: Person) => person.page.getByRole('dialog');

const download = async (person: Person, format: RegExp): Promise<{ name: string; bytes: Uint8Array }> => {
  await panel(person).getByRole('radio', { name: format }).check();
  const [file] = await Promise.all([
    person.page.waitForEvent('download'),
    panel(person).getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  await panel(person).getByText('Saved.', { exact: true }).waitFor();
  return { name: file.suggestedFilename(), bytes: new Uint8Array(await readFile(await file.path())) };
};

/** What stands in a page, opened from a folder without a network. */
const readPage = async (path: string) => {
  const { context } = await openDevice('reader');
  await context.setOffline(true);
  const page = await context.newPage();
  const happened: string[] = [];
  page.on('dialog', (dialog) => {
    happened.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) happened.push(request.url());
  });
  page.on('console', (line) => happened.push(line.text()));
  await page.goto(`file://${path}`);
  const seen = await page.evaluate(() => ({
    tags: [...new Set([...document.querySelectorAll('body, body *')].map(({ localName }) => localName))].sort(),
    attributes: [...new Set([...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()))],
    scripts: document.scripts.length,
    links: [...document.querySelectorAll('main a[href]')].map((one) => (one as HTMLAnchorElement).protocol),
    rels: [...new Set([...document.querySelectorAll('main a[target]')].map((one) => one.getAttribute('rel')))],
    text: document.querySelector('main')?.textContent ?? '',
    colour: getComputedStyle(document.querySelector('article') ?? document.body).borderRadius,
  }));
  const before = [...happened];
  // What runs nowhere else must not run here: the policy holds for what somebody would put in.
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    document.body.append(script);
    const image = document.createElement('div');
    image.innerHTML = '<img src="x" onerror="globalThis.ran = true">';
    document.body.append(image);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return 'ran' in globalThis;
  });
  const pictures = () =>
    page.locator('figure img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth));
  return { seen, ran, happened: before, pictures, page };
};

it('EXP-1 EXP-3 EXP-4 EXP-5 EXP-6 EXP-7 EXP-8 a person exports a conversation in three formats, with its files, cancels one, and imports it twice', async () => {
  const server = await ServerHere.start({ env: SERVER_ENV });
  const folder = await mkdtemp(join(tmpdir(), 'skerry-export-'));
  try {
    const alice = await newPerson(server, 'Alice', { installed: true, viewport: { width: 1440, height: 900 } });
    const { page } = alice;
    const carol = await correspondentOf(server, alice);
    const group = await carol.startGroup('Boat <b>club</b>');
    for (const text of ATTACK_STRINGS.slice(0, 60)) await carol.say(group, { kind: 'text', text });
    const attacks = ATTACK_STRINGS.join('\n').slice(0, 19_000);
    await carol.say(group, attacks);
    const picture = await carol.attach(makePng(30, 20), { name: 'pier.png', type: 'image/png', alt: 'The pier' });
    const program = await carol.attach(new TextEncoder().encode('<script>alert(1)</script>'), {
      name: '../evil.html',
      type: 'text/html',
    });
    await carol.say(group, { kind: 'files', files: [picture, program], text: 'at the pier, https://example.org' });
    await page.goto(`${server.url}/c/${group}`);
    await alice.openGroup('Export conversation');

    const html = await download(alice, /^HTML/);
    expect(html.name).toMatch(/^Boat _b_club_b_-\d{4}-\d\d-\d\d\.html$/);
    const path = join(folder, 'page.html');
    await writeFile(path, html.bytes);
    const read = await readPage(path);
    expect(read.happened).toEqual([]);
    expect(read.ran).toBe(false);
    expect(read.seen.scripts).toBe(0);
    expect(read.seen.colour).toBe('12px');
    expect(read.seen.attributes.filter((name) => /^on|^style$|^srcdoc$|^srcset$|^formaction$/i.test(name))).toEqual([]);
    expect(read.seen.links.filter((one) => !['http:', 'https:', 'mailto:', 'file:'].includes(one))).toEqual([]);
    expect(read.seen.rels).toEqual(['noopener noreferrer nofollow']);
    expect(read.seen.text).toContain('<script>alert(1)</script>');
    expect(read.seen.text).toContain('pier.png (not included)');

    const markdown = new TextDecoder().decode((await download(alice, /^Markdown/)).bytes);
    expect(markdown).toContain('# Boat \\<b\\>club\\</b\\>');
    expect(markdown).not.toMatch(/(?<!\\)<script/);

    const jsonBytes = (await download(alice, /^JSON/)).bytes;
    const json = JSON.parse(new TextDecoder().decode(jsonBytes));
    expect(json).toMatchObject({ format: 'skerry-conversation', title: 'Boat <b>club</b>', complete: true });
    expect(json.messages.map(({ text }: { text: string }) => text)).toContain(attacks);

    // In a browser that lets a page write the file: here one of the page's own folder.
    await page.evaluate(() => {
      const held = Promise.withResolvers<void>();
      const writes = Promise.withResolvers<void>();
      Object.assign(globalThis, {
        held,
        writes: writes.promise,
        showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
          const root = await navigator.storage.getDirectory();
          const file = await root.getFileHandle(suggestedName, { create: true });
          const open = file.createWritable.bind(file);
          file.createWritable = async () => {
            const stream = await open();
            const write = stream.write.bind(stream);
            stream.write = async (bytes) => {
              writes.resolve();
              await held.promise;
              return write(bytes);
            };
            return stream;
          };
          return file;
        },
      });
    });
    const kept = () =>
      page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const names: string[] = [];
        for await (const [name] of root as unknown as AsyncIterable<[string]>) names.push(name);
        return names;
      });
    await panel(alice).getByRole('radio', { name: /^HTML/ }).check();
    await panel(alice)
      .getByRole('checkbox', { name: /^Include files/ })
      .check();
    await panel(alice).getByRole('button', { name: 'Download', exact: true }).click();
    await page.evaluate(() => (globalThis as unknown as { writes: Promise<void> }).writes);
    expect((await kept()).filter((name) => name.endsWith('.zip'))).toHaveLength(1);
    await panel(alice).getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.evaluate(() => (globalThis as unknown as { held: PromiseWithResolvers<void> }).held.resolve());
    await panel(alice).getByRole('button', { name: 'Download', exact: true }).waitFor();
    await expect.poll(kept).toEqual([]);

    // Again, to its end: the picture stands in its place, and what could run is only named.
    await panel(alice).getByRole('radio', { name: /^HTML/ }).check();
    await panel(alice)
      .getByRole('checkbox', { name: /^Include files/ })
      .check();
    await panel(alice).getByRole('button', { name: 'Download', exact: true }).click();
    await panel(alice).getByText('Saved.', { exact: true }).waitFor();
    const whole = await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      for await (const [name] of root as unknown as AsyncIterable<[string]>) {
        const file = await (await root.getFileHandle(name)).getFile();
        return [...new Uint8Array(await file.arrayBuffer())];
      }
      return [];
    });
    const files = unzipSync(new Uint8Array(whole));
    const names = Object.keys(files);
    expect(names).toHaveLength(4);
    expect(names.filter((name) => name.includes('..'))).toEqual([]);
    expect(files['files/0001/1 pier.png']).toEqual(new Uint8Array(makePng(30, 20)));
    expect(JSON.parse(strFromU8(files['about.json'] ?? new Uint8Array()))).toMatchObject({ complete: true });
    const inside = names.find((name) => name.endsWith('.html') && !name.includes('/')) ?? '';
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'zip', name)), { recursive: true });
      await writeFile(join(folder, 'zip', name), bytes);
    }
    const second = await readPage(join(folder, 'zip', inside));
    // It is loaded once it is near.
    await second.page.locator('figure img').scrollIntoViewIfNeeded();
    await expect.poll(second.pictures).toEqual([30]);
    expect(second.happened).toEqual([]);
    expect(second.ran).toBe(false);
    expect(await second.page.locator('a[href*=evil]').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);

    // Imported twice it is there once, as an archive that only this device has.
    await page.goto(`${server.url}/settings/data`);
    const chosen = join(folder, 'boat.json');
    await writeFile(chosen, jsonBytes);
    const messages = json.messages.filter((one: object) => !('event' in one));
    const count = messages.length;
    // What happened in the group is passed over.
    expect(count).toBeLessThan(json.messages.length);
    await page.locator('input[type=file]').setInputFiles(chosen);
    await alice.seesText(`${count} new messages imported`);
    await page.locator('input[type=file]').setInputFiles(chosen);
    await alice.seesText('0 new messages imported');
    // An earlier export overlaps: what only it has comes, and what is here already stays as it is.
    const [first] = messages;
    const earlier = {
      ...json,
      exportedAt: '2026-01-01T00:00:00.000Z',
      messages: [
        { ...first, body: { kind: 'text', text: 'as it was before' } },
        { ...first, id: 'only-before', body: { kind: 'text', text: 'only in the earlier one' } },
      ],
    };
    await writeFile(chosen, JSON.stringify(earlier));
    await page.locator('input[type=file]').setInputFiles(chosen);
    await alice.seesText('1 new message imported');
    await writeFile(chosen, jsonBytes.slice(0, -40));
    await page.locator('input[type=file]').setInputFiles(chosen);
    await alice.seesText('This file is damaged or incomplete.');
    await page.getByRole('button', { name: `Boat <b>club</b> ${count + 1} messages` }).click();
    await panel(alice).getByText('Imported from a file.').waitFor();
    await panel(alice).getByText('<script>alert(1)</script>').first().waitFor();
    await panel(alice).getByText('only in the earlier one').waitFor();
    expect(await panel(alice).getByText('as it was before').count()).toBe(0);
    expect(await panel(alice).locator('script, img').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    carol.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.dispose();
  }
});
