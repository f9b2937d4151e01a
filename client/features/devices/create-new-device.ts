import { createSignal, onCleanup } from 'solid-js';
import { DEVICE_LINK_CLAIM, DEVICE_LINK_FINISH } from '../../../shared/protocol/http-devices.ts';
import type { Channel } from '../../channel/protocol.ts';
import { type AccountProblem, ask } from '../security/ask.ts';

/** How often the device asks whether the other one has approved it. ms */
const ASK_EVERY = 1_500;

export type NewDeviceState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'claiming' }
  | { readonly kind: 'waiting'; readonly name: string };

/** A device that another one signs in: claims the link, then waits for approval. */
export const createNewDevice = (channel: Channel, token: () => string, onDone: () => void) => {
  const [state, setState] = createSignal<NewDeviceState>({ kind: 'asking' });
  const [problem, setProblem] = createSignal<AccountProblem>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  const fail = (why: AccountProblem): void => {
    setProblem(why);
    setState({ kind: 'asking' });
  };
  const finish = async (claim: string): Promise<void> => {
    const answer = await ask(DEVICE_LINK_FINISH, 'POST', '/api/auth/device-link/finish', { claim });
    if (over) return;
    if (!answer.ok && answer.error !== 'offline' && answer.error !== 'too-many') return fail(answer.error);
    if (!answer.ok || answer.value.state === 'waiting') {
      timer = setTimeout(() => void finish(claim), ASK_EVERY);
      return;
    }
    const result = await channel.call('sessionChanged', {});
    if (result.ok && result.value.signedIn) onDone();
    else fail('failed');
  };
  const claim = async (): Promise<void> => {
    setProblem(undefined);
    setState({ kind: 'claiming' });
    const answer = await ask(DEVICE_LINK_CLAIM, 'POST', '/api/device-links/claim', { token: token() });
    if (over) return;
    if (!answer.ok) return fail(answer.error);
    setState({ kind: 'waiting', name: answer.value.name });
    void finish(answer.value.claim);
  };
  onCleanup(() => {
    over = true;
    clearTimeout(timer);
  });
  return { state, problem, claim: () => void claim() };
};
