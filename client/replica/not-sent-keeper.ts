import { encodeBody, isMessageBody } from '../../shared/envelope/body.ts';
import { type OpenedBody, UNKNOWN, type Unopened } from '../../shared/envelope/opened-body.ts';
import type { Bodies } from './bodies/bodies.ts';
import type { Change, LocalState } from './local-state.ts';
import { envelopeIn, wordsOf } from './rebase/entry-text.ts';

/** Entries under *Not sent* that were listed before this device could open them. */
export interface NotSentKeeper {
  /** Opens those of them that are still sealed, and keeps their words in place of the sealed bytes. */
  readonly open: (keys: Iterable<string>) => void;
  readonly whyUnopened: (key: string) => Unopened;
}

export const createNotSentKeeper = (deps: {
  readonly localState: LocalState;
  readonly bodies: Bodies;
  readonly emit: (event: { readonly type: 'not-sent-changed' }) => void;
}): NotSentKeeper => {
  const { notSent } = deps.localState.tables;
  const shelf = deps.bodies.looseShelf((keys) => {
    open(keys);
    deps.emit({ type: 'not-sent-changed' });
  });

  const bodyOf = (key: string): OpenedBody | undefined => {
    const sealed = notSent.get(key)?.sealed;
    const envelope = envelopeIn(sealed);
    return shelf.renew(key, (openBody) =>
      sealed === undefined ? undefined : envelope === undefined ? UNKNOWN : openBody(envelope),
    );
  };
  const open = (keys: Iterable<string>): void => {
    const changes: Change[] = [];
    for (const key of keys) {
      const record = notSent.get(key);
      const body = bodyOf(key);
      if (record === undefined || body === undefined || body.kind === 'unopened') continue;
      const { sealed: _, ...rest } = record;
      // An edit that only closed a poll has no words to be listed.
      const value = isMessageBody(body) ? { ...rest, text: wordsOf(body), body: encodeBody(body) } : undefined;
      changes.push({ kind: 'notSent', key, value });
    }
    if (changes.length > 0) void deps.localState.commit(changes);
  };

  return {
    open,
    whyUnopened: (key) => {
      const body = bodyOf(key);
      return body?.kind === 'unopened' ? body.why : 'opening';
    },
  };
};
