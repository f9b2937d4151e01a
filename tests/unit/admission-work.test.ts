import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { JudgeContext } from '../../shared/admission/judge-context.ts';
import { encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { context, judgeWithin, MALLORY, many, SHAPES, section } from '../support/judge-work.ts';
import { mulberry } from '../support/mulberry.ts';
import { rawUpdate } from '../support/raw-update.ts';

describe('the steps of judging', () => {
  it('ADM-11 grow with the bytes, n log n at most, for each known attack', () => {
    const most = { ...LIMITS, updateClientIds: 10_000, integrationSteps: Infinity, integrationStepsPerByte: 10_000 };
    for (const [shape, make] of Object.entries(SHAPES))
      for (const kind of ['account', 'chapter'] as const) {
        const steps = [300, 3_000].map((n) => judgeWithin(new Y.Doc(), make(n), context(kind, most)).steps);
        // Ten times the update: not much more than ten times the steps.
        expect.soft([shape, (steps[1] ?? 0) / (steps[0] ?? 1) < 16]).toEqual([shape, true]);
      }
  });

  it('ADM-11 do not grow with reactions to other messages when one is deleted, nor with pins that are counted', () => {
    const doc = new Y.Doc();
    const random = mulberry(3);
    const id = () => makeMessageId(1_760_000_000_000, random);
    const envelope = (body: Parameters<typeof encodeBody>[0], more = {}) =>
      encodeEnvelope({ by: MALLORY, device: 7, at: 1_760_000_000_000, alg: 0, body: encodeBody(body), ...more });
    const ids = many(300, id);
    const take = (update: Uint8Array, kind: JudgeContext['kind'] = 'chapter', into = doc) => {
      const { judged, steps } = judgeWithin(into, update, context(kind));
      if (judged.ok && judged.value.update !== undefined) Y.applyUpdate(into, judged.value.update);
      return { judged, steps };
    };
    take(
      rawUpdate([
        section(
          1,
          ids.map((key) => ({ root: 'messages', key, bytes: envelope({ kind: 'text', text: 'x' }) })),
        ),
      ]),
    );
    const react = (key: string) => ({
      root: 'reactions',
      key: `${key}/${MALLORY}/${id()}`,
      bytes: envelope({ kind: 'emoji', text: '👍' }),
    });
    take(
      rawUpdate([
        section(
          2,
          many(2_000, () => react(ids[0] as string)),
        ),
      ]),
    );
    const remove = (i: number) =>
      take(
        rawUpdate([
          section(10 + i, [
            { root: 'deletions', key: ids[i] as string, bytes: envelope({ kind: 'deletion' }, { author: MALLORY }) },
          ]),
        ]),
      );
    remove(1);
    expect(remove(2).steps).toBeLessThan(100);
    // What hangs on it is found all the same, also what came after the first deletion.
    take(rawUpdate([section(3, [react(ids[3] as string)])]));
    const { judged } = remove(3);
    expect(judged.ok && judged.value.sweep.length).toBe(2);
    const pins = many(3_000, (i) => ({ root: 'pins', key: `0/${id()}`, any: [i] }));
    expect(take(rawUpdate([section(1, pins)]), 'conversation', new Y.Doc()).judged.ok).toBe(false);
  });
});
