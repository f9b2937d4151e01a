import { expect, test } from 'vitest';
import type { Connection } from '../../client/channel/projections.ts';
import { type ConnectionNews, NOTHING_TOLD, tellConnection } from '../../client/features/connection/connection-news.ts';

type State = Connection['state'];
test.each<[states: readonly (State | 'disk-full')[], news: readonly ConnectionNews[]]>([
  [['connecting', 'online'], []],
  [['connecting', 'offline', 'connecting', 'offline'], []],
  [['online', 'connecting', 'online'], []],
  [
    ['online', 'offline', 'connecting', 'offline', 'connecting', 'online'],
    ['lost', 'back'],
  ],
  [
    ['offline', 'connecting', 'online', 'offline'],
    ['back', 'lost'],
  ],
  [
    ['online', 'sign-in-needed', 'sign-in-needed', 'online'],
    ['sign-in', 'back'],
  ],
  [['update-needed'], ['update']],
  [
    ['online', 'disk-full', 'disk-full', 'online', 'disk-full'],
    ['save-failing', 'save-failing'],
  ],
])('A11Y-4 %j is told as %j', (states, expected) => {
  let told = NOTHING_TOLD;
  const heard: ConnectionNews[] = [];
  for (const state of states) {
    const full = state === 'disk-full';
    const result = tellConnection(told, { state: full ? 'online' : state, saveFailing: full });
    told = result.told;
    if (result.news !== undefined) heard.push(result.news);
  }
  expect(heard).toEqual(expected);
});
