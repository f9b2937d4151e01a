import { expect, it } from 'vitest';
import { encodeUpdate } from '../../shared/admission/encode-update.ts';
import { decodeBody, encodeBody } from '../../shared/envelope/body.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { parseUserId, type UserId } from '../../shared/ids/account.ts';
import { directIdOf } from '../../shared/ids/conversation.ts';

/** Bytes of version 1. They are kept for ever: devices come back after months with what they wrote then. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const FULL: Envelope = {
  by: 1024,
  device: 4_000_000_000,
  at: 1_760_000_000_000,
  alg: 0,
  body: encodeBody({ kind: 'text', text: 'Ahoy ⚓' }),
  blobs: ['a', 'b'],
  sig: Uint8Array.of(1, 2, 3),
  author: 1025,
  rest: [[9, Uint8Array.of(7)]],
};

it('WIRE-1 an envelope is these bytes, and unknown trailing fields are kept', () => {
  const bytes = encodeEnvelope(FULL);
  expect(hex(bytes)).toBe(
    '800880d0acf30e8080b3c19c3300217b226b696e64223a2274657874222c2274657874223a2241686f7920e29a93227d010401610162020301020303028108090107',
  );
  expect(decodeEnvelope(bytes)).toEqual(FULL);
  expect(decodeBody(FULL.body)).toEqual({ kind: 'text', text: 'Ahoy ⚓' });
  expect(decodeEnvelope(bytes.slice(0, -1))).toBeUndefined();
});

it('WIRE-1 an envelope of version 3 is these bytes, and one of version 2 is read as before', () => {
  const { rest: _, ...older } = FULL;
  const mentions = encodeEnvelope({ ...older, mentions: [0, 1025, 70_000] });
  expect(hex(mentions)).toBe(
    '800880d0acf30e8080b3c19c3300217b226b696e64223a2274657874222c2274657874223a2241686f7920e29a93227d0104016101620203010203030281080406008108f0a204',
  );
  expect(decodeEnvelope(mentions)).toEqual({ ...older, mentions: [0, 1025, 70_000] });
  const quiet = encodeEnvelope({ ...older, quiet: true });
  expect(hex(quiet)).toBe(
    '800880d0acf30e8080b3c19c3300217b226b696e64223a2274657874222c2274657874223a2241686f7920e29a93227d0104016101620203010203030281080500',
  );
  expect(decodeEnvelope(quiet)).toEqual({ ...older, quiet: true });
  expect(decodeEnvelope(encodeEnvelope(older))).toEqual(older);
});

it('WIRE-2 a direct conversation of two people has this id, whoever starts it', () => {
  const [a, b] = [parseUserId('alice') as UserId, parseUserId('bob') as UserId];
  expect(directIdOf(a, b)).toBe(directIdOf(b, a));
  expect(directIdOf(a, b)).toBe('d-bbdhhx6dbgkbn2mpc3jl3a2b5xpdrfby');
});

it('WIRE-3 a stamp is this update', () => {
  const set = { root: 'stamps', key: '01K742SJ7NSC1FDB4AJASPWXRG', value: [7, 1_760_000_000_000], origin: undefined };
  expect(hex(encodeUpdate(4_194_305, 0, [set], []))).toBe(
    '010181808002002801067374616d70731a30314b373432534a374e53433146444234414a415350575852470175027d077b42799c82cc00000000',
  );
});
