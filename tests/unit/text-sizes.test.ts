import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const CLIENT = join(import.meta.dirname, '../../client');

it('UI-55 every text follows the chosen size: no style gives it in pixels', () => {
  const styles = readdirSync(CLIENT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(50);
  const found = styles.flatMap((name) =>
    [...readFileSync(join(CLIENT, name), 'utf8').matchAll(/font(-size)?:[^;]*\d(px|pt)\b[^;]*;/g)].map(
      ([text]) => `${name}: ${text}`,
    ),
  );
  expect(found).toEqual([]);
});
