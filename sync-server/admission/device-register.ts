import type { DeviceNumbers } from '../../shared/admission/judge-context.ts';
import type { UserId } from '../../shared/ids/account.ts';
import type { Devices } from '../../storage/ports/devices.ts';
import type { Actor } from './admission.ts';

/** Accounts and sessions kept in memory; beyond it the oldest are dropped and read again when needed. */
const MOST = 10_000;

const bound = <K, V>(map: Map<K, V>): void => {
  for (const oldest of map.keys()) {
    if (map.size <= MOST) return;
    map.delete(oldest);
  }
};

/**
 * The device numbers under which accounts write. A connection names its device's number when it opens a document, and
 * writing under the number registers it; a session that names none is bound to the first number it writes under.
 */
export const createDeviceRegister = (devices: Pick<Devices, 'numbersOf'>) => {
  const numbers = new Map<UserId, { readonly loaded: Promise<Set<number>>; isFresh: boolean }>();
  const sessions = new Map<string, number>();

  const registeredTo = (userId: UserId): Promise<Set<number>> => {
    const known = numbers.get(userId);
    if (known !== undefined) return known.loaded;
    const loaded = devices.numbersOf(userId).then((all) => new Set(all));
    loaded.catch(() => numbers.delete(userId));
    numbers.set(userId, { loaded, isFresh: true });
    bound(numbers);
    return loaded;
  };

  return {
    of: async ({ userId, device, session }: Actor): Promise<DeviceNumbers> => ({
      registered: await registeredTo(userId),
      session: device ?? (session === undefined ? undefined : sessions.get(session)) ?? 'first',
    }),
    /** Call when an update that registers the number was committed. */
    registered: ({ userId, device, session }: Actor, number: number): void => {
      void numbers.get(userId)?.loaded.then((all) => all.add(number));
      if (device !== undefined || session === undefined) return;
      sessions.set(session, number);
      bound(sessions);
    },
    /** Makes the next check read an account's numbers again. @returns false: they were just read */
    forget: ({ userId }: Actor): boolean => {
      const known = numbers.get(userId);
      if (known?.isFresh === true) {
        known.isFresh = false;
        return false;
      }
      numbers.delete(userId);
      return true;
    },
  };
};
export type DeviceRegister = ReturnType<typeof createDeviceRegister>;
