const KEY = 'skerry-notifications-off';

/** Whether the person turned notifications off on this device. */
export const isOffHere = (): boolean => localStorage.getItem(KEY) !== null;

export const turnOffHere = (isOff: boolean): void => {
  if (isOff) localStorage.setItem(KEY, 'off');
  else localStorage.removeItem(KEY);
};
