import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { ServerMessage } from '../../shared/protocol/messages.ts';

/** Devices stop showing what they do not hear of for 8 s. */
const RENEW_MS = 5_000;
/** A writer is taken to have stopped when nothing is heard for this long: devices say what they do every 15 s. */
const SILENT_MS = 35_000;
/** Beginning again this soon after the last time is told with the next renewal only. */
const AGAIN_MS = 1_000;

export interface Writer {
  readonly userId: UserId;
  readonly number: number;
}

interface Writing {
  readonly id: ConversationId;
  readonly writer: Writer;
  typing: boolean;
  /** As the others know it. */
  told: boolean;
  heardAt: number;
  begunAt: number;
}

export interface TypingRelayDependencies {
  readonly membersOf: (id: ConversationId) => Promise<{ readonly size: number; keys(): Iterable<UserId> }>;
  /** To all devices of these people that follow their feed. */
  readonly tell: (userIds: Iterable<UserId>, message: ServerMessage) => void;
  /** ms, never set back. */
  readonly monotonic: () => number;
  /** In larger conversations typing is seen by those who have them open only. */
  readonly mostMembers: number;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells members who do not have a conversation open that somebody writes in it. Whatever a device says, others hear at
 * most two changes a second of one person in one conversation; nothing is stored.
 */
export const createTypingRelay = (deps: TypingRelayDependencies) => {
  const writing = new Map<string, Writing>();

  const tell = async ({ id, writer, told }: Writing): Promise<void> => {
    const members = await deps.membersOf(id);
    if (members.size > deps.mostMembers) return;
    const all = new Set(members.keys());
    if (!all.delete(writer.userId)) return;
    deps.tell(all, { type: 'typing', conversationId: id, number: writer.number, typing: told });
  };
  const say = (one: Writing, typing: boolean): void => {
    one.told = typing;
    tell(one).catch(deps.onError);
  };

  const renew = setInterval(() => {
    const now = deps.monotonic();
    for (const [key, one] of writing) {
      if (one.typing && one.heardAt + SILENT_MS > now) say(one, true);
      else {
        writing.delete(key);
        if (one.told) say(one, false);
      }
    }
  }, RENEW_MS);
  renew.unref();

  return {
    hear: (id: ConversationId, writer: Writer, typing: boolean): void => {
      const key = `${id}/${writer.number}`;
      const now = deps.monotonic();
      const known = writing.get(key);
      if (known === undefined) {
        if (!typing) return;
        const one: Writing = { id, writer, typing, told: false, heardAt: now, begunAt: now };
        writing.set(key, one);
        say(one, true);
        return;
      }
      known.heardAt = now;
      known.typing = typing;
      if (typing === known.told) return;
      if (!typing) say(known, false);
      else if (known.begunAt + AGAIN_MS <= now) {
        known.begunAt = now;
        say(known, true);
      }
    },
    close: (): void => clearInterval(renew),
  };
};
export type TypingRelay = ReturnType<typeof createTypingRelay>;
