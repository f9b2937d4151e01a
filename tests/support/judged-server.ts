import { expect } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { judge } from '../../shared/admission/judge.ts';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { clockOf } from '../../shared/admission/live.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { type ChapterWriter, groupAs } from './chapter-writer.ts';
import { mulberry } from './mulberry.ts';

export const ALICE = 1024;

export const BOB = 1025;

export const SERVER = makeClientId(1 as AccountNumber, mulberry(1));

export const context = (number: number, more: Partial<JudgeContext> = {}): JudgeContext => ({
  kind: 'chapter',
  number,
  membership: groupAs('member'),
  now: 0,
  limits: LIMITS,
  newMessages: 'open',
  bytes: 0,
  strict: false,
  ...more,
});

/** A server's side of a chapter: applies what is judged good, sweeps included. */
export const server = () => {
  const doc = new Y.Doc();
  const take = (writer: ChapterWriter, update: Uint8Array, more: Partial<JudgeContext> = {}) => {
    const before = Y.encodeStateAsUpdate(doc);
    const judged = judge(doc, update, context(writer.number, more));
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
    if (judged.ok && judged.value.update) {
      Y.applyUpdate(doc, judged.value.update);
      Y.applyUpdate(doc, encodeUpdate(SERVER, clockOf(doc, SERVER), [], judged.value.sweep));
      expect(doc.store.pendingStructs).toBeNull();
      expect(doc.store.pendingDs).toBeNull();
    }
    return judged;
  };
  return { doc, take };
};

export const code = (judged: ReturnType<typeof judge>) => (judged.ok ? 'ok' : judged.error.code);
