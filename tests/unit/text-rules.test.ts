import { describe, expect, test } from 'vitest';
import { judgeText } from '../../scripts/text-rules.ts';

// Put together here, or the check would find this file.
const machinePath = ['', 'root', 'skerry', 'data'].join('/');
const registry = ['https:', '', 'registry.example.org', 'yjs.tgz'].join('/');

describe('the text rules', () => {
  test('CODE-3 a path of one machine is refused', () => {
    expect(judgeText('docs/a.md', `one\nsee ${machinePath}`)).toEqual(['docs/a.md:2: a path of one machine']);
    expect(judgeText('sync-server/a.ts', `open('${machinePath}')`)).toHaveLength(1);
  });

  test('CODE-3 addresses that only look like one are allowed', () => {
    expect(judgeText('docs/a.md', `https://example.org${machinePath} ./client${machinePath} /rooted`)).toEqual([]);
  });

  test('CODE-3 a registry in the lock file is refused', () => {
    expect(judgeText('package-lock.json', `      "resolved": "${registry}",`)).toHaveLength(1);
    expect(judgeText('package-lock.json', '      "license": "MIT",')).toEqual([]);
  });

  test('CODE-3 visible text in braces is refused', () => {
    expect(judgeText('client/features/a.tsx', "<span>{'gone'}</span>")).toHaveLength(1);
    expect(judgeText('client/features/a.tsx', "<span>{'·'}{t('list.own')}</span>")).toEqual([]);
    expect(judgeText('client/features/a.tsx', "<For each={names}>{(name) => t('a', name)}</For>")).toEqual([]);
  });

  test('CODE-3 visible text in an attribute is refused', () => {
    expect(judgeText('client/features/a.tsx', '<button aria-label="Send" />')).toHaveLength(1);
    expect(judgeText('client/features/a.tsx', '<img alt="" title={words.send()} />')).toEqual([]);
    expect(judgeText('tests/browser/a.test.tsx', '<img alt="Send" />')).toEqual([]);
  });
});
