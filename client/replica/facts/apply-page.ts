import { equalityDeep as isSame } from 'lib0/function';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { parseConversationId } from '../../../shared/ids/conversation.ts';
import type { FeedPage, PersonFact } from '../../../shared/protocol/facts.ts';
import { withoutHidden } from '../../../shared/text/hidden-characters.ts';
import { nameToShow } from '../../../shared/text/parse-line.ts';
import { toPerson } from '../../channel/person.ts';
import type { Change, LocalState } from '../local-state.ts';
import type { FactRecord } from '../records.ts';
import { mergePage } from './merge.ts';

export interface PageEffects {
  readonly changed: readonly ConversationId[];
  /** Conversations that are closed to one since this page, all of them or what came before one. */
  readonly left: readonly ConversationId[];
  readonly people: boolean;
}

/** A group that was lost is there again: what its documents hold is sent from there. What they do not hold stays listed. */
const foundAgain = ({ tables }: LocalState, known: FactRecord | undefined, { id, lost }: FactRecord): Change[] =>
  known?.lost === undefined || lost !== undefined
    ? []
    : [...tables.notSent]
        .filter(
          ([, one]) => one.conversationId === id && one.reason === 'server-restored' && one.document !== undefined,
        )
        .map(([key]) => ({ kind: 'notSent', key, value: undefined }));

/** The chapters of a group that was made anew on a restored server: what they say is on the server is not. */
const madeAnew = (
  { tables, session }: LocalState,
  known: FactRecord | undefined,
  { id, createdAt }: FactRecord,
): Change[] =>
  known === undefined || known.createdAt === createdAt
    ? []
    : [...tables.document].flatMap(([key, value]): Change[] =>
        key.startsWith(`conversation/${id}/`) && value.epoch !== session().epoch
          ? [{ kind: 'document', key, value: { ...value, madeAnew: true } }]
          : [],
      );

/** The server's rules may be older than this device's. */
const asShown = (told: PersonFact): PersonFact => ({
  ...told,
  name: nameToShow(told.name),
  ...(told.status === undefined ? {} : { status: { ...told.status, text: withoutHidden(told.status.text) } }),
});

/**
 * Takes a page of the feed into the records, with its cursor, in one write. Late and repeated pages do no harm.
 * @param goneName of deleted accounts
 */
export const applyPage = (localState: LocalState, page: FeedPage, goneName: string): PageEffects => {
  const { fact, local, person } = localState.tables;
  const changes: Change[] = [];
  const left: ConversationId[] = [];
  const changed: ConversationId[] = [];
  const merged = mergePage(fact, page, localState.session().number);
  for (const [key, value] of merged) {
    const id = parseConversationId(key);
    if (id === undefined) continue;
    changed.push(id);
    const known = fact.get(key);
    if (value.removedAt !== undefined && known?.removedAt === undefined) left.push(id);
    // Out of it and in again since the last page: what came before is closed now.
    else if (value.from > (known?.from ?? 0)) left.push(id);
    changes.push(
      { kind: 'fact', key, value },
      ...foundAgain(localState, known, value),
      ...madeAnew(localState, known, value),
    );
    if (local.has(key)) changes.push({ kind: 'local', key, value: undefined });
  }
  let people = false;
  for (const told of page.people) {
    // Named here, once, so that every view that shows a name shows this one.
    const value = told.gone === true ? { ...told, name: goneName } : asShown(told);
    const known = person.get(value.userId);
    const isSamePerson = known !== undefined && isSame(toPerson(known), toPerson(value));
    if (isSamePerson && known.seenAt === value.seenAt) continue;
    people ||= !isSamePerson;
    changes.push({ kind: 'person', key: value.userId, value });
  }
  const session = localState.session();
  // Pages that follow each other are taken by their order; one that came another way only moves forward.
  const cursor = page.since === session.cursor ? page.cursor : Math.max(session.cursor, page.cursor);
  // A page of before may come late; what it proves is less.
  const proof = cursor === page.cursor ? (page.proof ?? session.proof) : session.proof;
  void localState.commit(changes, { ...session, cursor, proof, asOf: Math.max(session.asOf, page.at) });
  return { changed, left, people };
};

/**
 * The server has begun another life: cursors, versions and places in the directory mean nothing any more. What was known
 * stays on screen until the new facts are here; `cursor: 0` marks what they have not confirmed.
 */
export const forgetPlaces = (localState: LocalState, epoch: string): Promise<boolean> => {
  const changes: Change[] = [];
  for (const [key, value] of localState.tables.fact)
    changes.push({
      kind: 'fact',
      key,
      value: {
        ...value,
        cursor: 0,
        version: 0,
        // Where its messages stand, so that they stay on screen; nothing of it is said to be on the server.
        chapters: value.chapters.map((chapter) => ({ ...chapter, version: 0, full: false })),
      },
    });
  for (const [key, value] of localState.tables.document)
    changes.push({ kind: 'document', key, value: { ...value, synced: 0, full: false } });
  // Made on the server before, and perhaps not any more: asking again does no harm.
  for (const [key, value] of localState.tables.local)
    if (value.state === 'created') changes.push({ kind: 'local', key, value: { ...value, state: 'waiting' } });
  return localState.commit(changes, { ...localState.session(), epoch, cursor: 0 });
};

/**
 * Conversations that the new life of the server has not confirmed. Whoever may makes them again under the same id, so
 * that what people wrote in them has a place to go; the others are no longer in them until they are told otherwise.
 */
export const lostConversations = (
  localState: LocalState,
  me: number,
): { readonly makeAgain: readonly FactRecord[]; readonly gone: readonly FactRecord[] } => {
  const lost = [...localState.tables.fact.values()].filter(
    ({ cursor, removedAt }) => cursor === 0 && removedAt === undefined,
  );
  const mayMake = ({ kind, members }: FactRecord): boolean =>
    kind === 'direct' || members.some(({ number, role }) => number === me && role === 'owner');
  return { makeAgain: lost.filter(mayMake), gone: lost.filter((one) => !mayMake(one)) };
};
