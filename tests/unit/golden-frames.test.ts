import * as decoding from 'lib0/decoding';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { DEVICE_MESSAGE, SERVER_MESSAGE } from '../../shared/protocol/messages.ts';
import { FRAME } from '../../shared/protocol/wire.ts';
import { parseFrame } from '../../sync-server/gate/parse-frame.ts';
import { goldenSets, readPacked } from '../golden/pack.ts';

const FRAMES = v.array(v.object({ by: v.picklist(['client', 'server']), bytes: v.string() }));

it.each(goldenSets())('WIRE-4 what devices and servers of version %s said is understood', (set) => {
  const seen = { client: new Set<string>(), server: new Set<string>() };
  for (const { by, bytes } of v.parse(FRAMES, readPacked(set, 'frames'))) {
    const frame = new Uint8Array(Buffer.from(bytes, 'base64'));
    if (by === 'client') {
      const parsed = parseFrame(frame, LIMITS.updateBytes)?.frame;
      if (parsed?.kind === 'message') v.parse(DEVICE_MESSAGE, JSON.parse(parsed.text));
      seen.client.add(parsed?.kind ?? 'malformed');
      continue;
    }
    const from = decoding.createDecoder(frame);
    decoding.readVarString(from);
    if (decoding.readVarUint(from) !== FRAME.stateless) continue;
    seen.server.add(v.parse(SERVER_MESSAGE, JSON.parse(decoding.readVarString(from))).type);
  }
  expect([...seen.client]).toEqual(expect.arrayContaining(['open', 'state-vector', 'update', 'message']));
  for (const kind of ['malformed', 'too-large', 'ignored']) expect(seen.client).not.toContain(kind);
  expect([...seen.server]).toEqual(expect.arrayContaining(['feed', 'refused']));
});
