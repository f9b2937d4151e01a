import { unmarkDeclined } from './accept-stranger.ts';
import { createGroup, renameConversation, startDirect } from './conversation-commands.ts';
import { done, type Handlers } from './handler.ts';
import { setDisappear } from './set-disappear.ts';

/** People, conversations and who is in them. */
export const CONVERSATION_HANDLERS: Handlers<
  'searchPeople' | 'startDirect' | 'createGroup' | 'rename' | 'setDisappear' | 'markRead' | 'typing'
> = {
  searchPeople: async ({ signedIn, api }, { query }) => {
    const result = await api.people(query);
    if (result.ok) {
      const { person } = signedIn.localState.tables;
      // A search says less of people than facts do.
      void signedIn.localState.commit(
        result.value.map((value) => ({
          kind: 'person',
          key: value.userId,
          value: { ...person.get(value.userId), ...value },
        })),
      );
      return { ok: true, value: { people: result.value, complete: true } };
    }
    if (result.kind === 'signed-out') return { ok: false, error: 'signed-out' };
    const wanted = query.trim().toLocaleLowerCase();
    const people = [...signedIn.localState.tables.person.values()].filter(
      ({ name, number }) => number !== signedIn.commands.me && name.toLocaleLowerCase().includes(wanted),
    );
    return { ok: true, value: { people, complete: false } };
  },
  startDirect: async ({ signedIn }, { person }) => {
    const conversationId = await startDirect(signedIn.commands, person);
    // Whoever looks for somebody whose request they put away wants to see it.
    if (conversationId !== undefined) await unmarkDeclined(signedIn, conversationId);
    return conversationId === undefined ? { ok: false, error: 'unknown' } : { ok: true, value: { conversationId } };
  },
  createGroup: async ({ signedIn }, input) => {
    const error = await createGroup(signedIn.commands, input);
    return error === undefined ? { ok: true, value: { conversationId: input.conversationId } } : { ok: false, error };
  },
  rename: async ({ signedIn }, { conversationId, name }) =>
    done(await renameConversation(signedIn.commands, conversationId, name)),
  setDisappear: async ({ signedIn }, input) => done(await setDisappear(signedIn.commands, input)),
  markRead: async ({ signedIn }, { conversationId, seq }) => {
    signedIn.markRead(conversationId, seq);
    return done(undefined);
  },
  typing: async ({ signedIn }, { conversationId, typing }) => {
    signedIn.setTyping(conversationId, typing);
    return done(undefined);
  },
};
