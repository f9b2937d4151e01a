import { unmarkDeclined } from './accept-stranger.ts';
import { createGroup, renameConversation, startDirect } from './conversation-commands.ts';
import { done, type Handlers, type WritingNeed } from './handler.ts';
import { setDisappear } from './set-disappear.ts';

/** People, conversations and who is in them. */
export const CONVERSATION_HANDLERS: Handlers<
  'searchPeople' | 'startDirect' | 'createGroup' | 'rename' | 'setDisappear' | 'markRead' | 'typing',
  WritingNeed | 'account' | 'api' | 'contacts' | 'emit' | 'presence'
> = {
  searchPeople: async (deps, { query }) => {
    const result = await deps.api.people(query);
    if (result.ok) {
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
    if (result.error.kind === 'signed-out') return { ok: false, error: 'signed-out' };
    const wanted = query.trim().toLocaleLowerCase();
    const people = [...deps.localState.tables.person.values()].filter(
      ({ name, number }) => number !== deps.me && name.toLocaleLowerCase().includes(wanted),
    );
    return { ok: true, value: { people, complete: false } };
  },
  startDirect: async (deps, { person }) => {
    const conversationId = await startDirect(deps, person);
    // Whoever looks for somebody whose request they put away wants to see it.
    if (conversationId !== undefined) await unmarkDeclined(deps, conversationId);
    return conversationId === undefined ? { ok: false, error: 'unknown' } : { ok: true, value: { conversationId } };
  },
  createGroup: async (deps, input) => {
    const error = await createGroup(deps, input);
    return error === undefined ? { ok: true, value: { conversationId: input.conversationId } } : { ok: false, error };
  },
  rename: async (deps, { conversationId, name }) => done(await renameConversation(deps, conversationId, name)),
  setDisappear: async (deps, input) => done(await setDisappear(deps, input)),
  markRead: async (deps, { conversationId, seq }) => {
    deps.emit({ type: 'messages-read', id: conversationId, seq });
    return done(undefined);
  },
  typing: async (deps, { conversationId, typing }) => {
    deps.presence.setTyping(conversationId, typing);
    return done(undefined);
  },
};
