import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { expect, it } from 'vitest';
import { GATE_LIMITS } from '../../shared/protocol/limits.ts';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import { parseFrame } from '../../sync-server/gate/parse-frame.ts';

const UPDATE_BYTES = 1_000;
const parse = (bytes: Uint8Array) => parseFrame(bytes, UPDATE_BYTES);

const frame = (type: number, write: (out: encoding.Encoder) => void, name = 'conversation/x') =>
  encoding.encode((out) => {
    encoding.writeVarString(out, name);
    encoding.writeVarUint(out, type);
    write(out);
  });
const sync = (kind: number, bytes: Uint8Array) =>
  frame(FRAME.sync, (out) => {
    encoding.writeVarUint(out, kind);
    encoding.writeVarUint8Array(out, bytes);
  });
const presence = (count: number, state = '{}') =>
  frame(FRAME.awareness, (out) =>
    encoding.writeVarUint8Array(
      out,
      encoding.encode((inner) => {
        encoding.writeVarUint(inner, count);
        for (let i = 0; i < count; i++) {
          encoding.writeVarUint(inner, 77 + i);
          encoding.writeVarUint(inner, 1);
          encoding.writeVarString(inner, state);
        }
      }),
    ),
  );

it('GATE-1 several frames in one segment keep their own bytes, also when the segment is used again', () => {
  const updates = [1, 2, 3].map((n) => new Uint8Array(20).fill(n));
  const frames = updates.map((update) => sync(SYNC.update, update));
  const segment = Buffer.concat(frames);
  const starts = frames.map((_, i) => frames.slice(0, i).reduce((sum, { byteLength }) => sum + byteLength, 0));
  const parsed = frames.map(({ byteLength }, i) => parse(segment.subarray(starts[i], (starts[i] ?? 0) + byteLength)));
  segment.fill(0);
  expect(parsed.map((one) => one?.frame)).toEqual(updates.map((update) => ({ kind: 'update', update, isSync: false })));
  // Yjs and lib0 read the buffer behind a view: nobody else's bytes may stand in it.
  for (const one of parsed)
    if (one?.frame.kind === 'update') expect(one.frame.update.buffer.byteLength).toBe(one.frame.update.byteLength);
});

it('GATE-1 a frame that says it is longer than it is never reads the frame behind it', () => {
  const honest = sync(SYNC.update, new Uint8Array(50).fill(9));
  const lying = frame(FRAME.sync, (out) => {
    encoding.writeVarUint(out, SYNC.update);
    encoding.writeVarUint(out, 40);
  });
  const segment = Buffer.concat([lying, honest]);
  expect(parse(segment.subarray(0, lying.byteLength))?.frame).toEqual({ kind: 'malformed' });
  const name = Buffer.concat([Buffer.of(100), honest]);
  expect(parse(name.subarray(0, 1))).toBeUndefined();
});

it('GATE-2 every kind of frame has its bound, and beyond it nothing of it is read', () => {
  const at = (kind: number, bytes: number) => parse(sync(kind, new Uint8Array(bytes)))?.frame.kind;
  expect(at(SYNC.update, UPDATE_BYTES)).toBe('update');
  expect(at(SYNC.update, UPDATE_BYTES + 1)).toBe('too-large');
  expect(at(SYNC.step2, UPDATE_BYTES + 1)).toBe('too-large');
  expect(at(SYNC.step1, GATE_LIMITS.stateVectorBytes)).toBe('state-vector');
  expect(at(SYNC.step1, GATE_LIMITS.stateVectorBytes + 1)).toBe('malformed');
  const text = (type: number, bytes: number) =>
    parse(
      frame(type, (out) => {
        if (type === FRAME.auth) encoding.writeVarUint(out, 0);
        encoding.writeVarString(out, 'x'.repeat(bytes));
      }),
    )?.frame.kind;
  expect(text(FRAME.auth, GATE_LIMITS.tokenBytes)).toBe('open');
  expect(text(FRAME.auth, GATE_LIMITS.tokenBytes + 1)).toBe('malformed');
  expect(text(FRAME.stateless, GATE_LIMITS.messageBytes)).toBe('message');
  expect(text(FRAME.stateless, GATE_LIMITS.messageBytes + 1)).toBe('ignored');
  expect(parse(frame(FRAME.close, () => undefined, 'x'.repeat(GATE_LIMITS.documentNameBytes + 1)))).toBeUndefined();
});

it('AWA-4 one presence state of at most 1 KB a frame is read, all others are not', () => {
  expect(parse(presence(1))?.frame.kind).toBe('presence');
  expect(parse(presence(0))?.frame.kind).toBe('ignored');
  expect(parse(presence(2))?.frame.kind).toBe('ignored');
  expect(parse(presence(100_000))?.frame.kind).toBe('ignored');
  expect(parse(presence(1, 'x'.repeat(GATE_LIMITS.presenceBytes)))?.frame.kind).toBe('ignored');
});

it('GATE-2 no bytes make reading a frame throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(8), fc.boolean(), (bytes, type, hasHead) => {
      const data = hasHead ? Buffer.concat([frame(type, () => undefined), bytes]) : bytes;
      const parsed = parse(data);
      if (parsed?.frame.kind === 'update') expect(parsed.frame.update.byteLength).toBeLessThanOrEqual(data.byteLength);
    }),
  );
});
