/** Some browsers never answer. ms */
const ANSWER_WITHIN = 5_000;

const inTime = (answer: Promise<boolean> | undefined): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN);
    const settle = (value: boolean): void => {
      clearTimeout(timer);
      resolve(value);
    };
    answer === undefined ? settle(false) : answer.then(settle, () => settle(false));
  });

/** Whether the browser promised not to clear the messages by itself when space runs short. */
export const isStorageKept = (): Promise<boolean> => inTime(navigator.storage?.persisted?.());

/** Asks it to; it may say no, and some ask the person. */
export const keepStorage = async (): Promise<boolean> =>
  (await isStorageKept()) || inTime(navigator.storage?.persist?.());
