import type { WakeCause } from './protocol.ts';

/**
 * Calls back when the network or the person comes back to this tab. Browsers say so in several ways, none of which can be
 * relied on: a frozen page is resumed, a page from the back-forward cache is shown, a window is focused that was visible
 * all the time. A network that goes calls back too: a socket that still looks open has to be asked.
 */
export const listenForWakes = (wake: (cause: WakeCause) => void): void => {
  const onEvent = ({ type }: Event): void => wake(type.endsWith('line') ? 'network' : 'tab');
  for (const name of ['online', 'offline', 'focus', 'pageshow']) addEventListener(name, onEvent);
  document.addEventListener('resume', onEvent);
  document.addEventListener('visibilitychange', (event) => {
    if (document.visibilityState === 'visible') onEvent(event);
  });
};
