import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { FRAME, SYNC } from '../../shared/protocol/wire.ts';
import { createOwnStructs } from '../../sync-server/hocuspocus/own-structs.ts';

const frameOf = (update: Uint8Array): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarString(out, 'd');
    encoding.writeVarUint(out, FRAME.sync);
    encoding.writeVarUint(out, SYNC.update);
    encoding.writeVarUint8Array(out, update);
  });
const updateOf = (frame: Uint8Array): Uint8Array => {
  const from = decoding.createDecoder(frame);
  decoding.readVarString(from);
  decoding.readVarUint(from);
  decoding.readVarUint(from);
  return decoding.readVarUint8Array(from);
};

/** A device, and a server that stamps what the device writes. */
const start = () => {
  const [device, server] = [new Y.Doc(), new Y.Doc()];
  let made: Uint8Array = new Uint8Array();
  device.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') made = update;
  });
  const write = (key: string) => {
    device.getMap('messages').set(key, 'x'.repeat(100));
    const before = Y.encodeStateVector(server);
    Y.applyUpdate(server, made);
    server.getMap('stamps').set(key, 1);
    return { sent: made, broadcast: frameOf(Y.encodeStateAsUpdate(server, before)) };
  };
  return { device, server, write };
};

it('ADM-19 what a device wrote does not go back to it, and its stamps do', () => {
  const { device, server, write } = start();
  const own = createOwnStructs();
  for (const key of ['a', 'b']) {
    const { sent, broadcast } = write(key);
    own.note(sent);
    const frame = own.without(broadcast);
    expect(frame.byteLength).toBeLessThan(broadcast.byteLength - 100);
    Y.applyUpdate(device, updateOf(frame), 'server');
    expect(device.getMap('stamps').get(key)).toBe(1);
  }
  expect(Y.encodeStateVector(device)).toEqual(Y.encodeStateVector(server));
});

it('ADM-19 everything else goes out as it is', () => {
  const { write } = start();
  const own = createOwnStructs();
  const { sent, broadcast } = write('a');
  expect(own.without(broadcast)).toBe(broadcast);
  own.note(sent);
  const status = encoding.encode((out) => {
    encoding.writeVarString(out, 'd');
    encoding.writeVarUint(out, FRAME.syncStatus);
    encoding.writeVarUint(out, 1);
  });
  expect(own.without(status)).toBe(status);
  const other = new Y.Doc();
  other.getMap('messages').set('of another', 'y');
  const theirs = new Y.Doc();
  Y.applyUpdate(theirs, updateOf(own.without(frameOf(Y.encodeStateAsUpdate(other)))));
  expect(theirs.getMap('messages').get('of another')).toBe('y');
  // Noted too late, it only comes back.
  expect(own.without(broadcast)).toBe(broadcast);
});
