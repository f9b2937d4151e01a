import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Attachment, createAttachment } from '../../client/replica/sync/attachment.ts';
import { readFrame, type ServerFrame, step1Frame, tokenFrame } from '../../client/replica/sync/frames.ts';
import { createMeter, type Meter } from '../../client/replica/sync/meter.ts';
import { encodeOwnUpdate } from '../../client/replica/sync/own-update.ts';
import { Scheduler } from '../simulation/scheduler.ts';

const ME = 1024;
const SPAN = 2 ** 22;
const NAME = 'conversation/d-feqhmnm5obel7pyw52sg4tp35zebf54m/0';

class Bench {
  readonly scheduler = new Scheduler();
  readonly doc = new Y.Doc();
  readonly meter: Meter;
  readonly events: string[] = [];
  readonly attachment: Attachment;
  held = false;
  private sent: Uint8Array[] = [];

  constructor(stored = 0) {
    this.doc.clientID = ME * SPAN + 1;
    this.meter = createMeter(stored, false);
    this.attachment = createAttachment({
      name: NAME,
      owner: ME,
      clock: { setTimer: (ms, run) => this.scheduler.after(ms, run) },
      target: { doc: this.doc, meter: this.meter },
      version: () => 5,
      held: () => this.held,
      send: (frame) => this.sent.push(frame),
      events: {
        authenticated: () => this.events.push('authenticated'),
        synced: (version) => this.events.push(`synced ${version}`),
        acked: () => this.events.push('acked'),
        refused: ({ code }) => this.events.push(`refused ${code}`),
        denied: (reason) => this.events.push(`denied ${reason}`),
        closed: (reason) => this.events.push(`closed ${reason}`),
        message: ({ type }) => this.events.push(`message ${type}`),
        awareness: () => this.events.push('awareness'),
      },
    });
  }

  /** What has left since the last look. */
  left(): string[] {
    const kinds = this.sent.map((frame) => readFrame(frame)?.frame.kind ?? '?');
    this.sent = [];
    return kinds;
  }
  receive(...frames: ServerFrame[]): void {
    for (const frame of frames) this.attachment.receive(frame);
  }
  write(key: string): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.getMap('messages').set(key, 1);
    this.attachment.localUpdate(Y.encodeStateAsUpdate(this.doc, before), this.meter.add());
  }
  state(of: Y.Doc = new Y.Doc()): ServerFrame[] {
    return [
      { kind: 'step1', stateVector: Y.encodeStateVector(of) },
      { kind: 'step2', update: Y.encodeStateAsUpdate(of) },
    ];
  }
  refuse(code: string, retry: boolean): void {
    this.receive(
      { kind: 'stateless', text: JSON.stringify({ type: 'refused', code, rule: 'X-1', retry }) },
      { kind: 'status', accepted: false },
    );
  }
  open(): void {
    this.attachment.open('{}');
    this.receive({ kind: 'authenticated' }, ...this.state());
  }
}

describe('frames', () => {
  it('REP-9 reads what it writes, and skips broken or unknown frames', () => {
    const vector = Y.encodeStateVector(new Y.Doc());
    expect(readFrame(step1Frame(NAME, vector))).toEqual({ name: NAME, frame: { kind: 'step1', stateVector: vector } });
    expect(readFrame(tokenFrame(NAME, '{}', '1'))?.frame.kind).toBe('token-wanted');
    expect(readFrame(Uint8Array.of(200))).toBeUndefined();
    const out = encoding.createEncoder();
    encoding.writeVarString(out, NAME);
    encoding.writeVarUint(out, 99);
    expect(readFrame(encoding.toUint8Array(out))).toBeUndefined();
  });

  it('REP-7 uploads own structs the server lacks, none of others, and all deletions', () => {
    const doc = new Y.Doc();
    const other = new Y.Doc();
    other.clientID = 1025 * SPAN;
    other.getMap('messages').set('theirs', 1);
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    doc.clientID = ME * SPAN + 1;
    doc.getMap('messages').set('mine', 1);
    doc.getMap('messages').delete('theirs');
    const update = Y.decodeUpdate(encodeOwnUpdate(doc, ME, new Map()));
    expect(update.structs.map((struct) => struct.id.client)).toEqual([ME * SPAN + 1]);
    expect([...update.ds.clients.keys()]).toEqual([1025 * SPAN]);
  });
});

describe('meter', () => {
  it('REP-6 counts what was loaded as unsent until the upload is acknowledged', () => {
    const bench = new Bench(3);
    expect(bench.meter.unsent()).toBe(3);
    bench.open();
    expect(bench.left()).toEqual(['token-wanted', 'step1', 'step2']);
    expect(bench.meter.unsent()).toBe(3);
    bench.receive({ kind: 'status', accepted: true });
    expect(bench.meter.clean()).toBe(true);
  });

  it('REP-6 is not clean after a crash until a first upload was accepted', () => {
    const meter = createMeter(0, true);
    expect(meter.clean()).toBe(false);
    meter.acked(0);
    expect(meter.clean()).toBe(true);
  });

  it('REP-6 counts down with each frame, in order', () => {
    const bench = new Bench();
    bench.open();
    bench.write('a');
    bench.write('b');
    bench.receive({ kind: 'status', accepted: true }, { kind: 'status', accepted: true });
    expect(bench.meter.unsent()).toBe(1);
    bench.receive({ kind: 'status', accepted: true });
    expect(bench.meter.unsent()).toBe(0);
    expect(bench.attachment.settled()).toBe(true);
  });

  it('REP-6 keeps everything unsent when the connection goes', () => {
    const bench = new Bench();
    bench.open();
    bench.receive({ kind: 'status', accepted: true });
    bench.write('a');
    bench.attachment.reset();
    bench.write('b');
    expect(bench.meter.unsent()).toBe(2);
    bench.left();
    bench.open();
    expect(bench.left()).toEqual(['token-wanted', 'step1', 'step2']);
    bench.receive({ kind: 'status', accepted: true });
    expect(bench.meter.unsent()).toBe(0);
  });
});

describe('refusal', () => {
  it('REP-8 repeats a retryable refusal twice, then asks for a rebase', async () => {
    const bench = new Bench();
    bench.open();
    bench.receive({ kind: 'status', accepted: true });
    bench.write('a');
    for (let i = 0; i < 2; i++) {
      bench.left();
      bench.refuse('missing-dependencies', true);
      expect(bench.left()).toEqual([]);
      await bench.scheduler.run(2_000);
      expect(bench.left()).toEqual(['step1']);
      bench.receive(...bench.state());
      expect(bench.left()).toEqual(['step2']);
    }
    bench.refuse('missing-dependencies', true);
    expect(bench.events.at(-1)).toBe('refused missing-dependencies');
    expect(bench.meter.unsent()).toBe(1);
  });

  it('REP-8 asks for a rebase at once when a retry is no use, and waits for ever while nothing can be stored', async () => {
    const bench = new Bench();
    bench.open();
    bench.receive({ kind: 'status', accepted: true });
    bench.write('a');
    for (let i = 0; i < 5; i++) {
      bench.refuse('unavailable', true);
      await bench.scheduler.run(60_000);
      bench.receive(...bench.state());
    }
    expect(bench.events.filter((event) => event.startsWith('refused'))).toEqual([]);
    bench.refuse('not-yours', false);
    expect(bench.events.at(-1)).toBe('refused not-yours');
  });

  it('REP-9 takes no ack of a frame that left after the refused one', () => {
    const bench = new Bench();
    bench.open();
    bench.receive({ kind: 'status', accepted: true });
    bench.write('a');
    bench.write('b');
    bench.refuse('missing-dependencies', true);
    bench.receive({ kind: 'status', accepted: true });
    expect(bench.meter.unsent()).toBe(2);
    bench.write('c');
    expect(bench.meter.unsent()).toBe(3);
  });
});

describe('rebase', () => {
  it('REP-15 exchanges nothing while it is held, and pulls without uploading', async () => {
    const bench = new Bench(1);
    bench.held = true;
    bench.attachment.open('{}');
    bench.receive({ kind: 'authenticated' });
    expect(bench.left()).toEqual(['token-wanted']);
    const fresh = new Y.Doc();
    const pulled = bench.attachment.pull(fresh);
    expect(bench.left()).toEqual(['step1']);
    const server = new Y.Doc();
    server.getMap('messages').set('theirs', 1);
    bench.receive(...bench.state(server));
    expect(await pulled).toBe(true);
    expect(bench.left()).toEqual([]);
    expect(fresh.getMap('messages').has('theirs')).toBe(true);
    expect(bench.doc.getMap('messages').has('theirs')).toBe(false);
    bench.attachment.push({ doc: fresh, meter: createMeter(0, true) });
    expect(bench.left()).toEqual(['step1']);
  });

  it('REP-15 begins a pull that was asked for before the server let the document in', async () => {
    const bench = new Bench();
    bench.held = true;
    bench.attachment.open('{}');
    const fresh = new Y.Doc();
    const pulled = bench.attachment.pull(fresh);
    expect(bench.left()).toEqual(['token-wanted']);
    bench.receive({ kind: 'authenticated' });
    expect(bench.left()).toEqual(['step1']);
    bench.receive(...bench.state());
    expect(await pulled).toBe(true);
  });

  it('REP-13 gives up a pull when the connection ends', async () => {
    const bench = new Bench();
    bench.open();
    const pulled = bench.attachment.pull(new Y.Doc());
    bench.attachment.reset();
    expect(await pulled).toBe(false);
  });
});

describe('closing', () => {
  it('REP-9 opens again only after the server has confirmed the close', () => {
    const bench = new Bench();
    bench.open();
    bench.attachment.close();
    bench.left();
    bench.attachment.open('{}');
    expect(bench.left()).toEqual([]);
    bench.receive({ kind: 'closed', reason: 'provider_initiated' });
    expect(bench.left()).toEqual(['token-wanted']);
  });
});
