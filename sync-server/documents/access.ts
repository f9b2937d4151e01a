import * as v from 'valibot';
import { type DocumentAddress, parseDocumentName } from '../../shared/document/name.ts';
import type { AccountNumber, UserId } from '../../shared/ids/account.ts';
import { AUTH_TOKEN } from '../../shared/protocol/messages.ts';
import { PROTOCOL } from '../../shared/protocol/wire.ts';
import type { Accounts } from '../../storage/ports/accounts.ts';
import type { Conversations } from '../../storage/ports/conversations.ts';
import type { Epochs } from '../../storage/ports/epochs.ts';
import { Denied } from './denied.ts';
import type { Memberships } from './memberships.ts';

/** What sign-in knows about the sender of an Auth frame. */
export interface Identity {
  readonly userId: UserId;
  readonly access: 'read' | 'write';
  /** Set for sync tokens made for one document only. */
  readonly document?: string;
  readonly sessionId: string | undefined;
  /** Set for programs with a sync token: the client id they were given. */
  readonly clientId?: number;
}

export interface Access {
  readonly address: DocumentAddress;
  readonly userId: UserId;
  readonly number: AccountNumber;
  readonly readOnly: boolean;
  /** The device number that the connection names, if it names one. */
  readonly device?: number | undefined;
  /** The protocol it speaks; undefined for programs: the newest. */
  readonly protocol?: number | undefined;
  /** It takes deltas of the feed. */
  readonly takesDeltas?: boolean;
  /** The session, or sync token of a program, that opened the connection. */
  readonly session?: string | undefined;
}

/** Decides whether an account may open a document; throws the reason as `Denied` when it may not. */
export const createAccess = (facts: Accounts & Conversations & Epochs, memberships: Memberships) => {
  const checkPlace = async (address: DocumentAddress, userId: UserId): Promise<void> => {
    if (address.kind === 'account') {
      const account = await facts.account(userId);
      if (address.userId !== userId || account?.generation !== address.generation) throw new Denied('no-such-document');
      return;
    }
    const member = await memberships.membershipOf(address.conversationId, userId);
    if (member === undefined) throw new Denied('not-a-member');
    // Written before they joined, in a group that hides its history from new members.
    if (address.kind === 'chapter' && address.chapter < member.from) throw new Denied('no-such-document');
    if (address.kind === 'conversation' || address.chapter === 0) return;
    const conversation = await facts.conversation(address.conversationId);
    const newest = conversation?.newestChapter ?? 0;
    if (address.chapter <= newest) return;
    if (address.chapter > newest + 1) throw new Denied('no-such-document');
    const chapters = await facts.chapters(address.conversationId);
    const full = chapters.find(({ chapter }) => chapter === newest)?.full ?? false;
    // Retryable: the writer's backlog for the previous chapter may still be on its way.
    if (!full) throw new Denied('unavailable');
  };

  return async (documentName: string, token: string, identity: Identity | undefined): Promise<Access> => {
    if (identity === undefined) throw new Denied('signed-out');
    const address = parseDocumentName(documentName);
    if (address === undefined) throw new Denied('no-such-document');
    if (identity.document !== undefined && identity.document !== documentName) throw new Denied('not-a-member');
    // Programs with a sync token hold no old documents, so they need no epoch.
    const named = identity.clientId === undefined ? await checkToken(facts, token) : undefined;
    const account = await facts.account(identity.userId);
    if (account === undefined) throw new Denied('signed-out');
    await checkPlace(address, identity.userId);
    return {
      address,
      userId: identity.userId,
      number: account.number as AccountNumber,
      readOnly: identity.access === 'read',
      device: named?.device,
      protocol: named?.protocol,
      takesDeltas: named?.deltas === true,
      session:
        identity.clientId === undefined ? identity.sessionId : `${identity.sessionId ?? ''}/${identity.clientId}`,
    };
  };
};

const checkToken = async (facts: Epochs, token: string): Promise<v.InferOutput<typeof AUTH_TOKEN>> => {
  let parsed: v.SafeParseResult<typeof AUTH_TOKEN>;
  try {
    parsed = v.safeParse(AUTH_TOKEN, JSON.parse(token));
  } catch {
    throw new Denied('signed-out');
  }
  if (!parsed.success) throw new Denied('signed-out');
  if (parsed.output.protocol < PROTOCOL - 1) throw new Denied('update-needed');
  if (parsed.output.epoch !== (await facts.epoch())) throw new Denied('epoch-changed');
  return parsed.output;
};
