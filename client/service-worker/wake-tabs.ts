import { openTabs } from './scope.ts';

/** Tells every tab, also one that the browser slowed down, to connect now. */
export const wakeTabs = async (): Promise<void> => {
  for (const tab of await openTabs()) tab.postMessage({ wake: true });
};
