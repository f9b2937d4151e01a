import { readUnsentFile } from '../../client/replica/unsent/unsent-file.ts';
import { mulberry } from '../support/mulberry.ts';
import type { SimulatedDevice } from './simulated-device.ts';

/** Separate from the world's stream, so that a seed behaves as before when these operations are left out. */
const STREAM = 0xca44;
const OFTEN = 0.3;

/** A file that is read at once: reading takes no time of the process, so that a seed decides the run. */
class HeldFile extends Blob {
  private readonly content: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super([bytes]);
    this.content = bytes;
  }

  override slice(start?: number, end?: number): HeldFile {
    return new HeldFile(this.content.slice(start, end));
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.content.slice().buffer;
  }
}

interface Carried {
  readonly from: SimulatedDevice;
  readonly file: Blob;
}

/** People carry what one of their devices has not sent to another one as a file, soon or late, and sometimes twice. */
export class CarryOperations {
  readonly counts = { carried: 0, carriedAdded: 0, carriedKnown: 0, carriedLeft: 0 };
  /** Messages that may arrive from another device whatever becomes of them on the first one. */
  readonly messages = new Set<string>();
  private readonly random: () => number;
  private readonly log: (text: string) => void;
  private readonly files: Carried[] = [];

  constructor(seed: number, log: (text: string) => void) {
    this.random = mulberry(seed ^ STREAM);
    this.log = log;
  }

  async act(devices: readonly SimulatedDevice[]): Promise<void> {
    if (this.random() > OFTEN) return;
    const running = devices.filter((device) => device.running && device.session.kind === 'signed-in');
    const lonely = running.filter(({ online, connection }) => !online && (connection?.unsent ?? 0) > 0);
    if (this.random() < 0.6) this.save(this.pick(lonely));
    else await this.add(this.pick(running));
  }

  /** Checks that nothing is listed as not sent that is on the server, as far as the device can know. */
  check(devices: readonly SimulatedDevice[], stamped: ReadonlyMap<string, number>): void {
    for (const device of devices) {
      const held = device.disk.stamps();
      // Who is no longer a member, or cancels the conversation here, is not told what another device has sent.
      for (const { key, text, reason } of device.notSent)
        if (stamped.has(key) && (reason === 'other' || held.has(key)))
          throw new Error(`${device.name} lists ${key} "${text}" as not sent (${reason}), and it is`);
    }
  }

  private save(device: SimulatedDevice | undefined): void {
    if (device === undefined) return;
    this.log(`${device.name} saves what is not sent`);
    void device.call('exportUnsent', {}).then((saved) => {
      if (!saved.ok || saved.value.count === 0) return;
      this.log(`${device.name} saved ${saved.value.count} unsent`);
      this.counts.carried++;
      this.files.push({ from: device, file: saved.value.file });
    });
  }

  private async add(device: SimulatedDevice | undefined): Promise<void> {
    const isOwn = this.random() < 0.2;
    const carried = this.files.findLast(({ from }) => from.userId === device?.userId && (from === device) === isOwn);
    if (device === undefined || carried === undefined) return;
    const file = new HeldFile(new Uint8Array(await carried.file.arrayBuffer()));
    for (const { messageId } of (await readUnsentFile(file))?.head.messages ?? []) this.messages.add(messageId);
    this.log(`${device.name} adds what ${carried.from.name} saved`);
    void device.call('importUnsent', { file }).then((result) => {
      if (!result.ok) return;
      this.log(`${device.name} added ${JSON.stringify(result.value)}`);
      const { added, known, left } = result.value;
      this.counts.carriedAdded += added;
      this.counts.carriedKnown += known;
      this.counts.carriedLeft += left;
    });
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }
}
