import { DONE, fail, succeed } from '../../../shared/result.ts';
import { unmarkDeclined } from './accept-stranger.ts';
import { createGroup, startDirect } from './conversation-commands.ts';
import { type Handlers, toAnswer, type WritingNeed } from './handler.ts';

/** People, conversations and who is in them. */
export const CONVERSATION_HANDLERS: Handlers<
  'searchPeople' | 'startDirect' | 'createGroup' | 'markRead' | 'typing',
  WritingNeed | 'account' | 'api' | 'contacts' | 'emit' | 'presence'
> = {
  searchPeople: async (deps, { query, here }) => {
    const result = here === true ? undefined : await deps.api.people(query);
    if (result?.ok === true) {
      const { person } = deps.localState.tables;
      // A search says less of people than facts do.
      void deps.localState.commit(
        result.value.map((value) => ({
          kind: 'person',
          key: value.userId,
          value: { ...person.get(value.userId), ...value },
        })),
      );
      return { ok: true, value: { people: result.value, complete: true } };
    }
    if (result?.error.kind === 'signed-out') return fail('signed-out');
    const { fold } = await import('../../../shared/text/fold.ts');
    const wanted = fold(query.trim());
    const people = [...deps.localState.tables.person.values()].filter(
      ({ name, number }) => number !== deps.me && fold(name).includes(wanted),
    );
    return { ok: true, value: { people, complete: false } };
  },
  startDirect: async (deps, { person }) => {
    const conversationId = await startDirect(deps, person);
    // Whoever looks for somebody whose request they put away wants to see it.
    if (conversationId !== undefined) await unmarkDeclined(deps, conversationId);
    return conversationId === undefined ? fail('unknown') : { ok: true, value: { conversationId } };
  },
  createGroup: async (deps, input) => {
    const created = await createGroup(deps, input);
    return created.ok ? succeed({ conversationId: input.conversationId }) : created;
  },
  markRead: async (deps, { conversationId, seq }) => {
    deps.emit({ type: 'messages-read', id: conversationId, seq });
    return toAnswer(DONE);
  },
  typing: async (deps, { conversationId, typing }) => {
    deps.presence.setTyping(conversationId, typing);
    return toAnswer(DONE);
  },
};
