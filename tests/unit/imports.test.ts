import { describe, expect, test } from 'vitest';
import { importsOf, judgeBodyReading, judgeCycles, judgeFile, judgeImport } from '../../scripts/imports.ts';

describe('the import rules', () => {
  test.each([
    ['shared/timeline/a.ts', 'node:fs'],
    ['shared/timeline/a.ts', '../../client/channel/protocol.ts'],
    ['shared/timeline/a.ts', 'kysely'],
    ['shared/ids/a.ts', '../admission/judge.ts'],
    ['storage/sqlite/a.ts', '../../sync-server/main.ts'],
    ['storage/ports.ts', '../client/channel/protocol.ts'],
    ['sync-server/main.ts', '../client/channel/protocol.ts'],
    ['sync-server/main.ts', '../tests/support/a.ts'],
    ['client/features/a.tsx', 'yjs'],
    ['client/features/a.tsx', 'yjs/internals'],
    ['client/features/a.tsx', '../replica/worker.ts'],
    ['client/features/a.tsx', '../replica/worker.ts?worker'],
    ['client/design/a.tsx', '../replica/worker.ts'],
    ['client/design/a.tsx', '../channel/protocol.ts'],
    ['client/replica/a.ts', '../features/a.tsx'],
    ['client/replica/a.ts', '../../storage/ports.ts'],
    ['client/replica/a.ts', 'solid-js'],
    ['client/channel/a.ts', 'yjs'],
    ['client/main.tsx', '../sync-server/main.ts'],
    ['client/main.tsx', 'better-auth'],
    ['scripts/a.mjs', 'vite'],
  ])('CODE-1 %s may not import %s', (path, specifier) => {
    expect(judgeImport(path, specifier)).toMatch(/may not import/);
  });

  test.each([
    ['shared/admission/a.ts', '../ids/account.ts'],
    ['shared/envelope/a.ts', 'lib0/encoding'],
    ['shared/ids/a.ts', './brand.ts'],
    ['storage/sqlite/a.ts', 'node:sqlite'],
    ['storage/ports.ts', '../shared/ids/account.ts'],
    ['sync-server/main.ts', '../storage/ports.ts'],
    ['sync-server/sign-in/a.ts', 'better-auth/plugins'],
    ['client/features/a.tsx', './a.module.css'],
    ['client/features/a.tsx', '../design/button.tsx'],
    ['client/main.tsx', './replica/worker.ts?worker'],
    ['client/replica/a.ts', 'yjs'],
    ['tests/unit/a.test.ts', '../../client/replica/a.ts'],
  ])('CODE-1 %s may import %s', (path, specifier) => {
    expect(judgeImport(path, specifier)).toBeUndefined();
  });

  test('CODE-1 every way of importing is found, and none in a comment', () => {
    const text = [
      "import { a } from './a.ts';",
      "import './b.css';",
      "export * from './c.ts';",
      "const d = await import('./d.ts');",
      "new Worker(new URL('./e.ts', import.meta.url));",
      "import type {\n  F,\n} from './f.ts';",
      "// import './no.ts';",
      "/* import './no.ts'; */",
    ].join('\n');
    expect(importsOf(text).map((found) => found.specifier)).toEqual([
      './a.ts',
      './b.css',
      './c.ts',
      './d.ts',
      './e.ts',
      './f.ts',
    ]);
  });

  test('CODE-1 a fault names file and line', () => {
    expect(judgeFile('shared/ids/a.ts', "\nimport fs from 'node:fs';\n")).toEqual([
      "shared/ids/a.ts:2: shared/ids may not import Node's own node:fs",
    ]);
  });

  test('CODE-5 on the server only one file reads bodies, and only three use it', () => {
    const from = (path: string, text: string) => judgeBodyReading({ path, text });
    const decode = (specifier: string, names = 'decodeBody') => `import { ALG_PLAIN, ${names} } from '${specifier}';`;
    expect(from('shared/admission/plain-body.ts', decode('../envelope/body.ts'))).toEqual([]);
    expect(from('shared/admission/read-entry.ts', "import { whyBadBody } from './plain-body.ts';")).toEqual([]);
    expect(from('shared/timeline/a.ts', decode('../envelope/body.ts', 'readBody'))).toEqual([]);
    expect(from('client/replica/a.ts', decode('../../shared/envelope/body.ts'))).toEqual([]);
    expect(from('sync-server/own-writes/a.ts', decode('../../shared/envelope/body.ts', 'encodeBody'))).toEqual([]);
    for (const [path, text] of [
      ['shared/admission/read-entry.ts', decode('../envelope/body.ts')],
      ['sync-server/http/a.ts', decode('../../shared/envelope/body.ts', 'readBody as read')],
      ['storage/rules/a.ts', "import * as body from '../../shared/envelope/body.ts';"],
      ['sync-server/http/a.ts', "import { nameIn } from '../../shared/admission/plain-body.ts';"],
      ['storage/rules/a.ts', "import { readLatest } from '../../shared/timeline/chapter-message.ts';"],
    ] as const)
      expect(from(path, text), text).toEqual([expect.stringMatching(/:1: the server may not read bodies/)]);
  });

  test('CODE-1 files that import each other in a cycle are a fault, named once', () => {
    const file = (path: string, ...targets: readonly string[]) => ({
      path,
      text: targets.map((target) => `import '${target}';`).join('\n'),
    });
    const straight = [
      file('a/one.ts', './two.ts', '../b/three.ts'),
      file('a/two.ts', '../b/three.ts'),
      file('b/three.ts', 'yjs'),
    ];
    expect(judgeCycles(straight)).toEqual([]);
    expect(judgeCycles([...straight.slice(0, 2), file('b/three.ts', '../a/one.ts')])).toEqual([
      'a/one.ts → a/two.ts → b/three.ts → a/one.ts: a cycle of imports',
    ]);
  });
});
