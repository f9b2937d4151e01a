/**
 * Calls back when the network or the person comes back to this tab. Browsers say so in several ways, none of which can be
 * relied on: a frozen page is resumed, a page from the back-forward cache is shown, a window is focused that was visible
 * all the time. A network that goes calls back too: a socket that still looks open has to be asked.
 */
export const listenForWakes = (wake: (isNetwork: boolean) => void): void => {
  const wakeHere = (): void => wake(false);
  for (const name of ['online', 'offline']) addEventListener(name, () => wake(true));
  for (const name of ['focus', 'pageshow']) addEventListener(name, wakeHere);
  document.addEventListener('resume', wakeHere);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wakeHere();
  });
};
