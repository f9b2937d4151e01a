import {
  ALG_PLAIN,
  type Body,
  type BodyKind,
  blobsIn,
  decodeBody,
  isCanonicalBody,
  readBody,
} from '../envelope/body.ts';
import type { Envelope } from '../envelope/envelope.ts';
import { agreedMentions, isAnswer } from '../envelope/mentions.ts';
import type { Membership } from '../permissions/membership.ts';
import { mayCallEveryone } from '../permissions/table.ts';
import type { RefusalCode } from '../protocol/refusal.ts';

/** What an entry may say, and who says it. */
interface BodyRules {
  readonly kinds: readonly BodyKind[];
  readonly membership: Membership;
  /** It is an edit, whose body does not say what its message answers. */
  readonly isEdit: boolean;
}

/**
 * Why the server does not take the body of an envelope; undefined when it does, or when it cannot read it. Only the
 * answer leaves this file: the server goes by headers, as it will when bodies are sealed.
 */
export const whyBadBody = (
  envelope: Envelope,
  { kinds, membership, isEdit }: BodyRules,
): Extract<RefusalCode, 'bad-value' | 'not-allowed'> | undefined => {
  if (envelope.alg !== ALG_PLAIN) return undefined;
  const body = decodeBody(envelope.body);
  if (body === undefined || !kinds.includes(body.kind) || !isCanonicalBody(envelope.body)) return 'bad-value';
  const { mentions = [] } = envelope;
  if (agreedMentions(mentions, body, isEdit || isAnswer(body)).length !== mentions.length) return 'bad-value';
  if (!blobsIn(body).every((blob) => envelope.blobs?.includes(blob))) return 'bad-value';
  if ('everyone' in body && body.everyone === true && !mayCallEveryone(membership)) return 'not-allowed';
  return undefined;
};

/** What a plain body says, for an export; undefined when the server cannot read it. */
export const jsonIn = (envelope: Envelope): Body | undefined =>
  envelope.alg === ALG_PLAIN ? readBody(envelope.body) : undefined;

const profileBody = (envelope: Envelope | undefined): Body | undefined =>
  envelope?.alg === ALG_PLAIN ? readBody(envelope.body) : undefined;

/** The name of a group, which the server keeps as a fact. */
export const nameIn = (envelope: Envelope | undefined): string | undefined => {
  const body = profileBody(envelope);
  return body?.kind === 'name' ? body.text : undefined;
};

/** The hash of a group's picture, which the server keeps as a fact and hands out. */
export const pictureIn = (envelope: Envelope | undefined): string | undefined => {
  const body = profileBody(envelope);
  return body?.kind === 'picture' ? body.hash : undefined;
};
