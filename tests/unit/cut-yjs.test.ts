import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { cutYjs } from '../../scripts/cut-yjs.ts';

const whole = join(dirname(createRequire(import.meta.url).resolve('yjs')), 'yjs.mjs');
// Under the root, so that it finds the libraries it imports.
const path = join(import.meta.dirname, '../../.cache', `cut-yjs-${process.pid}.mjs`);
afterAll(() => rmSync(path, { force: true }));

const loadCut = async (): Promise<typeof Y> => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, cutYjs(readFileSync(whole, 'utf8')).replace(/^.*sourceMappingURL.*$/m, ''));
  return import(path);
};

test('REP-48 Yjs as devices load it passes on every kind of type as it came', async () => {
  const cut = await loadCut();
  const doc = new Y.Doc();
  doc.getMap('m').set('text', 'words');
  doc.getText('draft').insert(0, 'bold words', { bold: true });
  const root = doc.getXmlFragment('markup');
  const element = new Y.XmlElement('p');
  element.setAttribute('lang', 'en');
  element.insert(0, [new Y.XmlText('words')]);
  root.insert(0, [element]);
  doc.getMap('m').set('hook', new Y.XmlHook('hook'));
  doc.getMap('m').set('inner', new Y.XmlFragment());
  const update = Y.encodeStateAsUpdate(doc);

  const copy = new cut.Doc();
  cut.applyUpdate(copy, update);
  expect(cut.encodeStateAsUpdate(copy)).toEqual(update);
  expect(copy.getMap('m').get('text')).toBe('words');
  expect(copy.getText('draft').toString()).toBe('bold words');
});

test('REP-48 Yjs as devices load it writes and empties texts', async () => {
  const cut = await loadCut();
  const doc = new Y.Doc();
  doc.getText('draft').insert(0, 'words');
  const copy = new cut.Doc();
  cut.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  copy.getText('draft').insert(5, ', more');
  Y.applyUpdate(doc, cut.encodeStateAsUpdate(copy));
  expect(doc.getText('draft').toString()).toBe('words, more');
  copy.getText('draft').delete(0, 11);
  Y.applyUpdate(doc, cut.encodeStateAsUpdate(copy));
  expect(doc.getText('draft').toString()).toBe('');
});
