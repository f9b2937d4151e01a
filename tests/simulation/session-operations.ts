import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Apart from the world's own, so that a seed's story stays what it was where these operations are left out. */
const STREAM = 0x5e55;
const OFTEN = 0.05;

/** Sessions that are ended from another device or run out, and people who sign in again: nothing may be lost by it. */
export class SessionOperations {
  readonly counts = { signedOut: 0 };
  private readonly random: () => number;
  private readonly log: (text: string) => void;

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  act(devices: readonly SimulatedDevice[]): void {
    if (this.random() > OFTEN) return;
    const device = devices[Math.floor(this.random() * devices.length)];
    if (device === undefined) return;
    this.log(`${device.name} ${device.isEnded ? 'signs in again' : 'is signed out from elsewhere'}`);
    if (device.isEnded) device.signIn();
    else {
      this.counts.signedOut++;
      device.endSession();
    }
  }
}
