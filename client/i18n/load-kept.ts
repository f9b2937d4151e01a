/** Names of the caches of files that never change under their address: translations and names of emoji. */
export type KeptCache = 'languages' | 'emoji';

/** JSON from this device, else from the server; kept, so that it is there offline. Rejects when neither has it now. */
export const loadKept = async (name: KeptCache, url: string): Promise<unknown> => {
  const cache = 'caches' in globalThis ? await caches.open(name).catch(() => undefined) : undefined;
  const kept = await cache?.match(url);
  if (kept !== undefined) return kept.json();
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  await cache?.put(url, answer.clone()).catch(() => undefined);
  return answer.json();
};

/** Removes files of earlier versions of the app. */
export const keepOnly = async (name: KeptCache, urls: readonly string[]): Promise<void> => {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open(name);
  const current = new Set(urls.map((url) => new URL(url, location.href).href));
  for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request);
};
