import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('PART-2 what a chat needs at once stays small', () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/bundle-sizes.mjs'], { encoding: 'utf8' });
  expect(status, stdout.split('\n').slice(0, 6).join('\n')).toBe(0);
});
