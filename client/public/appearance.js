// Runs before anything is drawn: how this device shows the app. client/features/appearance writes what is read here.
(() => {
  const KEY = 'skerry-appearance';
  const GROUNDS = { light: '#ffffff', dark: '#18221f' };
  const chosen = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  };
  const apply = () => {
    const { dataset } = document.documentElement;
    const appearance = chosen();
    for (const name of ['theme', 'text', 'accent', 'wallpaper']) {
      if (typeof appearance[name] === 'string') dataset[name] = appearance[name];
      else delete dataset[name];
    }
    // The browser's own bar.
    for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
      meta.content = GROUNDS[appearance.theme] ?? (meta.media.includes('dark') ? GROUNDS.dark : GROUNDS.light);
  };
  apply();
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) apply();
  });
  addEventListener(KEY, apply);
})();
