import type { HeadFact } from '../../shared/protocol/facts.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import type { Head } from './head.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A latest message as devices are told it. */
export const headFact = ({ id, entry, edit, ...rest }: Head): HeadFact => ({
  ...rest,
  id: ulidFromBytes(id),
  ...(entry === undefined ? {} : { entry: base64(entry) }),
  ...(edit === undefined ? {} : { edit: base64(edit) }),
});
