import { expect, it } from 'vitest';
import { accountDocument, conversationDocument, parseDocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';
import type { ClusterEvent } from '../../sync-server/cluster/cluster.ts';
import { createConnections, type OpenConnection } from '../../sync-server/documents/connections.ts';
import { Denied } from '../../sync-server/documents/denied.ts';
import { createHearEvents } from '../../sync-server/documents/hear-events.ts';

const ALICE = 'user-alice' as UserId;
const BOB = 'user-bob' as UserId;
const CAROL = 'user-carol' as UserId;
const CHAT = directIdOf(ALICE, BOB);

/** An instance on which Alice has a conversation and her account document open. */
const instance = (check: () => Promise<void>) => {
  const connections = createConnections();
  const closed: string[] = [];
  const told: (readonly [UserId[], ServerMessage])[] = [];
  let epochs = 0;
  let forgotten = 0;
  for (const name of [conversationDocument(CHAT), accountDocument(ALICE, 0)]) {
    const address = parseDocumentName(name);
    if (address === undefined) throw new Error('It is a name.');
    const connection: OpenConnection = {
      // Only its name is asked for here.
      live: undefined as unknown as OpenConnection['live'],
      loadedBytes: 0,
      access: { address, userId: ALICE, number: 1_024 as AccountNumber, readOnly: false },
      identity: { userId: ALICE, access: 'write', sessionId: 'session' },
      wrote: () => undefined,
      applyPresence: () => {},
      close: (reason) => {
        connections.remove(connection);
        closed.push(`${name} ${reason}`);
      },
      check: () => check(),
    };
    connections.add(connection);
  }
  const hear = createHearEvents({
    documents: { withLoaded: () => {} },
    catchUp: async () => {},
    memberships: {
      of: async () => new Map([ALICE, BOB].map((userId) => [userId, { role: 'member', from: 0 }])),
      forget: () => {},
      forgetAll: () => {},
    },
    connections,
    eventStreams: { closeSession: () => {}, closeAll: () => {} },
    feedPush: { notify: () => {}, notifyAll: () => {}, tell: (userIds, message) => told.push([[...userIds], message]) },
    history: { look: async () => epochs > 0 },
    unseen: { by: () => new Set(), changed: async () => {}, allChanged: async () => {} },
    events: { poke: () => {} },
    purger: { poke: () => {} },
    forgetSessions: () => forgotten++,
    onError: (error) => {
      throw error;
    },
  });
  return { hear, closed, told, forgotten: () => forgotten, beginEpoch: () => epochs++ };
};

const CLAIMS: readonly ClusterEvent[] = [
  { kind: 'member-removed', conversationId: CHAT, userId: ALICE },
  { kind: 'member-removed', conversationId: CHAT },
  { kind: 'session-ended', sessionId: 'session' },
  { kind: 'generation-began', userId: ALICE, generation: 9 },
  { kind: 'epoch-changed' },
];

it('INST-6 nobody is removed, signed out or sent to another epoch because another instance says so', async () => {
  const { hear, closed } = instance(async () => {});
  for (const claim of CLAIMS) await hear(claim, 'other');
  await hear({ kind: 'events-missed' }, 'self');
  expect(closed).toEqual([]);
});

it('INST-6 what another instance says is checked at once, and what cannot be checked is closed for now', async () => {
  const chat = conversationDocument(CHAT);
  const account = accountDocument(ALICE, 0);
  const removed = instance(() => Promise.reject(new Denied('not-a-member')));
  await removed.hear({ kind: 'member-removed', conversationId: CHAT, userId: BOB }, 'other');
  expect(removed.closed).toEqual([]);
  await removed.hear({ kind: 'member-removed', conversationId: CHAT, userId: ALICE }, 'other');
  expect(removed.closed).toEqual([`${chat} not-a-member`]);

  const signedOut = instance(() => Promise.reject(new Denied('signed-out')));
  await signedOut.hear({ kind: 'session-ended', sessionId: 'session' }, 'other');
  expect([signedOut.closed, signedOut.forgotten()]).toEqual([[`${chat} signed-out`, `${account} signed-out`], 1]);

  const unknown = instance(() => Promise.reject(new Error('no database')));
  await unknown.hear({ kind: 'session-ended', sessionId: 'session' }, 'other');
  expect(unknown.closed).toEqual([`${chat} unavailable`, `${account} unavailable`]);

  const restored = instance(async () => {});
  restored.beginEpoch();
  await restored.hear({ kind: 'epoch-changed' }, 'other');
  expect(restored.closed).toEqual([`${chat} epoch-changed`, `${account} epoch-changed`]);
});

it('INST-6 only members are told that somebody types there', async () => {
  const { hear, told } = instance(async () => {});
  const message = { type: 'typing', conversationId: CHAT, number: 1_024, typing: true } as const;
  await hear({ kind: 'told', userIds: [BOB, CAROL], message }, 'other');
  expect(told).toEqual([[[BOB], message]]);
});
