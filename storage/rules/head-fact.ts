import type { HeadFact } from '../../shared/protocol/facts.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import type { Head } from './head.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const facts = new WeakMap<Head, HeadFact>();

const makeFact = ({ id, entry, edit, ...rest }: Head): HeadFact => ({
  ...rest,
  id: ulidFromBytes(id),
  ...(entry === undefined ? {} : { entry: base64(entry) }),
  ...(edit === undefined ? {} : { edit: base64(edit) }),
});

/** A latest message as devices are told it; made once for all who are told. */
export const headFact = (head: Head): HeadFact => {
  const known = facts.get(head) ?? makeFact(head);
  facts.set(head, known);
  return known;
};
