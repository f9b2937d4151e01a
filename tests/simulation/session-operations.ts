import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0x5e55;
const OFTEN = 0.05;

/** Sessions are ended from another device or expire, and people sign in again: nothing may be lost by it. */
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
