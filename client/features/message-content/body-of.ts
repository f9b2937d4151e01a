import type { MessageEntry } from '../../channel/protocol.ts';

type Body = NonNullable<MessageEntry['body']>;
/** What a message of one kind says. */
export type BodyOf<Kind extends Body['kind']> = Extract<Body, { readonly kind: Kind }>;
