import { createSignal, onCleanup } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import type { CreateGroupLink, GroupLink } from '../../../../shared/protocol/http-groups.ts';
import type { App } from '../../app-context.ts';

export interface Links {
  /** undefined: not answered yet. */
  readonly links: () => readonly GroupLink[] | 'failed' | undefined;
  readonly busy: () => boolean;
  /** The link just created, with its token, which is shown once. */
  readonly made: () => GroupLink | undefined;
  readonly load: () => Promise<void>;
  readonly create: (wish: CreateGroupLink) => Promise<void>;
  readonly forget: () => void;
  readonly revoke: (linkId: string) => Promise<boolean>;
}

/** Links into the group; only the server stores them. */
export const createLinks = (app: App, conversationId: ConversationId): Links => {
  const [links, setLinks] = createSignal<readonly GroupLink[] | 'failed'>();
  const [made, setMade] = createSignal<GroupLink>();
  const [busy, setBusy] = createSignal(false);
  let gone = false;
  onCleanup(() => {
    gone = true;
  });
  const load = async (): Promise<void> => {
    const result = await app.channel.call('links', { conversationId });
    if (gone) return;
    setLinks(result.ok ? [...result.value.links].sort((a, b) => b.createdAt - a.createdAt) : 'failed');
  };
  return {
    links,
    busy,
    made,
    load,
    create: async (wish) => {
      if (busy()) return;
      setBusy(true);
      const result = await app.channel.call('createLink', { conversationId, ...wish });
      setBusy(false);
      if (!app.done(result)) return;
      setMade(result.value.link);
      await load();
    },
    forget: () => setMade(undefined),
    revoke: async (linkId) => {
      const done = app.done(await app.channel.call('revokeLink', { conversationId, linkId }));
      if (done && made()?.linkId === linkId) setMade(undefined);
      await load();
      return done;
    },
  };
};
