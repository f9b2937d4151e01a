import * as Y from 'yjs';
import { type Body, encodeBody } from '../../shared/envelope/body.ts';
import { type Envelope, encodeEnvelope } from '../../shared/envelope/envelope.ts';
import { headerMentions } from '../../shared/envelope/mentions.ts';
import type { AccountNumber } from '../../shared/ids/account.ts';
import { makeClientId } from '../../shared/ids/client-id.ts';
import { makeMessageId } from '../../shared/ids/ulid.ts';
import { DEFAULT_RIGHTS, type GroupRights } from '../../shared/permissions/group-rights.ts';
import type { Membership } from '../../shared/permissions/membership.ts';
import type { Role } from '../../shared/protocol/facts.ts';
import { mulberry } from './mulberry.ts';

/** A hand-driven replica of one chapter: writes what a person would, or whatever an attacker likes. */
export class ChapterWriter {
  readonly doc = new Y.Doc();
  readonly number: number;
  private readonly random: () => number;
  private clock = 1_700_000_000_000;

  constructor(number: number, seed = number) {
    this.number = number;
    this.random = mulberry(seed);
    this.doc.clientID = makeClientId(number as AccountNumber, this.random);
  }

  id(): string {
    return makeMessageId(this.clock++, this.random);
  }

  /** With the header that the body implies, unless `more` says otherwise. */
  envelope(body: Body, more: Partial<Envelope> = {}): Uint8Array {
    const header = headerMentions(body, this.number);
    const own = { by: this.number, device: 7, at: this.clock, alg: 0, body: encodeBody(body) };
    return encodeEnvelope({ ...own, ...header, ...more });
  }

  /** Runs changes and returns the update they make. */
  update(change: () => void): Uint8Array {
    const updates: Uint8Array[] = [];
    const listen = (update: Uint8Array): void => void updates.push(update);
    this.doc.on('update', listen);
    this.doc.transact(change);
    this.doc.off('update', listen);
    return updates.length === 1 ? (updates[0] as Uint8Array) : Y.mergeUpdates(updates);
  }

  set(root: string, key: string, value: unknown): Uint8Array {
    return this.update(() => this.doc.getMap(root).set(key, value));
  }

  message(text: string, id = this.id()): { id: string; update: Uint8Array } {
    return { id, update: this.set('messages', id, this.envelope({ kind: 'text', text })) };
  }

  edit(messageId: string, text: string): Uint8Array {
    return this.set('edits', `${messageId}/${this.id()}`, this.envelope({ kind: 'text', text }));
  }

  react(messageId: string, emoji: string): { key: string; update: Uint8Array } {
    const key = `${messageId}/${this.number}/${this.id()}`;
    return { key, update: this.set('reactions', key, this.envelope({ kind: 'emoji', text: emoji })) };
  }

  remove(messageId: string, author: number): Uint8Array {
    return this.update(() => {
      this.doc.getMap('deletions').set(messageId, this.envelope({ kind: 'deletion' }, { author }));
      this.doc.getMap('messages').delete(messageId);
      for (const root of ['edits', 'reactions', 'votes'])
        for (const key of this.doc.getMap(root).keys())
          if (key.startsWith(messageId)) this.doc.getMap(root).delete(key);
    });
  }

  receive(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
  }
}

/** The membership of a person in a group that has decided nothing but this. */
export const groupAs = (role: Role, rights: Partial<GroupRights> = {}): Membership => ({
  kind: 'group',
  role,
  rights: { ...DEFAULT_RIGHTS, ...rights },
});
