import * as encoding from 'lib0/encoding';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { clockOf } from '../../shared/admission/live.ts';
import type { Body } from '../../shared/envelope/body.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { type ChapterWriter, groupAs } from './chapter-writer.ts';
import { mulberry } from './mulberry.ts';

export const ALICE = 1024;

export const BOB = 1025;

const SERVER = makeClientId(1 as AccountNumber, mulberry(1));

/** A server's side of one document: applies what is judged good, with its stamps and sweeps. */
export const server = (fixed: Partial<JudgeContext> = {}) => {
  const doc = new Y.Doc();
  let seq = 0;
  const take = (writer: ChapterWriter, update: Uint8Array, more: Partial<JudgeContext> = {}) => {
    const before = Y.encodeStateAsUpdate(doc);
    const judged = judge(doc, update, {
      kind: 'chapter',
      number: writer.number,
      membership: groupAs('member'),
      now: 0,
      limits: LIMITS,
      newMessages: 'open',
      bytes: 0,
      strict: true,
      ...fixed,
      ...more,
    });
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    if (judged.ok && judged.value.update) {
      Y.applyUpdate(doc, judged.value.update);
      const stamps = [...judged.value.messages, ...judged.value.edits].map(({ id }) => ({
        root: 'stamps',
        key: id,
        value: [++seq, 1],
        origin: undefined,
      }));
      Y.applyUpdate(doc, encodeUpdate(SERVER, clockOf(doc, SERVER), stamps, judged.value.sweep));
    }
    return judged.ok ? 'ok' : judged.error.code;
  };
  return { doc, take };
};

/** One dead entry, as Yjs writes what was removed before it was sent. */
export const dead = (client: number, clock: number, entries: readonly { root: string; key: string }[]): Uint8Array => {
  const out = encoding.createEncoder();
  for (const n of [1, entries.length, client, clock]) encoding.writeVarUint(out, n);
  for (const { root, key } of entries) {
    encoding.writeUint8(out, 0x20 | 1);
    encoding.writeVarUint(out, 1);
    encoding.writeVarString(out, root);
    encoding.writeVarString(out, key);
    encoding.writeVarUint(out, 1);
  }
  encoding.writeVarUint(out, 0);
  return encoding.toUint8Array(out);
};

export const BODIES = {
  messages: { kind: 'text', text: 'x' },
  edits: { kind: 'text', text: 'x' },
  reactions: { kind: 'emoji', text: '👍' },
  votes: { kind: 'vote', choices: [0] },
  deletions: { kind: 'deletion' },
  name: { kind: 'name', text: 'x' },
  topic: { kind: 'text', text: 'x' },
  picture: { kind: 'picture', hash: '' },
  drafts: { kind: 'draft', text: 'x' },
} satisfies Record<string, Body>;
