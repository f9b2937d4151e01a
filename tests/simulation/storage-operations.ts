import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0x570e;
const OFTEN = 0.06;
/** The share of them that remove databases; the others only end connections. */
const REMOVING = 0.3;

const KINDS: readonly ((name: string) => boolean)[] = [
  () => true,
  (name) => name.endsWith('/records'),
  (name) => name.includes('/conversation/'),
  (name) => name.includes('/account/'),
  (name) => name === 'skerry/device',
];

/** What browsers do to stores: they end connections, with or without an event, and remove databases, all or some. */
export class StorageOperations {
  readonly counts = { closed: 0, cleared: 0 };
  private readonly random: () => number;
  private readonly log: (text: string) => void;
  private readonly clearing: (device: SimulatedDevice, names: readonly string[]) => void;

  /** @param clearing called before databases of a device are removed */
  constructor(
    seed: number,
    log: (text: string) => void,
    clearing: (device: SimulatedDevice, names: readonly string[]) => void,
  ) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
    this.clearing = clearing;
  }

  act(devices: readonly SimulatedDevice[]): void {
    if (this.random() > OFTEN) return;
    const device = this.pick(devices);
    const isKind = this.pick(KINDS);
    const isRemoving = this.random() < REMOVING;
    const isNoticed = this.random() < 0.5;
    const isOne = this.random() < 0.3;
    if (device === undefined || isKind === undefined) return;
    const names = device.disk.databaseNames().filter(isKind);
    const chosen = isOne ? names.slice(0, 1) : names;
    this.log(`${device.name}'s browser ${isRemoving ? 'removes' : 'closes'} ${chosen.join(' ')}`);
    if (isRemoving) {
      this.counts.cleared++;
      this.clearing(device, chosen);
      for (const name of chosen) device.disk.clear(name, isNoticed);
    } else {
      this.counts.closed++;
      for (const name of chosen) device.disk.endConnection(name, isNoticed);
    }
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
