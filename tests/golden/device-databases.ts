import type { Page } from 'playwright-core';

/** All of a browser's databases for the page's origin; what JSON has no form for is named by its kind. */
export interface DeviceDatabase {
  readonly name: string;
  readonly version: number;
  readonly stores: readonly {
    readonly name: string;
    readonly keyPath: string | null;
    readonly autoIncrement: boolean;
    readonly records: readonly { readonly key: unknown; readonly value: unknown }[];
  }[];
}

/** Both run in the page. */
const CODEC = `
  const pack = async (value) => {
    if (value instanceof Blob) return { blob: await pack(await value.arrayBuffer()), type: value.type };
    if (value instanceof Uint8Array) return { bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) };
    if (value instanceof ArrayBuffer) return { buffer: await pack(new Uint8Array(value)) };
    if (value instanceof Map) return { map: await Promise.all([...value].map(pack)) };
    if (value instanceof Set) return { set: await Promise.all([...value].map(pack)) };
    if (Array.isArray(value)) return Promise.all(value.map(pack));
    if (value === undefined) return { nothing: true };
    if (value !== null && typeof value === 'object') {
      if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error('cannot keep ' + value);
      return { object: await Promise.all(Object.entries(value).map(async ([key, one]) => [key, await pack(one)])) };
    }
    return value;
  };
  const unpack = (value) => {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== 'object') return value;
    if ('bytes' in value) return Uint8Array.from(atob(value.bytes), (char) => char.charCodeAt(0));
    if ('blob' in value) return new Blob([unpack(value.blob)], { type: value.type });
    if ('buffer' in value) return unpack(value.buffer).buffer;
    if ('map' in value) return new Map(value.map.map(unpack));
    if ('set' in value) return new Set(value.set.map(unpack));
    if ('nothing' in value) return undefined;
    return Object.fromEntries(value.object.map(([key, one]) => [key, unpack(one)]));
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
`;

export const readDatabases = (page: Page): Promise<readonly DeviceDatabase[]> =>
  page.evaluate(`(async () => {${CODEC}
    const all = [];
    for (const { name, version } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      const stores = [];
      for (const store of db.objectStoreNames) {
        const of = db.transaction(store).objectStore(store);
        const { keyPath, autoIncrement } = of;
        const [keys, values] = [await done(of.getAllKeys()), await done(of.getAll())];
        const records = await Promise.all(keys.map(async (key, at) => ({ key: await pack(key), value: await pack(values[at]) })));
        stores.push({ name: store, keyPath, autoIncrement, records });
      }
      db.close();
      all.push({ name, version, stores });
    }
    return all;
  })()`) as Promise<readonly DeviceDatabase[]>;

export const writeDatabases = (page: Page, databases: readonly DeviceDatabase[]): Promise<void> =>
  page.evaluate(`(async () => {${CODEC}
    for (const { name, version, stores } of ${JSON.stringify(databases)}) {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = () => {
        for (const { name: store, keyPath, autoIncrement } of stores)
          request.result.createObjectStore(store, { keyPath, autoIncrement });
      };
      const db = await done(request);
      for (const { name: store, keyPath, records } of stores) {
        const to = db.transaction(store, 'readwrite').objectStore(store);
        for (const { key, value } of records)
          await done(keyPath === null ? to.put(unpack(value), unpack(key)) : to.put(unpack(value)));
      }
      db.close();
    }
  })()`) as Promise<void>;
