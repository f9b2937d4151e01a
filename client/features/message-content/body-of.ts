import type { MessageEntry } from '../../channel/projections.ts';

type Body = NonNullable<MessageEntry['body']>;
/** What a message of one kind says. */
export type BodyOf<Kind extends Body['kind']> = Extract<Body, { readonly kind: Kind }>;
