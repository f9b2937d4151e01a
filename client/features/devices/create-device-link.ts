import { createSignal, onCleanup } from 'solid-js';
import { DEVICE_LINK, DEVICE_LINK_STATE, type DeviceLinkAnswer } from '../../../shared/protocol/http-devices.ts';
import { type AccountProblem, ANYTHING, ask } from '../security/ask.ts';

/** How often the device asks whether somebody has opened the link. ms */
const POLL_EVERY = 1_500;

type Claimed = Extract<DeviceLinkAnswer, { state: 'claimed' }>;
export type DeviceLinkView =
  | { readonly kind: 'making' }
  | { readonly kind: 'open'; readonly url: string /** By the monotonic clock. */; readonly expiresAt: number }
  | { readonly kind: 'claimed'; readonly device: Claimed }
  | { readonly kind: 'done'; readonly device: Claimed }
  | { readonly kind: 'gone' | 'refused' };

/** The link that a signed-in device shows, from its creation to the approval of the new device. */
export const createDeviceLink = () => {
  const [view, setView] = createSignal<DeviceLinkView>({ kind: 'making' });
  const [problem, setProblem] = createSignal<AccountProblem>();
  const [now, setNow] = createSignal(performance.now());
  let token = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  const become = (next: DeviceLinkView): void => {
    clearTimeout(timer);
    setView(next);
    if (next.kind === 'open') timer = setTimeout(poll, POLL_EVERY);
  };
  const poll = async (): Promise<void> => {
    const asked = token;
    const answer = await ask(DEVICE_LINK_STATE, 'POST', '/api/device-links/state', { token });
    const before = view();
    if (over || asked !== token || before.kind !== 'open') return;
    setNow(performance.now());
    if (!answer.ok)
      become(answer.error === 'offline' && before.expiresAt > performance.now() ? before : { kind: 'gone' });
    else if (answer.value.state === 'claimed') become({ kind: 'claimed', device: answer.value });
    else if (answer.value.state === 'open' && before.expiresAt > performance.now()) become(before);
    else become({ kind: 'gone' });
  };
  const make = async (): Promise<void> => {
    become({ kind: 'making' });
    const begun = performance.now();
    const asked = Date.now();
    const made = await ask(DEVICE_LINK, 'POST', '/api/device-links', {});
    if (over) return;
    setProblem(made.ok ? undefined : made.error);
    if (!made.ok) return become({ kind: 'gone' });
    token = made.value.token;
    setNow(performance.now());
    // By this device's clock: it may differ from the server's, which decides.
    const expiresAt = begun + Math.min(120_000, Math.max(10_000, made.value.expiresAt - asked));
    become({ kind: 'open', url: `${location.origin}/link#${token}`, expiresAt });
  };
  const drop = (): void => {
    if (token !== '') void ask(ANYTHING, 'POST', '/api/device-links/drop', { token });
    token = '';
  };
  const answer = async (yes: boolean): Promise<void> => {
    const before = view();
    if (before.kind !== 'claimed') return;
    if (!yes) {
      drop();
      return become({ kind: 'refused' });
    }
    const done = await ask(ANYTHING, 'POST', '/api/device-links/confirm', { token });
    if (over) return;
    setProblem(done.ok ? undefined : done.error);
    if (done.ok) {
      token = '';
      become({ kind: 'done', device: before.device });
    } else if (done.error !== 'offline') become({ kind: 'gone' });
  };

  const tick = setInterval(() => setNow(performance.now()), 1_000);
  onCleanup(() => {
    over = true;
    clearTimeout(timer);
    clearInterval(tick);
    drop();
  });
  void make();
  return { view, problem, now, make: () => void make(), answer: (yes: boolean) => void answer(yes) };
};
