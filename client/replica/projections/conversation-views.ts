import { chapterDocument, conversationDocument, type DocumentName } from '../../../shared/document/name.ts';
import { openPlain } from '../../../shared/envelope/opened-body.ts';
import type { ConversationId } from '../../../shared/ids/conversation.ts';
import { type Disappearing, isDisappearing } from '../../../shared/protocol/conversation-settings.ts';
import { LIMITS } from '../../../shared/protocol/limits.ts';
import { type ChapterMessage, envelopeAt } from '../../../shared/timeline/chapter-message.ts';
import type { ConversationView } from '../../channel/conversation-view.ts';
import type { Person } from '../../channel/person.ts';
import type { Contacts } from '../account/contacts.ts';
import type { KnownConversation } from '../conversations/known-conversation.ts';
import type { Directory } from '../directory.ts';
import type { ReplicaDocument } from '../documents/replica-document.ts';
import type { LocalState } from '../local-state.ts';
import type { Clock } from '../ports.ts';
import type { FactRecord } from '../records.ts';
import { toConversationView } from './conversation-view.ts';
import { mentionsReader } from './message-entry.ts';
import { pinnedMessages } from './pinned-messages.ts';
import { lookUpIn } from './render-context-of.ts';
import { isPastDue } from './timeline-render-context.ts';

/** A group's description, as long as it may be. Nothing of the profile is sealed. */
const topicIn = (doc: ReplicaDocument['doc']): string | undefined => {
  const envelope = envelopeAt(doc, 'profile', 'topic');
  const body = envelope && openPlain(envelope);
  return body?.kind === 'text' ? [...body.text].slice(0, LIMITS.topicCharacters).join('') : undefined;
};

export interface ViewsDeps {
  readonly clock: Clock;
  readonly localState: LocalState;
  readonly directory: Directory;
  readonly peek: (name: DocumentName) => ReplicaDocument | undefined;
  readonly me: number;
  readonly contacts: Pick<Contacts, 'isBlocked' | 'request'>;
  readonly others: (id: ConversationId) => ReadonlyMap<number, boolean>;
  /** Deleted for oneself, or about to be deleted for everyone. */
  readonly isLeftOut: (id: ConversationId, message: ChapterMessage) => boolean;
}

/** What is known of one conversation, from the facts and from its open documents. */
export interface ConversationViews {
  readonly view: (id: ConversationId) => ConversationView | undefined;
  /** It came on a screen: messages unread now remain targets of "next mention" while the person reads on. */
  readonly opened: (id: ConversationId) => void;
  readonly left: (id: ConversationId) => void;
}

export const createConversationViews = (deps: ViewsDeps): ConversationViews => {
  const { directory, localState, peek, me } = deps;
  const readAtOpening = new Map<ConversationId, number>();

  const openChapters = (id: ConversationId): Map<number, ReplicaDocument> => {
    const open = new Map<number, ReplicaDocument>();
    for (const chapter of directory.chapters(id)) {
      const live = peek(chapterDocument(id, chapter));
      if (live !== undefined) open.set(chapter, live);
    }
    return open;
  };

  const isGone = (id: ConversationId, message: ChapterMessage): boolean =>
    message.deletedBy !== undefined || isPastDue(message, deps.clock.now()) || deps.isLeftOut(id, message);

  const mentionSeqs = (known: KnownConversation, open: Iterable<ReplicaDocument>): readonly number[] => {
    const { id } = known;
    const after = readAtOpening.get(id) ?? known.read;
    const seqs = new Set<number>();
    const first = localState.tables.fact.get(id)?.mentionSeq;
    if (first !== undefined && first > after) seqs.add(first);
    for (const { index } of open) {
      const messages = index?.messages() ?? [];
      for (let i = messages.length - 1; i >= 0; i--) {
        const message = messages[i];
        const seq = message?.stamp?.seq;
        if (message === undefined || seq === undefined) continue;
        if (seq <= after) break;
        if (mentionsReader(message, me) && !isGone(id, message)) seqs.add(seq);
        // The server may count one that this device leaves out.
        else seqs.delete(seq);
      }
    }
    return [...seqs].sort((a, b) => a - b);
  };

  /** Reads the document when it is up to date or has a change that the facts cannot know; otherwise the facts. */
  const disappear = (id: ConversationId, live: ReplicaDocument | undefined): Disappearing => {
    const fact = localState.tables.fact.get(id)?.disappear ?? 0;
    const known = isDisappearing(fact) ? fact : 0;
    if (live === undefined || (live.clean && live.record.synced < directory.versionOf(live.name))) return known;
    const written = live.doc.getMap('settings').get('disappear');
    return isDisappearing(written) ? written : known;
  };

  const sharedGroups = (known: KnownConversation): number => {
    const { peer } = known;
    if (peer === undefined) return 0;
    const isIn = ({ members, removedAt, kind }: FactRecord): boolean =>
      kind === 'group' &&
      removedAt === undefined &&
      members.some(({ number, removedAt: gone }) => number === peer.number && gone === undefined);
    return [...localState.tables.fact.values()].filter(isIn).length;
  };

  const addedBy = (id: ConversationId): Person | undefined => {
    const number = localState.tables.fact.get(id)?.addedBy;
    return number === undefined ? undefined : directory.person(number);
  };

  const isPatient = (open: Iterable<ReplicaDocument>): boolean => {
    let said = 0;
    for (const { index } of open) said += index?.messages().filter(({ by }) => by === me).length ?? 0;
    return said >= LIMITS.unansweredMessages;
  };

  return {
    opened: (id) => {
      readAtOpening.set(id, directory.get(id)?.read ?? 0);
    },
    left: (id) => {
      readAtOpening.delete(id);
    },
    view: (id) => {
      const known = directory.get(id);
      if (known === undefined) return undefined;
      const live = peek(conversationDocument(id));
      const open = openChapters(id);
      const request = deps.contacts.request(id);
      const lookUp = lookUpIn(deps, id, { get: (chapter) => open.get(chapter), open: () => open }, () => {});
      return toConversationView({
        known,
        me,
        nameOf: (number) => directory.person(number).name,
        others: deps.others(id),
        disappear: disappear(id, live),
        topic: live === undefined ? undefined : topicIn(live.doc),
        pins:
          live === undefined
            ? []
            : pinnedMessages(live.doc.getMap('pins'), {
                lookUp,
                person: directory.person,
                isGone: (message) => isGone(id, message),
              }),
        mentionSeqs: mentionSeqs(known, open.values()),
        request: known.state === 'left' ? undefined : request,
        addedBy: request === 'incoming' ? addedBy(id) : undefined,
        isBlocked: deps.contacts.isBlocked,
        isPatient: request === 'outgoing' && isPatient(open.values()),
        sharedGroups: request === undefined ? 0 : sharedGroups(known),
      });
    },
  };
};
