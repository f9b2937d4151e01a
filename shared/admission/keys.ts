import { parseDraftKey } from '../drafts/draft-key.ts';
import { parseAccountNumber } from '../ids/account.ts';
import { type EditId, type MessageId, parseEditId, parseMessageId } from '../ids/ulid.ts';
import { type Permission, parsePinKey } from '../permissions/table.ts';

/** What a key says: which message, whose entry, which edit; of a draft, the device that writes it. */
export interface ParsedKey {
  readonly messageId: MessageId | undefined;
  readonly editId: EditId | undefined;
  readonly account: number | undefined;
  readonly device?: number;
}

const FREE: ParsedKey = { messageId: undefined, editId: undefined, account: undefined };
const MAX_FREE_KEY = 200;

/** The parts of a key of the given shape; undefined when it has another. */
export const parseKey = (shape: Permission['key'], key: string): ParsedKey | undefined => {
  if (shape === 'free') return key.length > 0 && key.length <= MAX_FREE_KEY ? FREE : undefined;
  if (shape === 'chapter/message') return parsePinKey(key) === undefined ? undefined : FREE;
  if (shape === 'draft') {
    const device = parseDraftKey(key)?.device;
    return device === undefined ? undefined : { ...FREE, device };
  }
  if (typeof shape !== 'string') return shape.includes(key) ? FREE : undefined;
  const parts = key.split('/');
  const messageId = parseMessageId(parts[0] ?? '');
  if (messageId === undefined) return undefined;
  const account = /^[1-9][0-9]{3,9}$/.test(parts[1] ?? '') ? parseAccountNumber(Number(parts[1])) : undefined;
  switch (shape) {
    case 'message':
      return parts.length === 1 ? { messageId, editId: undefined, account: undefined } : undefined;
    case 'message/edit': {
      const editId = parseEditId(parts[1] ?? '');
      return parts.length === 2 && editId !== undefined ? { messageId, editId, account: undefined } : undefined;
    }
    case 'message/account':
      return parts.length === 2 && account !== undefined ? { messageId, editId: undefined, account } : undefined;
    case 'message/account/id':
      return parts.length === 3 && account !== undefined && parseMessageId(parts[2] ?? '') !== undefined
        ? { messageId, editId: undefined, account }
        : undefined;
  }
};
