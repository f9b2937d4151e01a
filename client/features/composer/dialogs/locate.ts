import { fail, type Result, succeed } from '../../../../shared/result.ts';
import type { Coordinates } from './parse-coordinates.ts';

/** Finding a position outdoors can take that long; then people would rather type. ms */
const WAIT = 15_000;

export type Located = Result<{ readonly at: Coordinates; readonly metres: number }, 'denied' | 'unavailable' | 'slow'>;

/** Where this device is, after the browser has asked the person. */
export const locate = (): Promise<Located> =>
  new Promise((resolve) => {
    if (!('geolocation' in navigator)) {
      resolve(fail('unavailable'));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve(succeed({ at: { latitude, longitude }, metres: Math.max(1, Math.round(accuracy)) })),
      ({ code }) => resolve(fail(code === 1 ? 'denied' : code === 3 ? 'slow' : 'unavailable')),
      { enableHighAccuracy: true, timeout: WAIT, maximumAge: 60_000 },
    );
  });
