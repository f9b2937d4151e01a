// Part of the service worker: leads from a notification to its conversation, in a tab that is open, or a new one.
addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  // Others, as the one for trying, lead nowhere.
  if (!/^[dg]-/.test(notification.tag)) return;
  const lead = async () => {
    const tabs = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const tab = tabs.find((one) => one.focused) ?? tabs.find((one) => one.visibilityState === 'visible') ?? tabs[0];
    if (tab === undefined) {
      await clients.openWindow(`/c/${notification.tag}`);
      return;
    }
    tab.postMessage({ openConversation: notification.tag });
    await tab.focus();
  };
  event.waitUntil(lead());
});
