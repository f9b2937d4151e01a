import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { Programs, ProgramToken, TokenAccess } from '../ports/programs.ts';
import { deleteRows, readRows, updateRows, type Value } from './statements.ts';

interface TokenColumns {
  readonly id: string;
  readonly user_id: UserId;
  readonly name: string;
  readonly access: TokenAccess;
  readonly conversation: ConversationId | null;
  readonly device: number;
  readonly created_at: number;
  readonly used_at: number | null;
  readonly expires_at: number | null;
}
const TOKEN =
  't.id, a.user_id, t.name, t.access, c.public_id as conversation, t.device, t.created_at, t.used_at, t.expires_at';
const OF_TOKEN = `join accounts a on a.number = t.account and a.gone = 0
   left join conversations c on c.id = t.conversation`;
const ID = { id: 'text' } as const;

export const READ_BY_HASH = readRows<[Uint8Array], TokenColumns>(
  { hash: 'bytes' },
  (input) => `select ${TOKEN} from ${input} join program_tokens t on t.hash = input.hash ${OF_TOKEN}`,
);
export const READ_BY_ID = readRows<[string], TokenColumns>(
  ID,
  (input) => `select ${TOKEN} from ${input} join program_tokens t on t.id = input.id ${OF_TOKEN}`,
);
export const READ_OF_ACCOUNT = readRows<[UserId], TokenColumns>(
  { user_id: 'text' },
  (input) => `select ${TOKEN} from ${input} join accounts a on a.user_id = input.user_id and a.gone = 0
   join program_tokens t on t.account = a.number left join conversations c on c.id = t.conversation
   order by t.created_at, t.id`,
);
export const READ_OF_GROUP = readRows<[ConversationId], TokenColumns>(
  { conversation: 'text' },
  (input) => `select ${TOKEN} from ${input} join conversations c on c.public_id = input.conversation
   join program_tokens t on t.conversation = c.id join accounts a on a.number = t.account
   join memberships m on m.conversation = c.id and m.account = a.number and m.removed_at is null
   order by t.created_at, t.id`,
);
export const ADD_TOKENS = readRows<readonly Value[], never>(
  {
    ...ID,
    hash: 'bytes',
    user_id: 'text',
    name: 'text',
    access: 'text',
    conversation: 'text',
    device: 'integer',
    at: 'integer',
    expires_at: 'integer',
  },
  (input) => `insert into program_tokens (id, hash, account, name, access, conversation, device, created_at, expires_at)
   select input.id, input.hash, a.number, input.name, input.access, c.id, input.device, input.at, input.expires_at
   from ${input} join accounts a on a.user_id = input.user_id and a.gone = 0
   left join conversations c on c.public_id = input.conversation`,
);
export const tokenInput = (token: Parameters<Programs['addToken']>[0]): Value[] => [
  token.id,
  token.hash,
  token.userId,
  token.name,
  token.access,
  token.conversationId ?? null,
  token.device,
  token.createdAt,
  token.expiresAt ?? null,
];
export const NOTE_USE = updateRows<[number, string]>('program_tokens', { used_at: 'integer' }, ID);
export const REMOVE_TOKENS = deleteRows<[string]>('program_tokens', ID);

export const programToken = (row: TokenColumns): ProgramToken => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  access: row.access,
  conversationId: row.conversation ?? undefined,
  device: row.device,
  createdAt: row.created_at,
  usedAt: row.used_at ?? undefined,
  expiresAt: row.expires_at ?? undefined,
});
