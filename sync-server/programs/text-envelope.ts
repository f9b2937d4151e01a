import { ALG_PLAIN, encodeBody } from '../../shared/envelope/body.ts';
import { encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { headerMentions } from '../../shared/envelope/mentions.ts';
import type { PostMessage } from '../../shared/protocol/http-programs.ts';

export type PlainMessage = Extract<PostMessage, { text: string }>;

/**
 * The envelope that a device would write for a plain text. Its text is judged by admission like any other.
 * @param answered account number of the author of the message it answers, if that is known
 */
export const textEnvelope = (
  { text, reply, mentions, quiet }: Omit<PlainMessage, 'id'>,
  { by, device, at, answered }: { by: number; device: number; at: number; answered: number | undefined },
): Uint8Array => {
  const body = {
    kind: 'text' as const,
    text,
    ...(mentions === undefined ? {} : { mentions }),
    ...(reply === undefined ? {} : { reply }),
  };
  return encodeEnvelope({
    by,
    device,
    at,
    alg: ALG_PLAIN,
    body: encodeBody(body),
    ...headerMentions(body, by, answered),
    ...(quiet === undefined ? {} : { quiet }),
  });
};
