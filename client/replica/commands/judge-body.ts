import * as v from 'valibot';
import { BODY, encodeBody, fitsMessage, isMessageBody, type MessageBody } from '../../../shared/envelope/body.ts';
import type { Membership } from '../../../shared/permissions/membership.ts';
import { mayCallEveryone } from '../../../shared/permissions/table.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { fail, type Result, succeed } from '../../../shared/result.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import type { CommandError } from '../../channel/commands.ts';

const isBlank = (text: string | undefined): boolean => text !== undefined && text.trim() === '';

/** Why the schema does not take a body, in a word that can be shown. */
const whyNot = (body: MessageBody): CommandError => {
  switch (body.kind) {
    case 'text':
      if (isBlank(body.text)) return 'empty';
      if (!fitsMessage(body.text)) return 'too-long';
      return (body.mentions?.length ?? 0) > LIMITS.mentions ? 'too-many' : 'failed';
    case 'files':
      if (body.text !== undefined && !fitsMessage(body.text)) return 'too-long';
      return body.files.length > LIMITS.files || (body.mentions?.length ?? 0) > LIMITS.mentions ? 'too-many' : 'failed';
    case 'poll':
      if (isBlank(body.text) || body.options.some(isBlank) || body.options.length < 2) return 'empty';
      return body.options.length > LIMITS.pollOptions ? 'too-many' : 'too-long';
    case 'location':
    case 'contact':
      return 'too-long';
  }
};

/** What is pasted into a line brings line breaks and hidden characters along, which nobody meant to write. */
const tidy = (body: MessageBody): MessageBody => {
  switch (body.kind) {
    case 'text':
      return body;
    case 'files':
      return { ...body, files: body.files.map((file) => ({ ...file, name: withoutHidden(file.name) })) };
    case 'poll':
      return { ...body, text: withoutHidden(body.text), options: body.options.map((one) => withoutHidden(one)) };
    case 'location':
      return body.text === undefined ? body : { ...body, text: withoutHidden(body.text) };
    case 'contact':
      return { ...body, name: withoutHidden(body.name) };
  }
};

/** What would be written of a body that a tab gives, or why the server would not take it. */
export const judgeBody = (membership: Membership, given: MessageBody): Result<MessageBody, CommandError> => {
  if (given.kind === 'text' && isBlank(given.text)) return fail('empty');
  const tidied = tidy(given);
  const parsed = v.safeParse(BODY, tidied);
  if (!parsed.success) return fail(whyNot(tidied));
  const body = parsed.output;
  if (!isMessageBody(body)) return fail('failed');
  if ('everyone' in body && body.everyone === true && !mayCallEveryone(membership)) return fail('not-allowed');
  return encodeBody(body).byteLength > LIMITS.bodyBytes ? fail('too-long') : succeed(body);
};
