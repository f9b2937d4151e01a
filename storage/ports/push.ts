/** Who is reached by push, what they want to hear, and what they were told. */
import type { UserId } from '../../shared/ids/account.ts';
import type { ConversationId } from '../../shared/ids/conversation.ts';
import type { PushContent, PushProblem } from '../../shared/protocol/push.ts';
import type { PushFacts, PushMark } from '../rules/decide-push.ts';

export interface PushKeys {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushDevice extends PushKeys {
  readonly number: number;
  readonly userId: UserId;
  readonly session: string;
  readonly serverKey: string;
  readonly failures: number;
}

interface NewPushDevice extends PushKeys {
  readonly userId: UserId;
  readonly session: string;
  readonly serverKey: string;
  readonly content: PushContent;
  readonly zone: string;
}

/** What a device has still to be told of. */
export interface PushPlace {
  readonly device: number;
  readonly conversation: number;
}

export interface Push {
  /**
   * Takes the place of what the session had. False: another session has this address, and the secrets are not its own.
   * A new address is told nothing of what is in the conversations already.
   */
  putDevice(device: NewPushDevice, at: number): Promise<boolean>;
  dropSession(session: string): Promise<void>;
  dropDevices(numbers: readonly number[]): Promise<void>;
  device(session: string): Promise<{ readonly serverKey: string; readonly content: PushContent } | undefined>;
  devices(numbers: readonly number[]): Promise<readonly PushDevice[]>;
  countDevices(userId?: UserId): Promise<number>;
  /** Sessions of some devices, for looking whether they still live; after a number, in order. */
  sessions(after: number, limit: number): Promise<readonly { readonly number: number; readonly session: string }[]>;
  /** An attempt to reach a device ended. `retryAt` 0: it was reached. ms since 1970 */
  tried(number: number, retryAt: number): Promise<void>;
  setLevels(
    userId: UserId,
    levels: readonly {
      readonly conversationId: ConversationId;
      readonly mutedUntil?: number;
      readonly mentionsOnly?: boolean;
    }[],
  ): Promise<void>;
  setQuiet(
    userId: UserId,
    quiet: { readonly hours?: { readonly from: number; readonly to: number } | null; readonly pausedUntil?: number },
  ): Promise<void>;
  active(userId: UserId, at: number): Promise<void>;
  /** What decides about pushes for some conversations; only devices that have not been told of everything. */
  facts(conversations: readonly ConversationId[]): Promise<readonly PushFacts[]>;
  /** Conversations of which devices have to be told now: neither wait, nor is the person there. In order, after a place. */
  behind(
    now: number,
    after: PushPlace,
    limit: number,
  ): Promise<readonly (PushPlace & { readonly id: ConversationId })[]>;
  mark(marks: readonly PushMark[]): Promise<void>;
  noteProblem(problem: Omit<PushProblem, 'times'>): Promise<void>;
  /** The newest first. */
  problems(): Promise<readonly PushProblem[]>;
}
