import type { ConversationId } from '../../shared/ids/conversation.ts';
import { LIMITS } from '../../shared/protocol/limits.ts';
import { type NoticeKind, noticeLevel, noticeOf } from '../../shared/protocol/notice-table.ts';
import type { PushContent, PushMessage } from '../../shared/protocol/push.ts';
import { ulidFromBytes } from '../ulid-bytes.ts';
import type { Head } from './head.ts';
import { isQuietIn } from './quiet-hours.ts';

/** A device of a member, and what decides whether it is told. Times: ms since 1970, by the server's clock. */
export interface PushTarget {
  readonly device: number;
  readonly account: number;
  readonly content: PushContent;
  readonly zone: string;
  readonly retryAt: number;
  /** The member's own place, and the last message before they joined. */
  readonly read: number;
  readonly fromSeq: number;
  /** They were put into the group and have not accepted. */
  readonly isAsked: boolean;
  /** Up to which seq the device was told. */
  readonly told: number;
  readonly mutedUntil: number;
  readonly mentionsOnly: boolean;
  readonly quiet: { readonly from: number; readonly to: number } | undefined;
  readonly pausedUntil: number;
  /** When a device of theirs was last in use. */
  readonly activeAt: number;
  /** Other conversations that were pushed to this device and read since. */
  readonly readSince: readonly { readonly conversation: number; readonly id: string; readonly read: number }[];
}

/** One conversation, with the devices that may have to be told. */
export interface PushFacts {
  readonly conversation: number;
  readonly id: ConversationId;
  readonly seq: number;
  /** Of a direct conversation: the account that has not answered the other. */
  readonly unanswered: number | null;
  readonly head: Head | undefined;
  readonly targets: readonly PushTarget[];
  /** The newest messages, in order. */
  readonly messages: readonly {
    readonly seq: number;
    readonly author: number;
    readonly isQuiet: boolean;
    readonly isDeleted: boolean;
  }[];
  /** Whom those mention: keys of `mentionKey`. Account 0: everybody. */
  readonly mentions: ReadonlySet<string>;
  /** By member: the accounts they block. */
  readonly blocked: ReadonlyMap<number, ReadonlySet<number>>;
}

export interface PushMark {
  readonly device: number;
  readonly conversation: number;
  /** Up to where it was told; it never goes back. */
  readonly seq: number;
  /** The seq of the notification that the device shows from now on; 0: none; absent: the same as before. */
  readonly shown?: number;
}

export interface PushSend {
  readonly device: number;
  readonly payload: PushMessage;
  /** What is recorded once the push service has answered. */
  readonly marks: readonly PushMark[];
}

export interface PushDecision {
  readonly sends: readonly PushSend[];
  /** Nothing to send: recorded at once. */
  readonly marks: readonly PushMark[];
}

/** For so long after a sign of use a person is taken to see what arrives. Tabs in use say so once a minute. ms */
export const ACTIVE_MS = 75_000;

export const mentionKey = (seq: number, account: number): string => `${seq}/${account}`;

type Message = PushFacts['messages'][number];

const kindOf = (facts: PushFacts, target: PushTarget, { seq, author, isQuiet }: Message): NoticeKind => {
  if (author === target.account) return 'own';
  if (isQuiet) return 'quiet';
  // Headers count an answered author among the mentioned ones.
  if (facts.mentions.has(mentionKey(seq, target.account))) return 'mention';
  return facts.mentions.has(mentionKey(seq, 0)) ? 'everybody' : 'message';
};

/** Unread messages that notify, in order. */
const wantedOf = (facts: PushFacts, target: PushTarget, now: number) => {
  const level = noticeLevel(target, now);
  const blocked = facts.blocked.get(target.account);
  const from = Math.max(target.read, target.fromSeq);
  return facts.messages.flatMap((message) => {
    if (message.seq <= from || message.isDeleted || blocked?.has(message.author)) return [];
    const kind = kindOf(facts, target, message);
    return noticeOf(level, kind) === 'alert' ? [{ ...message, isMention: kind !== 'message' }] : [];
  });
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The head's id and, if it is wanted and fits, its envelopes. */
const headParts = ({ head }: PushFacts, seq: number, content: PushContent): Partial<PushMessage> => {
  if (head === undefined || head.seq !== seq || head.deleted) return {};
  const { entry, edit } = head;
  return {
    id: ulidFromBytes(head.id),
    chapter: head.chapter,
    ...(content !== 'full' || entry === undefined
      ? {}
      : { entry: base64(entry), ...(edit === undefined ? {} : { edit: base64(edit) }) }),
  };
};

/** Leaves out what makes it longer than every push service takes. */
export const fitPush = (payload: PushMessage): PushMessage => {
  const fits = (one: PushMessage): boolean => Buffer.byteLength(JSON.stringify(one)) <= LIMITS.pushBytes;
  if (fits(payload)) return payload;
  const { read: _read, ...withoutRead } = payload;
  if (fits(withoutRead)) return withoutRead;
  const { entry: _entry, edit: _edit, ...least } = withoutRead;
  return least;
};

type Verdict =
  /** Told of everything, or not to be told. */
  | { readonly kind: 'silent' }
  /** The device waits, or the person is there: decided again later. */
  | { readonly kind: 'later' }
  | { readonly kind: 'send'; readonly payload: PushMessage };

const judge = (facts: PushFacts, target: PushTarget, now: number): Verdict => {
  const isRequest = facts.unanswered === target.account;
  // A group that a stranger added them to waits without a sound; a stranger is announced once, whatever they write.
  if (target.isAsked || (isRequest && target.told > 0)) return { kind: 'silent' };
  const wanted = wantedOf(facts, target, now);
  const fresh = wanted.filter(({ seq }) => seq > target.told);
  // Mentions first.
  const shown = fresh.findLast(({ isMention }) => isMention) ?? fresh.at(-1);
  if (shown === undefined) return { kind: 'silent' };
  if (target.pausedUntil > now || isQuietIn(target.zone, target.quiet, now)) return { kind: 'silent' };
  const at = Math.max(target.retryAt, target.activeAt + ACTIVE_MS);
  // A clock that was set back must not keep them silent.
  if (at > now && target.activeAt <= now + ACTIVE_MS) return { kind: 'later' };
  const payload: PushMessage = {
    account: target.account,
    conversation: facts.id,
    ...headParts(facts, shown.seq, target.content),
    seq: shown.seq,
    by: shown.author,
    reason: isRequest ? 'request' : shown.isMention ? 'mention' : 'message',
    show: target.content,
    count: wanted.length,
    ...(target.readSince.length === 0
      ? {}
      : { read: target.readSince.map(({ id, read }): [string, number] => [id, read]) }),
  };
  return { kind: 'send', payload: fitPush(payload) };
};

/**
 * Decides from rows alone which devices are told of a conversation, and what. What would be silent is not sent: some
 * browsers end a subscription that shows nothing.
 * @param now ms since 1970
 */
export const decidePush = (facts: PushFacts, now: number): PushDecision => {
  const sends: PushSend[] = [];
  const marks: PushMark[] = [];
  for (const target of facts.targets) {
    const mark = { device: target.device, conversation: facts.conversation, seq: facts.seq };
    const verdict = judge(facts, target, now);
    switch (verdict.kind) {
      case 'silent':
        marks.push(mark);
        break;
      case 'later':
        break;
      case 'send': {
        const closed = verdict.payload.read === undefined ? [] : target.readSince;
        sends.push({
          device: target.device,
          payload: verdict.payload,
          marks: [
            { ...mark, shown: verdict.payload.seq },
            ...closed.map(({ conversation }) => ({ device: target.device, conversation, seq: 0, shown: 0 })),
          ],
        });
        break;
      }
    }
  }
  return { sends, marks };
};
