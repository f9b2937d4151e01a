import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0xc10c4;
const OFTEN = 0.07;
const OFTEN_AT_SERVER = 0.02;
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Sets wall clocks of devices and the server back and forth by hours and days, while monotonic clocks go on. */
export class ClockOperations {
  readonly counts = { clocksSet: 0 };
  /** How far the server's wall clock runs ahead. ms */
  serverSkew = 0;
  /** How far the server's wall clock was moved in total: stamps tell times no more exactly than that. ms */
  serverJumped = 0;
  private readonly random: () => number;
  private readonly log: (text: string) => void;

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  act(devices: readonly SimulatedDevice[]): void {
    // A device that starts with a fast clock, without hearing from a server, believes its clock.
    for (const device of devices) if (!device.running && device.skew > 0) device.skew = 0;
    if (this.random() < OFTEN) {
      const device = devices[Math.floor(this.random() * devices.length)];
      if (device?.running) device.skew = this.set(`${device.name}'s clock`, device.skew);
    }
    if (this.random() < OFTEN_AT_SERVER) this.setServer(this.set("the server's clock", this.serverSkew));
  }

  /** Sets all clocks right again. */
  settle(devices: readonly SimulatedDevice[]): void {
    for (const device of devices) device.skew = 0;
    this.setServer(0);
  }

  private setServer(skew: number): void {
    this.serverJumped += Math.abs(skew - this.serverSkew);
    this.serverSkew = skew;
  }

  private set(what: string, before: number): number {
    const size = this.random() < 0.5 ? HOUR * (1 + this.random() * 23) : DAY * (1 + this.random() * 6);
    const skew = before !== 0 && this.random() < 0.4 ? 0 : Math.floor(size * (this.random() < 0.5 ? -1 : 1));
    this.counts.clocksSet++;
    this.log(`${what} is set: it runs ${skew / HOUR} h ahead`);
    return skew;
  }
}
