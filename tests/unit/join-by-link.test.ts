import { createRoot, createSignal } from 'solid-js';
import { describe, expect, test } from 'vitest';
import { createJoin, type JoinAnswer, type LinkPreview } from '../../client/features/join/create-join.ts';
import { makeGroupId } from '../../shared/ids/conversation.ts';

const id = makeGroupId(1, () => 0.5);
const target = { conversationId: id, name: 'Boat club', members: 3, by: 'Ann', approval: false };

/** What becomes of a link, by what the server says. */
const follow = (
  answers: { readonly look?: LinkPreview; readonly join?: JoinAnswer },
  work: (world: {
    readonly join: ReturnType<typeof createJoin>;
    readonly setToken: (token: string) => void;
    readonly asked: readonly string[];
  }) => Promise<void>,
): Promise<void> =>
  createRoot(async (dispose) => {
    const [token, setToken] = createSignal('first');
    const asked: string[] = [];
    const join = createJoin({
      token,
      load: async (one) => {
        asked.push(`look ${one}`);
        return answers.look ?? target;
      },
      join: async (one) => {
        asked.push(`join ${one}`);
        return answers.join ?? { kind: 'in', id };
      },
    });
    await join.load();
    await work({ join, setToken, asked });
    dispose();
  });

describe('a link to a group', () => {
  test.each<LinkPreview>(['gone', 'offline', 'failed'])('UI-44 says when it is %s', (look) =>
    follow({ look }, async ({ join }) => {
      expect(join.state()).toEqual({ kind: look });
    }),
  );
  test('UI-44 without its token asks nobody', () =>
    follow({}, async ({ join, setToken, asked }) => {
      setToken('');
      const before = asked.length;
      await join.load();
      expect(join.state()).toEqual({ kind: 'broken' });
      expect(asked.length).toBe(before);
    }));
  test('UI-44 leads in, or to waiting for an answer, or says why not', async () => {
    const outcomes: readonly (readonly [JoinAnswer, string])[] = [
      [{ kind: 'in', id }, 'joined'],
      ['asked', 'asked'],
      ['full', 'full'],
      ['gone', 'gone'],
      [{ kind: 'in', id: '../settings' }, 'failed'],
    ];
    for (const [answer, kind] of outcomes)
      await follow({ join: answer }, async ({ join }) => {
        await join.join();
        expect(join.state().kind).toBe(kind);
      });
  });
  test('UI-44 asks once, however often one presses', () =>
    follow({}, async ({ join, asked }) => {
      await Promise.all([join.join(), join.join()]);
      expect(asked.filter((one) => one === 'join first')).toHaveLength(1);
    }));
});
