/**
 * Calls back when the network or the person comes back to this tab. Browsers say so in several ways, none of which can be
 * relied on: a frozen page is resumed, a page from the back-forward cache is shown, a window is focused that was visible
 * all the time.
 */
export const listenForWakes = (wake: () => void): void => {
  for (const name of ['online', 'focus', 'pageshow']) addEventListener(name, wake);
  document.addEventListener('resume', wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
};
