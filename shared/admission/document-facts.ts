import type * as Y from 'yjs';
import { decodeEnvelope, type Envelope } from '../envelope/envelope.ts';
import {
  DEFAULT_RIGHTS,
  type GroupRights,
  isAudienceOf,
  RIGHT_NAMES,
  RIGHT_PREFIX,
} from '../permissions/group-rights.ts';
import { type Disappearing, isDisappearing } from '../protocol/conversation-settings.ts';
import { type History, isHistory } from '../protocol/facts.ts';
import { bytesAt } from './live.ts';
import { nameIn, pictureIn } from './plain-body.ts';

/** What a conversation's document says of it and the server keeps as facts; what is absent is not said. */
export interface DocumentFacts {
  readonly name?: string | undefined;
  /** SHA-256, hex; empty: none. */
  readonly picture?: string | undefined;
  /** Seconds; 0: never. */
  readonly disappear?: Disappearing | undefined;
  readonly history?: History | undefined;
  /** Those that are set; of a change: those that it sets. */
  readonly rights?: Readonly<Partial<GroupRights>> | undefined;
}

const profileAt = (doc: Y.Doc, key: string): Envelope | undefined => {
  const bytes = bytesAt(doc, 'profile', key);
  return bytes === undefined ? undefined : decodeEnvelope(bytes);
};

/** Rights among plain settings, by the right's name. */
export const rightsIn = (settingAt: (key: string) => unknown): Partial<GroupRights> =>
  Object.fromEntries(
    RIGHT_NAMES.flatMap((right) => {
      const value = settingAt(RIGHT_PREFIX + right);
      return isAudienceOf(right, value) ? [[right, value]] : [];
    }),
  );

/** A setting that is missing or strange counts as in a new conversation. */
export const readDocumentFacts = (doc: Y.Doc) => {
  const settings = doc.getMap('settings');
  const [disappear, history]: unknown[] = [settings.get('disappear'), settings.get('history')];
  return {
    name: nameIn(profileAt(doc, 'name')),
    picture: pictureIn(profileAt(doc, 'picture')),
    disappear: isDisappearing(disappear) ? disappear : 0,
    history: isHistory(history) ? history : 'all',
    rights: rightsIn((key) => settings.get(key)),
  } satisfies DocumentFacts;
};

/** What differs between two states of a conversation's document. */
export const changedFacts = (
  before: ReturnType<typeof readDocumentFacts>,
  after: ReturnType<typeof readDocumentFacts>,
): DocumentFacts => {
  const rights = Object.fromEntries(
    RIGHT_NAMES.flatMap((right) => {
      const now = after.rights[right] ?? DEFAULT_RIGHTS[right];
      return now === (before.rights[right] ?? DEFAULT_RIGHTS[right]) ? [] : [[right, now]];
    }),
  );
  return {
    name: before.name === after.name ? undefined : after.name,
    picture: before.picture === after.picture ? undefined : after.picture,
    disappear: before.disappear === after.disappear ? undefined : after.disappear,
    history: before.history === after.history ? undefined : after.history,
    rights,
  };
};
