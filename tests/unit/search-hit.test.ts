import { expect, it } from 'vitest';
import { hitHead } from '../../client/features/search/hit-head.ts';

it('SEARCH-4 a result names author and conversation, and in a direct conversation the author alone', () => {
  const bob = { own: false, author: 'Bob' };
  expect(hitHead(bob, 'Boat club', false)).toBe('Bob in Boat club');
  expect(hitHead(bob, 'Bob', true)).toBe('Bob');
  expect(hitHead({ own: true, author: 'Alice' }, 'Bob', true)).toBe('You');
});
