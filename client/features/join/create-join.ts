import { createEffect, createSignal, on } from 'solid-js';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { LinkTarget } from '../../../shared/protocol/http-groups.ts';

export type LinkPreview = LinkTarget | 'gone' | 'offline' | 'failed';
/** `in`: it was granted, or the person was a member already. */
export type JoinAnswer =
  | { readonly kind: 'in'; readonly id: string }
  | 'asked'
  | 'gone'
  | 'full'
  | 'offline'
  | 'failed';

export type JoinState =
  | { readonly kind: 'looking' | 'broken' | 'gone' | 'full' | 'offline' | 'failed' }
  | { readonly kind: 'found'; readonly target: LinkTarget; readonly busy: boolean }
  | { readonly kind: 'asked'; readonly target: LinkTarget }
  | { readonly kind: 'joined'; readonly id: ConversationId };

export interface Join {
  readonly state: () => JoinState;
  readonly load: () => Promise<void>;
  readonly join: () => Promise<void>;
}

/** What a link leads to, and coming in by it. */
export const createJoin = (deps: {
  readonly token: () => string;
  readonly load: (token: string) => Promise<LinkPreview>;
  readonly join: (token: string) => Promise<JoinAnswer>;
}): Join => {
  const [state, setState] = createSignal<JoinState>({ kind: 'looking' });
  const load = async (): Promise<void> => {
    const token = deps.token();
    if (token === '') {
      setState({ kind: 'broken' });
      return;
    }
    setState({ kind: 'looking' });
    const found = await deps.load(token);
    // Another link was opened meanwhile.
    if (token !== deps.token()) return;
    setState(typeof found === 'string' ? { kind: found } : { kind: 'found', target: found, busy: false });
  };
  const join = async (): Promise<void> => {
    const now = state();
    if (now.kind !== 'found' || now.busy) return;
    setState({ ...now, busy: true });
    const answer = await deps.join(deps.token());
    if (answer === 'asked') setState({ kind: 'asked', target: now.target });
    else if (typeof answer === 'string') setState({ kind: answer });
    else {
      const id = parseConversationId(answer.id);
      setState(id === undefined ? { kind: 'failed' } : { kind: 'joined', id });
    }
  };
  createEffect(on(deps.token, () => void load()));
  return { state, load, join };
};
