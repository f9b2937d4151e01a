/** In [0, 1), from the browser's own source: ids must not meet those of other devices. */
export const random = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
