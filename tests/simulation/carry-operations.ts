import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0xca44;
const OFTEN = 0.12;

interface Carried {
  readonly from: SimulatedDevice;
  readonly file: Blob;
}

/** People carry what one of their devices has not sent to another one as a file, soon or late, and sometimes twice. */
export class CarryOperations {
  readonly counts = { carried: 0, carriedAdded: 0, carriedKnown: 0, carriedLeft: 0 };
  private readonly random: () => number;
  private readonly log: (text: string) => void;
  private readonly files: Carried[] = [];

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  act(devices: readonly SimulatedDevice[]): void {
    if (this.random() > OFTEN) return;
    const isSaving = this.random() < 0.5;
    const device = this.pick(
      devices.filter(
        ({ running, session, connection }) =>
          running && session.kind === 'signed-in' && (!isSaving || (connection?.unsent ?? 0) > 0),
      ),
    );
    if (device === undefined) return;
    if (isSaving) this.save(device);
    else this.add(device);
  }

  private save(device: SimulatedDevice): void {
    this.log(`${device.name} saves what is not sent`);
    void device.call('exportUnsent', {}).then((saved) => {
      if (!saved.ok || saved.value.count === 0) return;
      this.log(`${device.name} saved ${saved.value.count} unsent`);
      this.counts.carried++;
      this.files.push({ from: device, file: saved.value.file });
    });
  }

  private add(device: SimulatedDevice): void {
    const isOwn = this.random() < 0.2;
    const carried = this.pick(
      this.files.filter(({ from }) => from.userId === device.userId && (from === device) === isOwn),
    );
    if (carried === undefined) return;
    this.log(`${device.name} adds what ${carried.from.name} saved`);
    void device.call('importUnsent', { file: carried.file }).then((result) => {
      if (!result.ok) return;
      this.log(`${device.name} added ${JSON.stringify(result.value)}`);
      const { added, known, left } = result.value;
      this.counts.carriedAdded += added;
      this.counts.carriedKnown += known;
      this.counts.carriedLeft += left;
    });
  }

  /** Checks that nothing is listed as not sent that is on the server. */
  check(devices: readonly SimulatedDevice[], stamped: ReadonlyMap<string, number>): void {
    for (const { name, notSent } of devices)
      for (const { key, text, reason } of notSent)
        if (stamped.has(key)) throw new Error(`${name} lists ${key} "${text}" as not sent (${reason}), and it is`);
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
