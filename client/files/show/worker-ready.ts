/** How long a first visit may take to install the app. ms */
const INSTALLS_WITHIN = 30_000;

/** Whether the service worker answers for this page; waits while it is being installed. */
export const isWorkerReady = async (): Promise<boolean> => {
  const container = navigator.serviceWorker;
  if (container === undefined) return false;
  if (container.controller !== null) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(container.controller !== null), INSTALLS_WITHIN);
    container.addEventListener(
      'controllerchange',
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      { once: true },
    );
  });
};
