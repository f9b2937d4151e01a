import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBodies } from '../../client/replica/bodies/bodies.ts';
import { decodeOpened, encodeOpened } from '../../client/replica/bodies/opened-record.ts';
import { encodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope, type Envelope } from '../../shared/envelope/envelope.ts';
import { FAILED, OPENING, UNKNOWN } from '../../shared/envelope/opened-body.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import { SimulatedDisk } from '../simulation/simulated-disk.ts';
import { mulberry } from '../support/mulberry.ts';
import { createTestScheme, TEST_ALG } from '../support/test-alg.ts';

const DOCUMENT = 'conversation/d-x/0';
const DATABASE = 'skerry/user/opened';

/** One device's disk, through several starts of it. */
class Place {
  readonly scheduler = new Scheduler();
  readonly disk = new SimulatedDisk(this.scheduler, mulberry(1));
  opened = 0;
  told: string[] = [];
  wait = 100;

  start() {
    const scheme = createTestScheme(mulberry(2), async () => {
      this.opened++;
      await this.scheduler.sleep(this.wait);
    });
    const timers = { setTimer: (ms: number, run: () => void) => this.scheduler.after(ms, run) };
    return createBodies({ scheme, timers, disk: this.disk, userId: 'user' });
  }

  async shelf(bodies = this.start()) {
    const opening = bodies.shelfOf(DOCUMENT, (about) => void this.told.push(...about));
    await this.scheduler.run(100);
    return opening;
  }

  /** As another device wrote it. */
  sealed(text: string, by = 1_024): Envelope {
    const bytes = this.start().seal('messages', { by, device: 1, at: 5 }, { kind: 'text', text });
    const envelope = decodeEnvelope(bytes);
    if (envelope?.alg !== TEST_ALG) throw new Error('not sealed');
    return envelope;
  }

  async stored(): Promise<unknown> {
    const store = await Promise.all([this.disk.openRecords(DATABASE), this.scheduler.run(100)]);
    return store[0].get(DOCUMENT);
  }

  async store(value: Uint8Array): Promise<void> {
    const [store] = await Promise.all([this.disk.openRecords(DATABASE), this.scheduler.run(100)]);
    await Promise.all([store.write({ put: [[DOCUMENT, value]], remove: [] }), this.scheduler.run(100)]);
  }
}

describe('opening', () => {
  it('BODY-1 opens plain bodies at once, sealed ones once, and notifies their earlier readers', async () => {
    const place = new Place();
    const shelf = await place.shelf();
    const plain = { by: 1, device: 1, at: 1, alg: 0, body: encodeBody({ kind: 'text', text: 'plain' }) };
    expect(shelf.open(plain, 'A')).toEqual({ kind: 'text', text: 'plain' });
    const envelope = place.sealed('ahoy');
    expect(shelf.open(envelope, 'A')).toBe(OPENING);
    expect(shelf.open(envelope, 'B')).toBe(OPENING);
    await place.scheduler.run(200);
    expect(place.told).toEqual(['A', 'B']);
    expect(shelf.open(envelope, 'A')).toEqual({ kind: 'text', text: 'ahoy' });
    expect(shelf.peek(envelope)).toEqual({ kind: 'text', text: 'ahoy' });
    expect(place.opened).toBe(1);
  });

  it('BODY-2 says why it cannot: an alg nobody knows, and a seal that was made for others or is damaged', async () => {
    const place = new Place();
    const shelf = await place.shelf();
    const envelope = place.sealed('ahoy');
    expect(shelf.open({ ...envelope, alg: 9_999 }, 'A')).toBe(UNKNOWN);
    const damaged = { ...envelope, body: envelope.body.with(4, (envelope.body[4] ?? 0) ^ 1) };
    const copied = { ...envelope, by: 1_025 };
    for (const one of [damaged, copied, { ...envelope, body: new Uint8Array() }]) shelf.open(one, 'A');
    await place.scheduler.run(200);
    expect(shelf.open(damaged, 'A')).toBe(FAILED);
    expect(shelf.open({ ...envelope, body: new Uint8Array() }, 'A')).toBe(FAILED);
    // Bytes that somebody copied under their own name do not show as theirs, even where the original is open.
    shelf.open(envelope, 'A');
    await place.scheduler.run(200);
    expect(shelf.open(copied, 'A')).toBe(FAILED);
  });

  it('BODY-5 what is sealed here is open at once', async () => {
    const place = new Place();
    const bodies = place.start();
    const shelf = await place.shelf(bodies);
    const bytes = bodies.seal('messages', { by: 1, device: 1, at: 1 }, { kind: 'text', text: 'mine' });
    const envelope = decodeEnvelope(bytes);
    if (envelope === undefined) throw new Error('no envelope');
    expect(shelf.open(envelope, 'A')).toEqual({ kind: 'text', text: 'mine' });
    expect(place.opened).toBe(0);
  });
});

describe('the record of what was opened', () => {
  it('BODY-4 is read at the next start, so that nothing is opened twice', async () => {
    const place = new Place();
    const envelope = place.sealed('ahoy');
    const shelf = await place.shelf();
    shelf.open(envelope, 'A');
    await place.scheduler.run(5_000);
    const again = await place.shelf();
    expect(again.open(envelope, 'A')).toEqual({ kind: 'text', text: 'ahoy' });
    expect(place.opened).toBe(1);
  });

  it('BODY-4 is without what was deleted, or is not in the document any more', async () => {
    const place = new Place();
    const [first, second] = [place.sealed('harbour'), place.sealed('lighthouse')];
    const shelf = await place.shelf();
    shelf.open(first, 'A');
    shelf.open(second, 'B');
    await place.scheduler.run(5_000);
    expect(place.disk.holds('harbour')).toBe(true);
    shelf.renew('A', () => {});
    await place.scheduler.run(5_000);
    expect(place.disk.holds('harbour')).toBe(false);
    expect(place.disk.holds('lighthouse')).toBe(true);
    // The next start finds a document without the other one.
    const again = await place.shelf();
    again.sweep();
    await place.scheduler.run(5_000);
    expect(place.disk.holds('lighthouse')).toBe(false);
    expect(await place.stored()).toBeUndefined();
  });

  it('BODY-4 follows contents that are exchanged: what is read again stays, the rest goes', async () => {
    const place = new Place();
    const [first, second] = [place.sealed('harbour'), place.sealed('lighthouse')];
    const shelf = await place.shelf();
    shelf.open(first, 'A');
    shelf.open(second, 'B');
    await place.scheduler.run(500);
    shelf.restart();
    expect(shelf.open(first, 'A')).toEqual({ kind: 'text', text: 'harbour' });
    shelf.sweep();
    await place.scheduler.run(5_000);
    expect(place.opened).toBe(2);
    expect(place.disk.holds('lighthouse')).toBe(false);
  });

  it('BODY-4 is opened again when it is damaged or too short', async () => {
    const place = new Place();
    const envelope = place.sealed('ahoy');
    const shelf = await place.shelf();
    shelf.open(envelope, 'A');
    await place.scheduler.run(5_000);
    const stored = await place.stored();
    if (!(stored instanceof Uint8Array)) throw new Error('nothing stored');
    for (const broken of [stored.with(20, (stored[20] ?? 0) ^ 1), stored.slice(0, -1), stored.slice(0, 7)]) {
      await place.store(broken);
      const before = place.opened;
      const again = await place.shelf();
      expect(again.open(envelope, 'A')).toBe(OPENING);
      await place.scheduler.run(200);
      expect(again.open(envelope, 'A')).toEqual({ kind: 'text', text: 'ahoy' });
      expect(place.opened).toBe(before + 1);
    }
  });

  it('BODY-4 comes back as it was, and never in part', () => {
    const entries = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 32 }), fc.uint8Array()), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, change) => {
        const opened = new Map(given);
        const bytes = encodeOpened(opened);
        expect(decodeOpened(bytes)).toEqual(opened);
        const place = at % bytes.byteLength;
        expect(decodeOpened(bytes.with(place, (bytes[place] ?? 0) ^ change)).size).toBe(0);
        expect(decodeOpened(bytes.slice(0, place)).size).toBe(0);
      }),
    );
    for (const other of [undefined, 'text', 7, {}, new Uint8Array()]) expect(decodeOpened(other).size).toBe(0);
  });
});
